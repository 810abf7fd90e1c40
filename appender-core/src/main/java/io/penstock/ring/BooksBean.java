package io.penstock.ring;

import io.penstock.Books;
import io.penstock.BooksMXBean;
import java.lang.ref.WeakReference;

/**
 * Reads the books anew for every attribute; those who need them to balance ask the appender for one snapshot. Safe for
 * any thread.
 *
 * <p>JMX must not keep an appender that everybody else has forgotten.
 */
class BooksBean implements BooksMXBean {

    private final WeakReference<AsyncRing<?>> ring;
    private final int ringSize;

    BooksBean(AsyncRing<?> ring) {
        this.ring = new WeakReference<>(ring);
        this.ringSize = ring.config().ringSize();
    }

    private Books books() {
        AsyncRing<?> present = ring.get();
        return present == null ? Books.empty() : present.books();
    }

    @Override
    public long getOffered() {
        return books().offered();
    }

    @Override
    public long getAccepted() {
        return books().accepted();
    }

    @Override
    public long getDelivered() {
        return books().delivered();
    }

    @Override
    public long getFailed() {
        return books().failed();
    }

    @Override
    public long getPending() {
        return books().pending();
    }

    @Override
    public long getUnconfirmed() {
        return books().unconfirmed();
    }

    @Override
    public long getDropped() {
        return books().dropped();
    }

    @Override
    public String getDroppedByReason() {
        return books().droppedByReason();
    }

    @Override
    public String getDroppedBySeverity() {
        return books().droppedBySeverity();
    }

    @Override
    public String getSnapshot() {
        return books().toString();
    }

    @Override
    public int getRingSize() {
        return ringSize;
    }
}
