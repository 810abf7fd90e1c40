package io.penstock.tcp;

import io.penstock.tcp.window.Answers;
import io.penstock.tcp.window.InFlightWindow;

/**
 * What shows that the peer of one connection does something with what it is sent, and does not merely accept. Confined
 * to the drain thread.
 *
 * <p>With acknowledgements that is one of them. Without, it is only ever likely: bytes that arrived at the peer's machine
 * and that the connection survived for a while. A process that hangs, or a proxy with nobody behind it, does as much.
 */
final class Progress {

    /**
     * What a peer's machine takes though nobody reads: Linux begins with a receive buffer of 128 KiB, and makes it larger
     * only for a program that reads.
     */
    private static final long MUTE_PEER_BYTES = 128 << 10;

    private final boolean acknowledging;
    private final Answers answers;
    private final long answersBefore;
    private final KernelView kernel;
    private final InFlightWindow window;

    /** Of a connection that was just made. */
    Progress(boolean acknowledging, InFlightWindow window, KernelView kernel) {
        this.acknowledging = acknowledging;
        this.answers = window.answers();
        this.answersBefore = answers.taken();
        this.kernel = kernel;
        this.window = window;
    }

    /** Whether there is any sign of it. */
    boolean isSeen(long now) {
        return taken(now) > 0;
    }

    /** Whether nothing else explains what was seen: the connection was healthy. */
    boolean isProven(long now) {
        return acknowledging ? isSeen(now) : kernel.certainlyArrived() > MUTE_PEER_BYTES;
    }

    /** Whether nothing is under way that could show it. */
    boolean isIdle() {
        return acknowledging ? !answers.areAwaited() && window.isEmpty() : window.writtenBytes() == 0;
    }

    /** How much of it there was: a number that grows with it. */
    long taken(long now) {
        return acknowledging ? answers.taken() - answersBefore : kernel.agedBytes(now);
    }
}
