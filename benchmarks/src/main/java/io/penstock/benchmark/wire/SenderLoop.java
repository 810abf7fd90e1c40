package io.penstock.benchmark.wire;

import io.penstock.TcpConfig;
import io.penstock.encode.Utf8Buffer;
import io.penstock.ring.RingSlot;
import io.penstock.ring.RingTally;
import io.penstock.sink.Announcer;
import io.penstock.sink.LossReport;
import io.penstock.sink.Tally;
import io.penstock.sink.TimeSource;
import io.penstock.tcp.TcpSink;
import io.penstock.tcp.UncheckedSinks;
import io.penstock.wire.Framing;
import io.penstock.wire.RecordEncoder;
import io.penstock.wire.RecordNumber;
import io.penstock.wire.lines.LinesProtocol;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Our sender with its settings as shipped, driven as the drain thread drives it, but by the measuring thread and with
 * records that are encoded already: window, batches, state check, socket, and nothing else.
 */
public final class SenderLoop implements SendingLoop {

    /** As many as a full ring holds. */
    private static final int ROUND = 8192;
    /** The drain loop's. */
    private static final int BATCH_MASK = 255;

    private static final int ROUNDS_BEFORE_NAP = 110;
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final TcpSink<Record> sink;
    private final Record record = new Record();
    private final boolean checked;
    private int idleRounds;

    public SenderLoop(int port, boolean checked) {
        this.checked = checked;
        TcpConfig config = TcpConfig.builder().destination("localhost:" + port).build();
        LinesProtocol protocol = new LinesProtocol(Framing.NEWLINE);
        Tally tally = new RingTally();
        Announcer announcer = SenderLoop::onTrouble;
        sink = checked
                ? new TcpSink<>(config, protocol, new Encoded(), null, tally, announcer, TimeSource.system())
                : UncheckedSinks.create(config, protocol, new Encoded(), tally, announcer);
    }

    private static void onTrouble(String message, @Nullable Throwable cause) {
        throw new IllegalStateException("the sender is not undisturbed: " + message, cause);
    }

    @Override
    public void send(long records) throws Exception {
        long sent = 0;
        while (sent < records) {
            int delivered = 0;
            while (delivered < ROUND && sent < records && sink.hasRoom()) {
                sink.deliver(record);
                delivered++;
                if ((++sent & BATCH_MASK) == 0) {
                    sink.endOfBatch();
                }
            }
            if (delivered > 0) {
                sink.endOfBatch();
                idleRounds = 0;
            }
            advance(delivered > 0);
        }
    }

    @Override
    public void turn() throws Exception {
        advance(false);
    }

    private void advance(boolean delivered) {
        if (sink.advance() || delivered) {
            idleRounds = 0;
        } else if (++idleRounds <= ROUNDS_BEFORE_NAP) {
            Thread.onSpinWait();
        } else {
            sink.traits().sleeper().nap(NAP_NANOS);
        }
    }

    @Override
    public String stateCheck() {
        return checked ? sink.stats().activeProbe() : "none";
    }

    @Override
    public void close() {
        long start = System.nanoTime();
        while (!sink.finish() && System.nanoTime() - start < FAREWELL_NANOS) {
            advance(false);
        }
        sink.close();
    }

    @SuppressWarnings("JavaLangClash") // a record is what goes over the wire
    private static final class Record extends RingSlot {

        private final byte[] bytes = new byte[RECORD_BYTES];

        Record() {
            Arrays.fill(bytes, (byte) 'x');
            bytes[RECORD_BYTES - 1] = '\n';
        }

        @Override
        protected void clear() {
            // Nothing is cleared, because the same record is sent again and again.
        }
    }

    private static final class Encoded implements RecordEncoder<Record> {

        @Override
        public void encode(RecordNumber number, Record slot, Utf8Buffer target) {
            target.append(slot.bytes);
        }

        @Override
        public void encode(RecordNumber number, LossReport report, Utf8Buffer target) {
            throw new IllegalStateException("nothing can be dropped here: " + report.message());
        }
    }
}
