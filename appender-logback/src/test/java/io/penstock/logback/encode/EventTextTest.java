package io.penstock.logback.encode;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which of Logback's encoders are relieved of their work. */
class EventTextTest {

    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void nameContext() {
        context.setName("host");
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    @AfterEach
    void stopContext() {
        context.stop();
    }

    private static EventText text(Encoder<ILoggingEvent> encoder) {
        return EventText.by(encoder, true);
    }

    private PatternLayoutEncoder encoder(String pattern, Charset charset) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.setCharset(charset);
        encoder.start();
        return encoder;
    }

    private LayoutWrappingEncoder<ILoggingEvent> encoder(PatternLayout layout) {
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        return encoder;
    }

    private static final class UsersConverter extends ClassicConverter {

        UsersConverter(AtomicInteger made) {
            made.incrementAndGet();
        }

        @Override
        public String convert(ILoggingEvent event) {
            return event.getFormattedMessage();
        }
    }

    @Test
    void patternEncoder_ofLogbacksWords_isWrittenByOurForm() {
        EventText compiled = text(encoder("%d %-5level [%thread] %logger{36} - %msg%n", StandardCharsets.UTF_8));

        assertThat(compiled).isInstanceOf(LayoutText.class);
        assertThat(compiled.keepsEvents()).isFalse();
    }

    @Test
    void patternEncoder_ofOtherWords_doesItItself() {
        PatternLayoutEncoder notStarted = new PatternLayoutEncoder();
        notStarted.setContext(context);

        assertThat(text(encoder("%caller{1} %msg%n", StandardCharsets.UTF_8))).isInstanceOf(EncoderText.class);
        assertThat(text(encoder("%msg%n%ex{full,EVALUATOR}", StandardCharsets.UTF_8)))
                .isInstanceOf(EncoderText.class);
        assertThat(text(encoder("%msg%n", StandardCharsets.UTF_16))).isInstanceOf(EncoderText.class);
        assertThat(text(notStarted)).isInstanceOf(EncoderText.class);
    }

    @Test
    void patternEncoder_ofWordsOfTheUsers_makesNoConverterOfThem() {
        AtomicInteger made = new AtomicInteger();
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.getInstanceConverterMap().put("msg", () -> new UsersConverter(made));
        layout.setPattern("%msg%n");
        layout.start();

        EventText text = text(encoder(layout));

        assertThat(text).isInstanceOf(EncoderText.class);
        // Logback's own compilation.
        assertThat(made).hasValue(1);
    }
}
