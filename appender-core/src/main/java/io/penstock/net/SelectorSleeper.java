package io.penstock.net;

import io.penstock.sink.Sleeper;
import io.penstock.sink.TimeSource;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the drain thread naps as long as it has sockets: in a selector, bounded by what is due next. Confined to the drain
 * thread, but for {@link #wake} and {@link #wakeNapping}.
 */
public final class SelectorSleeper implements Sleeper {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final TimeSource time;
    /** Called for each ready key; a selector that collects them makes an object for each. */
    private final Consumer<SelectionKey> noteReady = key -> ready = true;

    private @Nullable Selector selector;
    private boolean ready;
    private boolean hasDeadline;
    private long deadlineNanos;

    // Who wakes writes woken and reads the other two, who naps writes those and reads woken (Dekker): either the nap
    // sees that it was woken, or the waker sees where it has to go.
    private volatile boolean woken;
    private volatile @Nullable Selector selecting;
    private volatile @Nullable Thread parked;

    public SelectorSleeper(TimeSource time) {
        this.time = time;
    }

    /** Opened at first need. */
    public Selector selector() throws IOException {
        Selector open = selector;
        if (open == null) {
            open = Selector.open();
            selector = open;
        }
        return open;
    }

    /** Nothing is due: a nap may last. */
    public void clearDeadline() {
        hasDeadline = false;
    }

    /** The next nap ends at this time, if no earlier one was said since {@link #clearDeadline}. */
    public void dueAt(long nanos) {
        if (!hasDeadline || nanos - deadlineNanos < 0) {
            hasDeadline = true;
            deadlineNanos = nanos;
        }
    }

    /** Whether a channel became ready during the naps since this was last asked. */
    public boolean takeReady() {
        boolean was = ready;
        ready = false;
        return was;
    }

    @Override
    public void nap(long nanos) {
        long bounded = hasDeadline ? Math.min(nanos, deadlineNanos - time.nanos()) : nanos;
        Selector open = selector;
        try {
            if (open == null || open.keys().isEmpty()) {
                park(bounded);
            } else if (bounded >= MILLI) {
                select(open, bounded / MILLI);
            } else if (!isReadyNow(open)) {
                // The selector knows nothing between a millisecond and no time at all.
                park(bounded);
                isReadyNow(open);
            }
        } catch (IOException broken) {
            // A selector that cannot select: connections are polled, as long as there is no better.
            park(Math.min(bounded, MILLI));
            ready = true;
        } finally {
            woken = false;
        }
    }

    private void select(Selector open, long millis) throws IOException {
        selecting = open;
        try {
            if (!woken) {
                open.select(noteReady, millis);
            } else {
                open.selectNow(noteReady);
            }
        } finally {
            selecting = null;
        }
    }

    private boolean isReadyNow(Selector open) throws IOException {
        open.selectNow(noteReady);
        return ready;
    }

    private void park(long nanos) {
        if (nanos <= 0) {
            return;
        }
        parked = Thread.currentThread();
        try {
            if (!woken) {
                LockSupport.parkNanos(this, nanos);
            }
        } finally {
            parked = null;
        }
    }

    @Override
    public void wake(Thread drainThread) {
        wakeNapping();
    }

    /** As {@link #wake}, for those who do not know the drain thread. Any thread. */
    public void wakeNapping() {
        woken = true;
        Selector open = selecting;
        if (open != null) {
            open.wakeup();
        }
        Thread thread = parked;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** Closes a channel at once. A selector otherwise keeps its file descriptor until it selects the next time. */
    public void close(SocketChannel channel) {
        try {
            channel.close();
            Selector open = selector;
            if (open != null) {
                open.selectNow(noteReady);
            }
        } catch (IOException | RuntimeException gone) {
            // Whatever it was, it is closed.
        }
    }

    /** What is waited for on a channel that was registered. */
    public void interest(SocketChannel channel, int operations) {
        Selector open = selector;
        SelectionKey key = open == null ? null : channel.keyFor(open);
        if (key != null && key.isValid() && key.interestOps() != operations) {
            key.interestOps(operations);
        }
    }

    /** The sender was forgotten by everybody, and all it was given has arrived. */
    @Override
    public void abandon() {
        Selector open = selector;
        if (open != null) {
            for (SelectionKey key : open.keys()) {
                try {
                    key.channel().close();
                } catch (IOException gone) {
                    // Whatever it was, it is closed.
                }
            }
        }
        close();
    }

    /** Lets go of the selector. */
    public void close() {
        Selector open = selector;
        selector = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException gone) {
                // Nobody will select with it any more.
            }
        }
    }
}
