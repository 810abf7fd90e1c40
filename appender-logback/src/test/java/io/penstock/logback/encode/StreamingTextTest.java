package io.penstock.logback.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.penstock.encode.Utf8Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.logstash.logback.composite.AbstractJsonProvider;
import net.logstash.logback.encoder.LogstashEncoder;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;

/** The encoders of logstash-logback-encoder, written in place by the sender. */
class StreamingTextTest {

    private final LoggerContext context = new LoggerContext();
    private final Utf8Buffer buffer = new Utf8Buffer(0);

    private <E extends LogstashEncoder> E started(E encoder) {
        context.setMDCAdapter(new LogbackMDCAdapter());
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    @Test
    void append_anyEvent_isWhatEncodeMakesOfIt() throws IOException {
        LogstashEncoder encoder = started(new LogstashEncoder());
        EventText text = EventText.by(encoder, false);
        assertThat(text).isInstanceOf(StreamingText.class);
        List<byte[]> expected = new ArrayList<>();

        for (ILoggingEvent event : Probes.events(context)) {
            buffer.clear();
            text.append(event, buffer);

            assertThat(buffer.toByteArray()).isEqualTo(encoder.encode(event));
            expected.add(buffer.toByteArray());
        }
        assertThat(expected).hasSize(2);
    }

    @Test
    void append_aProviderThatThrows_leavesTheTargetAsItWasAndTheNextEventWhole() throws IOException {
        LogstashEncoder encoder = new LogstashEncoder();
        boolean[] fails = {true};
        encoder.addProvider(new AbstractJsonProvider<ILoggingEvent>() {
            @Override
            public void writeTo(JsonGenerator generator, ILoggingEvent event) {
                if (fails[0]) {
                    throw new IllegalStateException("no");
                }
            }
        });
        EventText text = EventText.by(started(encoder), false);
        ILoggingEvent event = Probes.events(context).get(0);
        buffer.append("before");

        assertThatThrownBy(() -> text.append(event, buffer)).hasMessage("no");

        assertThat(buffer.toByteArray()).isEqualTo("before".getBytes(StandardCharsets.UTF_8));
        fails[0] = false;
        buffer.clear();
        text.append(event, buffer);
        assertThat(buffer.toByteArray()).isEqualTo(encoder.encode(event));
    }

    @Test
    void by_aSubclassOrAnAppendersEncoder_isUsedAsLogbackUsesIt() throws IOException {
        EventText ofSubclass = EventText.by(started(new Redacting()), false);
        ofSubclass.append(Probes.events(context).get(0), buffer);

        assertThat(new String(buffer.toByteArray(), StandardCharsets.UTF_8)).isEqualTo("redacted");
        assertThat(EventText.by(started(new LogstashEncoder()), true)).isInstanceOf(EncoderText.class);
    }

    private static final class Redacting extends LogstashEncoder {
        @Override
        public byte[] encode(ILoggingEvent event) {
            return "redacted".getBytes(StandardCharsets.UTF_8);
        }
    }
}
