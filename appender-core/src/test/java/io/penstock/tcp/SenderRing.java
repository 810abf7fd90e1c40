package io.penstock.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.Severity;
import io.penstock.TcpConfig;
import io.penstock.net.TlsEngines;
import io.penstock.ring.AsyncRing;
import io.penstock.ring.RecordingAnnouncer;
import io.penstock.ring.RingTally;
import io.penstock.sink.TimeSource;
import io.penstock.tcp.dial.NameService;
import io.penstock.tcp.window.Records;
import io.penstock.wire.WireProtocol;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A ring in front of a TCP sender, driven as a host drives it; closing it checks the books. */
final class SenderRing implements AutoCloseable {

    static final Duration LONG = Duration.ofSeconds(20);
    private static final AtomicInteger NAMES = new AtomicInteger();

    final String threadName = "test-sender-" + NAMES.incrementAndGet();
    final RecordingAnnouncer announcer = new RecordingAnnouncer();
    final RingTally tally = new RingTally();
    final TcpSink<TextSlot> sink;
    final AsyncRing<TextSlot> ring;

    SenderRing(AsyncConfig.Builder ringConfig, TcpConfig.Builder config, WireProtocol protocol) {
        this(ringConfig, config, protocol, NameService.SYSTEM);
    }

    SenderRing(AsyncConfig.Builder ringConfig, TcpConfig.Builder config, WireProtocol protocol, NameService names) {
        this(ringConfig, config, protocol, names, null, UnaryOperator.identity());
    }

    /** With stages in front of the window. */
    SenderRing(
            AsyncConfig.Builder ringConfig,
            TcpConfig.Builder config,
            WireProtocol protocol,
            UnaryOperator<Records> stages) {
        this(ringConfig, config, protocol, NameService.SYSTEM, null, stages);
    }

    SenderRing(
            AsyncConfig.Builder ringConfig,
            TcpConfig.Builder config,
            WireProtocol protocol,
            NameService names,
            @Nullable TlsEngines tls) {
        this(ringConfig, config, protocol, names, tls, UnaryOperator.identity());
    }

    private SenderRing(
            AsyncConfig.Builder ringConfig,
            TcpConfig.Builder config,
            WireProtocol protocol,
            NameService names,
            @Nullable TlsEngines tls,
            UnaryOperator<Records> stages) {
        TcpConfig built = config.build();
        sink = new TcpSink<>(
                built,
                protocol,
                new TextSlot.Encoder(),
                ConnectionFactory.of(built, tls, announcer, TimeSource.system()),
                names,
                bound -> ThreadLocalRandom.current().nextLong(bound),
                stages,
                tally,
                announcer,
                TimeSource.system());
        ring = new AsyncRing<>(
                ringConfig.build(),
                threadName,
                TextSlot::new,
                sink,
                sink.traits(),
                tally,
                announcer,
                TimeSource.system());
        sink.countDrops(() -> ring.books().dropped());
    }

    boolean log(String text) {
        if (!ring.admits(Severity.INFO)) {
            return false;
        }
        TextSlot slot = ring.claim(Severity.INFO, text.length());
        if (slot == null) {
            return false;
        }
        slot.text = text;
        ring.publish(slot);
        return true;
    }

    void log(String prefix, int from, int to) {
        for (int i = from; i < to; i++) {
            assertThat(log(prefix + i)).as("event %d accepted", i).isTrue();
        }
    }

    Books books() {
        return ring.books();
    }

    void awaitUntil(String what, Callable<Boolean> condition) {
        await(what).atMost(LONG).pollInterval(Duration.ofMillis(1)).until(condition);
    }

    @Nullable
    Thread drainThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(threadName))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() {
        ring.stop();
        awaitUntil("the drain thread has ended", () -> drainThread() == null);
        assertBalanced();
    }

    void assertBalanced() {
        Books books = books();
        assertThat(books.offered()).isEqualTo(books.accepted() + books.dropped());
        assertThat(books.accepted())
                .isEqualTo(books.delivered() + books.failed() + books.pending() + books.unconfirmed());
        assertThat(books.pending()).isNotNegative();
        assertThat(books.unconfirmed()).isNotNegative();
    }
}
