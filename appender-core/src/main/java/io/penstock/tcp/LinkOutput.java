package io.penstock.tcp;

import io.penstock.net.Connection;
import io.penstock.tcp.window.InFlightWindow;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.WireSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * What goes out on one link: the window's records, and before and after them the protocol's own words. Confined to the
 * drain thread.
 */
final class LinkOutput {

    /** Per round, so that flushes and answers are not kept waiting: 1 MiB of full batches. */
    private static final int MOST_WRITES = 16;

    private final Connection connection;
    private final WireSession session;
    private final InFlightWindow window;
    private final KernelView kernel;
    private final LinkInput input;
    private final ByteBuffer words;

    private long written;
    private int held;
    /** The connection took less than it was given, or holds something back: wait for room. */
    private boolean blocked;
    /** The last write may have ended within a record. */
    private boolean cutShort;

    /** @param words what is left to write of the protocol's own lies between position and limit */
    LinkOutput(
            Connection connection,
            WireSession session,
            InFlightWindow window,
            KernelView kernel,
            LinkInput input,
            ByteBuffer words) {
        this.connection = connection;
        this.session = session;
        this.window = window;
        this.kernel = kernel;
        this.input = input;
        this.words = words;
    }

    /** The greeting, or the farewell, is to be {@linkplain #speak written}. */
    void say(Consumer<ByteBuffer> protocol) {
        words.clear();
        protocol.accept(words);
        words.flip();
    }

    /** Writes on what is to be said. False: nothing could be. */
    boolean speak() throws IOException {
        int before = words.remaining();
        if (before > 0) {
            connection.write(words);
        }
        flush();
        return words.remaining() != before;
    }

    boolean hasSpoken() {
        return !words.hasRemaining();
    }

    /**
     * Writes records. False: none could be.
     *
     * @param mayBegin false: only the rest of a batch goes out, since a record may be cut in two
     */
    boolean write(boolean mayBegin, long now) throws IOException, ProtocolException {
        boolean moved = false;
        boolean mayWrite = mayBegin || cutShort;
        for (int writes = 0; mayWrite && writes < MOST_WRITES; writes++) {
            ByteBuffer next = window.nextBytes();
            if (next == null) {
                cutShort = false;
                break;
            }
            if (writes > 0 || !input.wasReadAt(now)) {
                input.read(now);
            }
            kernel.check();
            if (session.isClosing()) {
                break;
            }
            int offered = next.remaining();
            int count = connection.write(next);
            if (count > 0) {
                moved = true;
                written += count;
                window.wrote(count);
                kernel.wrote(count);
            }
            cutShort = count < offered;
            mayWrite = !cutShort && mayBegin;
        }
        blocked = !connection.flush() || cutShort;
        return moved;
    }

    /** Nothing more is written, as the peer has asked. */
    void giveUp() {
        blocked = false;
    }

    /** Hands the kernel what the connection holds. */
    boolean flush() throws IOException {
        blocked = !connection.flush();
        return !blocked;
    }

    /** True if the kernel took what the connection held: somebody may wait for just that. */
    boolean noteHeld() {
        int before = held;
        held = connection.held();
        window.holds(held);
        return held < before;
    }

    /** Whether the connection takes no more for now. */
    boolean isBlocked() {
        return blocked;
    }

    boolean wantsToWrite() {
        return blocked || words.hasRemaining();
    }

    /** How many bytes of records were written. */
    long written() {
        return written;
    }
}
