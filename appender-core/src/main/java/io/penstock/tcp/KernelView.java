package io.penstock.tcp;

import io.penstock.net.Connection;
import io.penstock.net.SelectorSleeper;
import io.penstock.net.SocketSettings;
import io.penstock.tcp.probe.StateProbe;
import io.penstock.tcp.window.InFlightWindow;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What the kernel knows of one connection, as far as there is a {@link StateProbe} to ask it: whether the peer is there
 * before we write, and what its machine has acknowledged, for the window to let go of. Confined to the drain thread.
 */
final class KernelView {

    /** What the kernel has acknowledged is asked for with each write, and this often without. */
    private static final long LONGEST_WITHOUT_SETTLING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** As long as a flush may wait for what the kernel has not seen acknowledged. */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final StateProbe probe;
    private final Connection connection;
    private final int sendBufferBytes;
    private final InFlightWindow window;
    private final StallTimer timer;
    private final AgedBytes aged = new AgedBytes();
    private long settledNanos;
    /** The peer's kernel has not acknowledged everything, as far as is known. */
    private boolean awaits;
    /** As the kernel said last. */
    private long acked = StateProbe.UNKNOWN;

    /**
     * Of a connection that was just made.
     *
     * @param sendBufferBytes SO_SNDBUF as it was set
     * @param writeTimeout how long the peer's machine may acknowledge nothing
     */
    KernelView(
            StateProbe probe,
            Connection connection,
            int sendBufferBytes,
            InFlightWindow window,
            Duration writeTimeout,
            long now) {
        this.probe = probe;
        this.connection = connection;
        this.sendBufferBytes = sendBufferBytes;
        this.window = window;
        this.timer = new StallTimer("writeTimeout", writeTimeout, "the peer's machine acknowledged no bytes");
        this.settledNanos = now;
    }

    String probeName() {
        return probe.name();
    }

    /** The round trip as the kernel measures it; 0 if it was not asked. */
    long roundTripNanos() {
        return TimeUnit.MICROSECONDS.toNanos(Math.max(0, probe.roundTripMicros()));
    }

    /** How many segments the kernel has sent again; 0 if it was not asked. */
    long retransmits() {
        return Math.max(0, probe.retransmits());
    }

    /** Besides what the read before each write says: the peer's end or reset, before we write into the void. */
    void check() throws IOException {
        if (!probe.isAlive()) {
            throw new IOException("the kernel reports that the connection is closed");
        }
    }

    /** The connection took so many bytes. */
    void wrote(int bytes) {
        probe.wrote(bytes);
    }

    /**
     * Lets go of what is out of the replay window, and notices a peer's machine that has gone silent; if something moved
     * on the connection, and from time to time.
     *
     * @param good see {@link InFlightWindow#release}
     */
    void settle(boolean moved, boolean good, long now) throws SocketTimeoutException {
        if (!isDue(moved, now)) {
            return;
        }
        release(good, now);
        if (acked != StateProbe.UNKNOWN) {
            timer.watch(probe.queuedBytes() > 0, acked, now);
        }
    }

    /** As the other once all is written and our end was said: whoever stops decides how long that may take. */
    void settleAtTheEnd(boolean moved, boolean good, long now) {
        timer.reset();
        if (isDue(moved, now)) {
            release(good, now);
        }
    }

    private boolean isDue(boolean moved, long now) {
        if (!moved && now - settledNanos < (awaits ? POLL_NANOS : LONGEST_WITHOUT_SETTLING_NANOS)) {
            return false;
        }
        settledNanos = now;
        return true;
    }

    /** Before the socket is closed, until when the kernel knows what was acknowledged. */
    void settleLast(boolean good, long now) {
        release(good, now);
    }

    /** How many bytes had arrived two seconds ago: confirmed by the peer's kernel or, if ours is not asked, written. */
    long agedBytes(long now) {
        return aged.asOf(now);
    }

    /** How many bytes are in the peer's machine for certain, whatever our kernel may hold. */
    long certainlyArrived() {
        return acked == StateProbe.UNKNOWN
                ? window.writtenBytes() - SocketSettings.heldByKernel(sendBufferBytes + connection.held())
                : Math.min(acked, window.writtenBytes());
    }

    private void release(boolean good, long now) {
        acked = probe.ackedBytes();
        long written = window.writtenBytes();
        window.release(acked, sendBufferBytes + connection.held(), good);
        aged.note(acked == StateProbe.UNKNOWN ? written - connection.held() : Math.min(acked, written), now);
        awaits = acked != StateProbe.UNKNOWN && acked < written;
    }

    /** See {@link StateProbe#circumstances}; only before the connection is closed. */
    String circumstances() {
        try {
            return probe.circumstances();
        } catch (RuntimeException untold) {
            return "";
        }
    }

    /** Tells when it is time to {@link #settle} again, if anything is awaited. */
    void tellDeadlines(SelectorSleeper sleeper, long now) {
        timer.tellDeadline(sleeper);
        if (awaits) {
            sleeper.dueAt(now + POLL_NANOS);
        }
        if (aged.isGrowing() && aged.asOf(now) == 0) {
            sleeper.dueAt(aged.growsAt());
        }
    }
}
