package io.penstock.ring;

import io.penstock.SenderMXBean;
import io.penstock.SenderStats;
import java.lang.ref.WeakReference;
import java.util.function.Supplier;

/** {@link BooksBean} and what the sender has to add. Safe for any thread. */
final class SenderBean extends BooksBean implements SenderMXBean {

    private final WeakReference<Supplier<SenderStats>> sender;

    SenderBean(AsyncRing<?> ring, Supplier<SenderStats> sender) {
        super(ring);
        ring.keep(sender);
        this.sender = new WeakReference<>(sender);
    }

    private SenderStats stats() {
        Supplier<SenderStats> present = sender.get();
        return present == null ? SenderStats.empty() : present.get();
    }

    @Override
    public long getSent() {
        return stats().sent();
    }

    @Override
    public long getAcknowledged() {
        return stats().delivered();
    }

    @Override
    public long getResent() {
        return stats().resent();
    }

    @Override
    public long getPossiblyLost() {
        return stats().possiblyLost();
    }

    @Override
    public long getReconnects() {
        return stats().reconnects();
    }

    @Override
    public long getProtocolErrors() {
        return stats().protocolErrors();
    }

    @Override
    public long getStuckConnections() {
        return stats().stuckConnections();
    }

    @Override
    public long getWindowBytes() {
        return stats().windowBytes();
    }

    @Override
    public String getActiveProbe() {
        return stats().activeProbe();
    }

    @Override
    public String getConnectedTo() {
        return stats().connectedTo();
    }

    @Override
    public String getState() {
        return stats().state().name();
    }

    @Override
    public String getSenderSnapshot() {
        return stats().toString();
    }
}
