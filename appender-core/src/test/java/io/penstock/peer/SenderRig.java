package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.OverflowPolicy;
import io.penstock.SenderStats;
import io.penstock.Severity;
import io.penstock.TcpConfig;
import io.penstock.net.TlsEngines;
import io.penstock.ring.AsyncRing;
import io.penstock.ring.RingTally;
import io.penstock.sink.TimeSource;
import io.penstock.tcp.TcpSink;
import io.penstock.wire.WireProtocol;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A ring with a {@link TcpSink} behind it, driven as a host drives it. Safe for any thread. */
public final class SenderRig implements AutoCloseable {

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final String threadName = "rig-sender-" + NAMES.incrementAndGet();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final TcpSink<LoadSlot> sink;
    private final AsyncRing<LoadSlot> ring;

    public SenderRig(AsyncConfig.Builder async, TcpConfig.Builder tcp, WireProtocol protocol) {
        this(async, tcp, protocol, "");
    }

    /** @param tls null: without */
    SenderRig(AsyncConfig.Builder async, TcpConfig.Builder tcp, WireProtocol protocol, @Nullable TlsEngines tls) {
        this(async, tcp, protocol, "", tls);
    }

    /** Each record begins with this head. */
    public SenderRig(AsyncConfig.Builder async, TcpConfig.Builder tcp, WireProtocol protocol, String head) {
        this(async, tcp, protocol, head, null);
    }

    private SenderRig(
            AsyncConfig.Builder async,
            TcpConfig.Builder tcp,
            WireProtocol protocol,
            String head,
            @Nullable TlsEngines tls) {
        RingTally tally = new RingTally();
        TimeSource time = TimeSource.system();
        sink = new TcpSink<>(
                tcp.build(),
                protocol,
                new LoadEncoder(head),
                tls,
                tally,
                (message, cause) -> messages.add(message),
                time);
        ring = new AsyncRing<>(
                async.build(),
                threadName,
                LoadSlot::new,
                sink,
                sink.traits(),
                tally,
                (message, cause) -> messages.add(message),
                time);
    }

    /** Waits for room as long as it takes: every event that was offered is accepted. */
    public static AsyncConfig.Builder patient() {
        return AsyncConfig.builder()
                .ringSize(1024)
                .maxBlock(Duration.ofMinutes(2))
                .reportDrops(false)
                .drainTimeout(Duration.ofSeconds(30));
    }

    /** Never waits. */
    public static AsyncConfig.Builder hasty() {
        return patient().overflowPolicy(OverflowPolicy.DROP);
    }

    /** Whether the event was accepted. */
    public boolean offer(long number, int bytes) {
        if (!ring.admits(Severity.INFO)) {
            return false;
        }
        LoadSlot slot = ring.claim(Severity.INFO, bytes);
        if (slot == null) {
            return false;
        }
        slot.number = number;
        slot.bytes = bytes;
        ring.publish(slot);
        return true;
    }

    public Books books() {
        return ring.books();
    }

    public SenderStats stats() {
        return sink.stats();
    }

    /** What the host's status channel was told. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /**
     * Until there were so many reconnects, and the proxy has led the present connection on: faults strike it. The first
     * connection is no reconnect, so a strike before that is made would end none that counts.
     */
    void awaitLinked(FaultProxy proxy, int reconnects) {
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    SenderStats stats = stats();
                    long made = stats.reconnects();
                    return stats.sent() > 0 && made >= reconnects && proxy.linked() > made;
                });
    }

    public boolean flush(Duration longest) {
        return ring.flush(longest);
    }

    /** How many events were left behind. */
    public long stop() {
        return ring.stop();
    }

    /** The books, against what the callers know: nothing forgotten, nothing counted twice. */
    public Books assertBooks(long offered, long accepted) {
        Books books = books();
        assertThat(books.offered()).as("offered in %s", books).isEqualTo(offered);
        assertThat(books.accepted()).as("accepted in %s", books).isEqualTo(accepted);
        assertThat(books.pending()).as("pending in %s", books).isNotNegative();
        assertThat(books.unconfirmed()).as("unconfirmed in %s", books).isNotNegative();
        SenderStats stats = stats();
        assertThat(stats.delivered()).as("delivered in %s", stats).isEqualTo(books.delivered());
        assertThat(stats.unconfirmed()).as("unconfirmed in %s", stats).isEqualTo(books.unconfirmed());
        return books;
    }

    /** Whether the thread that sends is still there. */
    public boolean isRunning() {
        return threads().anyMatch(Thread::isAlive);
    }

    /** The thread that sends; there is one from the first event on. */
    Thread drainThread() {
        return threads().findFirst().orElseThrow();
    }

    private Stream<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(threadName));
    }

    @Override
    public void close() {
        ring.stop(Duration.ofMillis(100));
    }
}
