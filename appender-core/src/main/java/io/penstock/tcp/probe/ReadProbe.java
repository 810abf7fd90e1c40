package io.penstock.tcp.probe;

/**
 * The portable probe: knows nothing besides what the connection's own read sees, which the sender asks before each
 * write anyway.
 */
public final class ReadProbe implements StateProbe {

    public static final StateProbe INSTANCE = new ReadProbe();

    private ReadProbe() {}

    @Override
    public String name() {
        return "read";
    }

    @Override
    public boolean isAlive() {
        return true;
    }

    @Override
    public long ackedBytes() {
        return UNKNOWN;
    }

    @Override
    public long queuedBytes() {
        return UNKNOWN;
    }
}
