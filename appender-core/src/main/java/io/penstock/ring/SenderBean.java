package io.penstock.ring;

import io.penstock.SenderMXBean;
import io.penstock.SenderStats;
import java.util.function.Supplier;

/** {@link BooksBean} and what the sender has to add. Safe for any thread. */
final class SenderBean extends BooksBean implements SenderMXBean {

    private final Supplier<SenderStats> sender;

    SenderBean(AsyncRing<?> ring, Supplier<SenderStats> sender) {
        super(ring);
        this.sender = sender;
    }

    @Override
    public long getSent() {
        return sender.get().sent();
    }

    @Override
    public long getAcknowledged() {
        return sender.get().delivered();
    }

    @Override
    public long getResent() {
        return sender.get().resent();
    }

    @Override
    public long getPossiblyLost() {
        return sender.get().possiblyLost();
    }

    @Override
    public long getReconnects() {
        return sender.get().reconnects();
    }

    @Override
    public long getProtocolErrors() {
        return sender.get().protocolErrors();
    }

    @Override
    public long getStuckConnections() {
        return sender.get().stuckConnections();
    }

    @Override
    public long getWindowBytes() {
        return sender.get().windowBytes();
    }

    @Override
    public String getActiveProbe() {
        return sender.get().activeProbe();
    }

    @Override
    public String getConnectedTo() {
        return sender.get().connectedTo();
    }

    @Override
    public String getState() {
        return sender.get().state().name();
    }

    @Override
    public String getSenderSnapshot() {
        return sender.get().toString();
    }
}
