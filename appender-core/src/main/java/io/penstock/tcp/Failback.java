package io.penstock.tcp;

import io.penstock.net.SelectorSleeper;
import io.penstock.tcp.dial.Destinations;
import io.penstock.tcp.dial.Dialer;
import io.penstock.tcp.window.InFlightWindow;
import io.penstock.wire.ProtocolException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The way back to the first destination, which is tried from time to time while another one is connected. It takes over
 * once it has done all that precedes the first record, and has kept the connection open for a while. Confined to the
 * drain thread.
 */
final class Failback {

    private final Destinations destinations;
    private final Dialer dialer;
    private final Links links;
    private final InFlightWindow window;
    /** A connection to the first destination that carries no record. */
    private @Nullable Link candidate;

    private boolean ready;

    /** @param dialer for the first destination only */
    Failback(Destinations destinations, Dialer dialer, Links links, InFlightWindow window) {
        this.destinations = destinations;
        this.dialer = dialer;
        this.links = links;
        this.window = window;
    }

    /** Beside a good connection: tries the first destination if that is due. True: it would take over. */
    boolean advance(long now, boolean selected) {
        if (!destinations.mayFailBack()) {
            return false;
        }
        Link greeting = candidate;
        if (greeting != null) {
            return stand(greeting, now, selected);
        }
        try {
            if (!dialer.isBusy()) {
                if (!destinations.isFailbackDue(now)) {
                    return false;
                }
                destinations.tryingFirst(now);
                dialer.begin(destinations.first(), now);
            }
            SocketChannel channel = dialer.advance(now);
            if (channel != null) {
                greet(channel, now);
            }
        } catch (IOException | RuntimeException stillAway) {
            // Nobody asked for it; the next try is due after the same while.
            return false;
        }
        return false;
    }

    private void greet(SocketChannel channel, long now) throws IOException {
        Link fresh = links.make(channel, destinations.first(), window, now);
        fresh.standBy();
        candidate = fresh;
    }

    private boolean stand(Link greeting, long now, boolean selected) {
        boolean was = ready;
        try {
            greeting.advance(now, selected);
            ready = greeting.isReady(now);
        } catch (IOException | ProtocolException | RuntimeException ofNoUse) {
            drop(now);
            destinations.firstIsOfNoUse();
        }
        return ready && !was;
    }

    boolean hasSuccessor() {
        return ready;
    }

    /**
     * The present connection is gone. The link to the first destination, which is the present one then; or null: it is not
     * ready, and is not tried any more.
     */
    @Nullable
    Link succeed(long now) {
        dialer.abort();
        Link next = candidate;
        if (next == null || !ready) {
            drop(now);
            return null;
        }
        candidate = null;
        ready = false;
        destinations.failBack();
        next.takeOver();
        return next;
    }

    /** No more tries, for now. */
    void abort(long now) {
        dialer.abort();
        drop(now);
    }

    private void drop(long now) {
        Link greeting = candidate;
        candidate = null;
        ready = false;
        if (greeting != null) {
            greeting.close(now);
        }
    }

    /** Tells when {@link #advance} has something to do. */
    void tellDeadline(SelectorSleeper sleeper, long now) {
        Link greeting = candidate;
        if (greeting != null) {
            greeting.tellDeadlines(now);
        } else if (dialer.isBusy()) {
            sleeper.dueAt(dialer.deadline());
        } else if (destinations.mayFailBack()) {
            sleeper.dueAt(destinations.failbackAt());
        }
    }
}
