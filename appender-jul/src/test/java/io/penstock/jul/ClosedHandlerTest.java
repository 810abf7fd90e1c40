package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.SenderStats;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A closed handler that somebody still refers to keeps its books and its handlers, and no ring. */
@Timeout(60)
class ClosedHandlerTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    /** Refers to no thread of ours. */
    private static class CountingCloses extends Handler {
        private final AtomicInteger closes = new AtomicInteger();

        @Override
        public void publish(LogRecord record) {}

        @Override
        public void flush() {}

        @Override
        public void close() {
            closes.incrementAndGet();
        }
    }

    private static AsyncProxyHandler proxy(Handler wrapped) {
        AsyncProxyHandler proxy = new AsyncProxyHandler(
                "closed", AsyncConfig.builder().drainTimeout(LONG).build(), wrapped);
        proxy.setErrorManager(new RecordingErrorManager());
        return proxy;
    }

    private static WeakReference<Object> ringOf(RingHandler handler) {
        return new WeakReference<>(handler.running().ring());
    }

    private static void awaitCollected(WeakReference<Object> ring) {
        await("ring collected").atMost(LONG).until(() -> {
            System.gc();
            return ring.get() == null;
        });
    }

    @Test
    void proxy_closed_keepsItsBooksAndHandlersAndNoRing() {
        CountingCloses wrapped = new CountingCloses();
        AsyncProxyHandler proxy = proxy(wrapped);
        proxy.publish(new LogRecord(Level.INFO, "one"));
        WeakReference<Object> ring = ringOf(proxy);

        proxy.close();

        awaitCollected(ring);
        proxy.setLevel(Level.INFO);
        proxy.publish(new LogRecord(Level.WARNING, "late"));
        proxy.publish(new LogRecord(Level.FINE, "not for us"));
        proxy.close();
        assertThat(proxy.getBooks())
                .hasToString("offered=2 accepted=1 delivered=1 failed=0 pending=0 dropped=1 (stopped=1)");
        assertThat(proxy.getBooks().droppedBySeverity()).isEqualTo("WARN=1");
        assertThat(proxy.getHandlers()).containsExactly(wrapped);
        assertThat(proxy.flush(LONG)).isTrue();
        assertThat(proxy.isClosed()).isTrue();
        assertThat(wrapped.closes).hasValue(1);
    }

    @Test
    void proxy_closedByHimForWhoseLockItWaits_letsGoOfTheRingWhenItHasEnded() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch inside = new CountDownLatch(1);
        AsyncProxyHandler proxy = proxy(new CountingCloses() {
            @Override
            public void publish(LogRecord record) {
                inside.countDown();
                lock.lock();
                lock.unlock();
            }
        });
        WeakReference<Object> ring = ringOf(proxy);
        lock.lock();
        try {
            proxy.publish(new LogRecord(Level.SEVERE, "one"));
            proxy.publish(new LogRecord(Level.SEVERE, "two"));
            inside.await();
            long start = System.nanoTime();
            proxy.close();
            // Though the drain thread answers to the id of the thread that has logged: the handler may ask for it.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG.dividedBy(2));
        } finally {
            lock.unlock();
        }

        awaitCollected(ring);
        proxy.publish(new LogRecord(Level.INFO, "late"));
        assertThat(proxy.getBooks())
                .hasToString("offered=3 accepted=2 delivered=2 failed=0 pending=0 dropped=1 (stopped=1)");
    }

    @Test
    void sender_closedWhileItsPeerIsAway_keepsItsFiguresAndNoRing() {
        TcpHandler sender = new TcpHandler(
                "closed sender", Map.of("destination", "127.0.0.1:1", "drainTimeout", "300 milliseconds"));
        sender.setErrorManager(new RecordingErrorManager());
        sender.publish(new LogRecord(Level.SEVERE, "one"));
        WeakReference<Object> ring = ringOf(sender);

        await("ring collected").atMost(LONG).until(() -> {
            // Given up after drainTimeout, the drain thread of a busy machine may end behind the first close.
            sender.close();
            System.gc();
            return ring.get() == null;
        });
        sender.publish(new LogRecord(Level.INFO, "late"));
        assertThat(sender.getBooks())
                .hasToString("offered=2 accepted=1 delivered=0 failed=0 pending=1 dropped=1 (stopped=1)");
        assertThat(sender.getSenderStats()).isNotEqualTo(SenderStats.empty());
        assertThat(sender.flush(LONG)).isFalse();
    }
}
