package io.penstock.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.penstock.Severity;
import io.penstock.encode.Utf8Buffer;
import io.penstock.wire.lines.LinesProtocol;
import io.penstock.wire.relp.RelpProtocol;
import io.penstock.wire.syslog.SyslogSettings;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WireAllocationTest {

    private static final int CALLS = 100_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Utf8Buffer record = new Utf8Buffer(4096);
    private final RecordNumber number = new RecordNumber("5e", 0);

    @ParameterizedTest
    @EnumSource
    void lines_frame_allocatesNothing(Framing framing) {
        LinesProtocol protocol = new LinesProtocol(framing);
        ByteBuffer target = ByteBuffer.allocateDirect(4096);
        record.append("x".repeat(200)).append("\n");

        assertThat(bytesPerCall(i -> protocol.frame(record, target.clear()))).isLessThan(1.0);
    }

    @Test
    void rfc5424_messagesOfAnyTime_allocateNothing() {
        RecordFormat format = SyslogSettings.builder().formatOf(null);
        Instant[] times = new Instant[1000];
        Arrays.setAll(times, i -> Instant.ofEpochSecond(1_700_000_000L + i / 10, i));

        double bytes = bytesPerCall(i -> {
            record.clear();
            format.begin(record, number.next(), Severity.INFO, times[i % times.length]);
            format.put(Field.LOGGER, "a.B")
                    .put(Field.THREAD, "main]")
                    .put(Field.METHOD, "run")
                    .put(Field.LINE, i)
                    .group(Group.MDC)
                    .put("user name", "\"ada\"");
            format.text().append("d\u00e9j\u00e0 vu\n");
            format.end();
        });

        assertThat(bytes).isLessThan(1.0);
        assertThat(record.size()).isGreaterThan(100);
    }

    @Test
    void eventRecords_walkedAndWritten_allocateNothing() {
        EventWalk<FakeEvent, FakeEvent> walk = new FakeWalk() {
            @Override
            public void groups(FakeEvent event, EventFields target) {
                target.put(Field.MARKER, "AUDIT").group(Group.MDC).put("user", "ada");
            }
        };
        RecordFormat format = SyslogSettings.builder().formatOf(null);
        RecordEncoder<FakeEvent> records = new EventRecords<>(walk, format);
        FakeEvent event = FakeEvent.of("text");

        double bytes = bytesPerCall(i -> encode(records, event));

        assertThat(bytes).isLessThan(1.0);
        assertThat(record.size()).isGreaterThan(100);
    }

    private void encode(RecordEncoder<FakeEvent> records, FakeEvent event) {
        record.clear();
        try {
            records.encode(number.next(), event, record);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void relp_frameStampAndAnswer_allocateNothing() throws ProtocolException {
        RelpProtocol protocol = new RelpProtocol();
        WireSession session = protocol.openSession();
        CountingAcknowledgements seen = new CountingAcknowledgements();
        ByteBuffer answers = ByteBuffer.allocateDirect(4096);
        session.greet(answers);
        answers.clear().put(ascii("1 rsp 22 200 OK\ncommands=syslog\n")).flip();
        session.receive(answers, seen);
        Batch batch = new Batch(4096, 0);
        Utf8Buffer answer = new Utf8Buffer(64);
        record.append("x".repeat(200));

        double bytes = bytesPerCall(i -> {
            batch.clear();
            protocol.frame(record, batch.buffer());
            batch.endRecord();
            stampFrom(session, batch, 0);
            answer.clear();
            answer.append(i + 2L).append(" rsp 6 200 OK\n");
            answer.copyTo(answers.clear());
            receive(session, answers.flip(), seen);
        });

        assertThat(bytes).isLessThan(1.0);
        assertThat(seen.last).isEqualTo(2 * CALLS - 1);
    }

    private static void receive(WireSession session, ByteBuffer answers, WireSession.Acknowledgements seen) {
        try {
            session.receive(answers, seen);
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private double bytesPerCall(IntConsumer call) {
        for (int i = 0; i < CALLS; i++) {
            call.accept(i);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = CALLS; i < 2 * CALLS; i++) {
            call.accept(i);
        }
        return (double) (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
    }

    private static final class CountingAcknowledgements implements WireSession.Acknowledgements {

        private long last = -1;

        @Override
        public void acknowledged(long unit) {
            if (unit != last + 1) {
                throw new AssertionError(unit + " after " + last);
            }
            last = unit;
        }

        @Override
        public void refused(long unit, String reason) {
            throw new AssertionError(reason);
        }
    }

    private static void stampFrom(WireSession session, Batch batch, int first) {
        session.stamp(batch, first, batch.records());
    }
}
