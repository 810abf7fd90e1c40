package io.penstock.wire;

import java.nio.ByteBuffer;

/** A connection whose peer has nothing to say: what it sends all the same is read and forgotten. Has no state. */
public final class OneWaySession implements WireSession {

    public static final OneWaySession INSTANCE = new OneWaySession();

    private OneWaySession() {}

    @Override
    public void receive(ByteBuffer source, Acknowledgements acknowledgements) {
        source.position(source.limit());
    }
}
