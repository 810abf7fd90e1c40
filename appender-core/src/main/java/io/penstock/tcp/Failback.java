package io.penstock.tcp;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The way back to the first destination, which is tried from time to time while another one is connected, and takes over
 * once it has accepted. Confined to the drain thread.
 */
final class Failback {

    private final Destinations destinations;
    private final Dialer dialer;
    private final SelectorSleeper sleeper;
    /** The first destination has accepted; the present connection is about to end in its favour. */
    private @Nullable SocketChannel successor;

    /** @param dialer for the first destination only */
    Failback(Destinations destinations, Dialer dialer, SelectorSleeper sleeper) {
        this.destinations = destinations;
        this.dialer = dialer;
        this.sleeper = sleeper;
    }

    /** Beside a good connection: tries the first destination if that is due. True: it has just accepted. */
    boolean advance(long now) {
        if (successor != null || !destinations.mayFailBack()) {
            return false;
        }
        try {
            if (!dialer.isBusy()) {
                if (!destinations.isFailbackDue(now)) {
                    return false;
                }
                destinations.tryingFirst(now);
                dialer.begin(destinations.first(), now);
            }
            successor = dialer.advance(now);
        } catch (IOException | RuntimeException stillAway) {
            // Nobody asked for it; the next try is due after the same while.
            return false;
        }
        return successor != null;
    }

    boolean hasSuccessor() {
        return successor != null;
    }

    /**
     * The present connection is gone. The channel to the first destination, which is the present one then, and the channel
     * the caller's; or null: it has not accepted, and is not tried any more.
     */
    @Nullable
    SocketChannel succeed() {
        SocketChannel next = successor;
        successor = null;
        dialer.abort();
        if (next != null) {
            destinations.failBack();
        }
        return next;
    }

    /** No more tries, for now. A successor there is remains. */
    void abort() {
        dialer.abort();
    }

    void close() {
        dialer.abort();
        SocketChannel next = successor;
        successor = null;
        if (next != null) {
            sleeper.close(next);
        }
    }

    /** Tells when {@link #advance} has something to do. */
    void tellDeadline() {
        if (dialer.isBusy()) {
            sleeper.dueAt(dialer.deadline());
        } else if (destinations.mayFailBack() && successor == null) {
            sleeper.dueAt(destinations.failbackAt());
        }
    }
}
