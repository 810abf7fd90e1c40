package io.penstock.tcp.dial;

import io.penstock.Destination;
import io.penstock.SenderState;
import io.penstock.net.SelectorSleeper;
import io.penstock.net.SocketSettings;
import io.penstock.sink.TimeSource;
import io.penstock.words.DurationWords;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a time to get a connection: looks the name up, then tries its addresses one after the other. Confined
 * to the drain thread; every method returns at once.
 */
public final class Dialer {

    /** Besides the pause: what attempts at other destinations take in between. */
    private static final Duration ATTEMPTS = Duration.ofMinutes(1);

    private final NameService names;
    private final SelectorSleeper sleeper;
    private final Duration connectTimeout;
    private final Duration longestPause;
    private final TimeSource time;
    private final Map<String, NameLookup> lookups = new HashMap<>();

    private @Nullable Destination destination;
    private @Nullable Iterator<InetAddress> untried;
    private @Nullable SocketChannel channel;
    private long stepBeganNanos;

    /** @param longestPause how long it takes at most until the same name is tried again */
    public Dialer(
            NameService names,
            SelectorSleeper sleeper,
            Duration connectTimeout,
            Duration longestPause,
            TimeSource time) {
        this.names = names;
        this.sleeper = sleeper;
        this.connectTimeout = connectTimeout;
        this.longestPause = longestPause;
        this.time = time;
    }

    public boolean isBusy() {
        return destination != null;
    }

    public SenderState state() {
        return untried == null ? SenderState.LOOKING_UP : SenderState.CONNECTING;
    }

    public void begin(Destination next, long now) throws IOException {
        abort();
        destination = next;
        stepBeganNanos = now;
        try {
            lookup(next).begin();
        } catch (Throwable failure) {
            abort();
            throw failure;
        }
    }

    private NameLookup lookup(Destination of) {
        return lookups.computeIfAbsent(
                of.host(),
                host -> new NameLookup(host, names, sleeper::wakeNapping, time, longestPause.plus(ATTEMPTS)));
    }

    /**
     * Goes on with the attempt; the connected channel, which is the caller's from then on, or null: not yet.
     *
     * @throws IOException if the attempt failed; another may {@link #begin}
     */
    @Nullable
    public SocketChannel advance(long now) throws IOException {
        Destination trying = destination;
        if (trying == null) {
            return null;
        }
        try {
            SocketChannel connected = advance(trying, now);
            if (connected != null) {
                destination = null;
                untried = null;
                channel = null;
            }
            return connected;
        } catch (Throwable failure) {
            abort();
            throw failure;
        }
    }

    private @Nullable SocketChannel advance(Destination trying, long now) throws IOException {
        Iterator<InetAddress> addresses = untried;
        if (addresses == null) {
            List<InetAddress> found = lookup(trying).addresses();
            if (found == null) {
                if (now - deadline() >= 0) {
                    throw new SocketTimeoutException("the name " + trying.host() + " was not resolved within"
                            + " connectTimeout=" + DurationWords.of(connectTimeout) + "; check the name service");
                }
                return null;
            }
            addresses = found.iterator();
            untried = addresses;
        }
        while (true) {
            try {
                return connect(trying, addresses, now);
            } catch (IOException | RuntimeException failure) {
                hangUp();
                if (!addresses.hasNext()) {
                    throw failure;
                }
            }
        }
    }

    private @Nullable SocketChannel connect(Destination trying, Iterator<InetAddress> addresses, long now)
            throws IOException {
        SocketChannel calling = channel;
        boolean connected;
        if (calling == null) {
            InetAddress address = addresses.next();
            calling = SocketSettings.open(address);
            channel = calling;
            stepBeganNanos = now;
            connected = calling.connect(new InetSocketAddress(address, trying.port()));
            calling.register(sleeper.selector(), SelectionKey.OP_CONNECT);
        } else {
            connected = calling.finishConnect();
        }
        if (!connected && now - deadline() >= 0) {
            throw new SocketTimeoutException("no answer within connectTimeout=" + DurationWords.of(connectTimeout));
        }
        if (connected && isConnectedToItself(calling)) {
            throw new ConnectException("nobody listens there");
        }
        return connected ? calling : null;
    }

    /**
     * If nobody listens at a port of this machine, the kernel may give a connection to it just this port at its own
     * end: it then succeeds, and keeps the port from whoever wants to listen there (RFC 9293, simultaneous open).
     */
    static boolean isConnectedToItself(SocketChannel connected) throws IOException {
        return Objects.equals(connected.getLocalAddress(), connected.getRemoteAddress());
    }

    /** When the present step has taken too long. */
    public long deadline() {
        return stepBeganNanos + connectTimeout.toNanos();
    }

    /** Gives the attempt up, if there is one. */
    public void abort() {
        hangUp();
        destination = null;
        untried = null;
    }

    private void hangUp() {
        SocketChannel calling = channel;
        channel = null;
        if (calling != null) {
            sleeper.close(calling);
        }
    }
}
