package io.penstock.tcp;

import java.nio.ByteBuffer;

/** What every link of a sender needs, and one after the other uses. Confined to the drain thread. */
final class LinkBuffers {

    private static final int ANSWER_BYTES = 64 << 10;
    private static final int CONTROL_BYTES = 8 << 10;

    /** What was read and not understood yet; written to at its position. */
    final ByteBuffer in = ByteBuffer.allocateDirect(ANSWER_BYTES);

    /** Greeting and farewell; what is left to write lies between position and limit. */
    final ByteBuffer control = ByteBuffer.allocateDirect(CONTROL_BYTES);

    /** For a new connection. */
    void clear() {
        in.clear();
        control.clear().flip();
    }
}
