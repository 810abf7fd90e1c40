package io.penstock.tcp.window;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.penstock.Delivery;
import io.penstock.encode.Utf8Buffer;
import io.penstock.ring.RingTally;
import io.penstock.tcp.probe.StateProbe;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.WireProtocol.Unit;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InFlightWindowAllocationTest {

    private static final int RECORDS = 200_000;
    private static final int BURST = 100;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Utf8Buffer record = new Utf8Buffer(256).append(new byte[200]);
    private long answered;

    @ParameterizedTest
    @CsvSource({"RECORD, ACKED", "BATCH, ACKED", "NONE, REPLAY", "NONE, BEST_EFFORT"})
    void addWriteAnswer_steadyState_allocatesNothing(Unit unit, Delivery delivery) throws ProtocolException {
        NumberedProtocol protocol = new NumberedProtocol(unit);
        InFlightWindow window = new InFlightWindow(protocol, delivery, 8 << 20, 64 << 10, 128 << 10, new RingTally());
        window.connected(protocol.openSession());
        pass(window, unit);

        long before = threads.getCurrentThreadAllocatedBytes();
        pass(window, unit);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat((double) allocated / RECORDS).isLessThan(0.1);
        assertThat(window.books().sent()).isEqualTo(2 * RECORDS);
    }

    private void pass(InFlightWindow window, Unit unit) throws ProtocolException {
        Answers answers = window.answers();
        for (int i = 1; i <= RECORDS; i++) {
            assertRoom(window);
            window.add(record, "");
            if (i % BURST == 0) {
                window.endOfBatch();
                for (ByteBuffer next = window.nextBytes(); next != null; next = window.nextBytes()) {
                    window.wrote(Math.min(10_000, next.remaining()));
                }
                window.release(StateProbe.UNKNOWN, 64 << 10, true);
                while (unit != Unit.NONE && window.answers().areAwaited()) {
                    answers.acknowledged(answered++);
                }
            }
        }
    }

    private static void assertRoom(InFlightWindow window) {
        if (!window.hasRoom()) {
            throw new AssertionError("no room with " + window.bytes() + " bytes");
        }
    }
}
