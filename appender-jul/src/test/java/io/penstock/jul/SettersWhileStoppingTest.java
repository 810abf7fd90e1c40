package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A formatter or an encoding set while the proxy closes acts behind what was published before, or not at all. */
@Timeout(60)
class SettersWhileStoppingTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final RecordingErrorManager errors = new RecordingErrorManager();
    private final Formatter shouting = new Formatter() {
        @Override
        public String format(LogRecord record) {
            return record.getMessage().toUpperCase(Locale.ROOT);
        }
    };

    /** Stands still inside its first record. */
    private static final class Slow extends RecordingHandler {

        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch gate = new CountDownLatch(1);
        final List<String> changes = new CopyOnWriteArrayList<>();

        @Override
        void take(LogRecord record) {
            entered.countDown();
            while (gate.getCount() > 0) {
                try {
                    gate.await();
                } catch (InterruptedException stubborn) {
                    // Some handlers are.
                }
            }
        }

        @Override
        public synchronized void setFormatter(Formatter newFormatter) {
            super.setFormatter(newFormatter);
            if (changes != null) {
                changes.add("formatter after " + lines.size());
            }
        }

        @Override
        public synchronized void setEncoding(String encoding) throws java.io.UnsupportedEncodingException {
            super.setEncoding(encoding);
            changes.add("encoding after " + lines.size());
        }

        @Override
        public void close() {
            super.close();
            changes.add("close after " + lines.size());
        }
    }

    private final Slow slow = new Slow();

    private AsyncProxyHandler proxy(Duration drainTimeout) {
        AsyncProxyHandler proxy = new AsyncProxyHandler(
                "setters", AsyncConfig.builder().drainTimeout(drainTimeout).build(), slow);
        proxy.setErrorManager(errors);
        return proxy;
    }

    private static LogRecord info(String message) {
        return new LogRecord(Level.INFO, message);
    }

    @Test
    void setters_whileCloseWaitsForTheRest_actBehindItAndBeforeTheHandlerIsClosed() throws Exception {
        AsyncProxyHandler proxy = proxy(LONG);
        proxy.publish(info("one"));
        slow.entered.await();
        proxy.publish(info("two"));
        Thread closer = new Thread(proxy::close);
        closer.start();
        await().atMost(LONG).until(() -> proxy.isClosed() && closer.getState() == Thread.State.TIMED_WAITING);

        proxy.setFormatter(shouting);
        proxy.setEncoding("UTF-8");
        List<String> whileWaiting = List.copyOf(slow.changes);
        slow.gate.countDown();
        closer.join();

        assertThat(whileWaiting).isEmpty();
        assertThat(slow.lines).containsExactly("one", "two");
        assertThat(slow.changes).containsExactly("formatter after 2", "encoding after 2", "close after 2");
        assertThat(slow.getFormatter()).isSameAs(shouting);
        assertThat(slow.getEncoding()).isEqualTo("UTF-8");
        assertThat(proxy.getFormatter()).isSameAs(shouting);
        assertThat(proxy.getEncoding()).isEqualTo("UTF-8");
        assertThat(errors.messages).isEmpty();
    }

    @Test
    void setters_behindAnEventThatNeverEnds_areMadeOnceAndInOrderWhenCloseGivesUp() throws Exception {
        AsyncProxyHandler proxy = proxy(Duration.ofMillis(50));
        proxy.publish(info("one"));
        slow.entered.await();
        proxy.setFormatter(shouting);
        proxy.setEncoding("UTF-8");
        List<String> whileStuck = List.copyOf(slow.changes);

        proxy.close();
        List<String> afterClose = List.copyOf(slow.changes);
        slow.gate.countDown();
        await().atMost(LONG).until(() -> proxy.getBooks().pending() == 0);

        assertThat(whileStuck).isEmpty();
        assertThat(afterClose).containsExactly("formatter after 0", "encoding after 0", "close after 0");
        assertThat(slow.changes).isEqualTo(afterClose);
    }

    /** No event is left then, but somebody holds the handler's monitor. */
    @Test
    void close_handlerStandsStillInASetter_returnsAfterDrainTimeout() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        RecordingHandler stuck = new RecordingHandler() {
            @Override
            public synchronized void setEncoding(String encoding) {
                entered.countDown();
                while (gate.getCount() > 0) {
                    try {
                        gate.await();
                    } catch (InterruptedException stubborn) {
                        // Some handlers are.
                    }
                }
            }
        };
        AsyncProxyHandler proxy = new AsyncProxyHandler(
                "stuck",
                AsyncConfig.builder().drainTimeout(Duration.ofMillis(50)).build(),
                stuck);
        proxy.setErrorManager(errors);
        proxy.publish(info("one"));
        proxy.setEncoding("UTF-8");
        entered.await();
        try {
            Thread closer = new Thread(proxy::close);
            closer.start();
            closer.join(LONG.toMillis());

            assertThat(closer.isAlive()).isFalse();
            assertThat(stuck.lines).containsExactly("one");
            assertThat(errors.messages)
                    .containsExactly(
                            "closed after drainTimeout=50 milliseconds while a wrapped handler stood still; raise"
                                    + " drainTimeout, or see what holds the wrapped handlers");
        } finally {
            gate.countDown();
        }
        await().atMost(LONG).until(() -> stuck.closes.get() == 1);
    }

    /** A wrapped handler may log for the first time while it holds its monitor; its setters want it. */
    @Test
    void setFormatter_firstEventComesFromInsideTheHandler_bothGoOn() throws Exception {
        slow.gate.countDown();
        CountDownLatch setting = new CountDownLatch(1);
        RecordingHandler handler = new RecordingHandler() {
            @Override
            public void setFormatter(Formatter newFormatter) {
                if (newFormatter == shouting) {
                    setting.countDown();
                }
                synchronized (this) {
                    super.setFormatter(newFormatter);
                }
            }
        };
        AsyncProxyHandler proxy = new AsyncProxyHandler(
                "setters", AsyncConfig.builder().drainTimeout(LONG).build(), handler);
        Thread logging = new Thread(() -> {
            synchronized (handler) {
                awaitUninterruptibly(setting);
                proxy.publish(info("one"));
            }
        });
        Thread setter = new Thread(() -> proxy.setFormatter(shouting));
        logging.setDaemon(true);
        setter.setDaemon(true);

        logging.start();
        setter.start();
        logging.join(LONG.toMillis());
        setter.join(LONG.toMillis());

        assertThat(logging.isAlive()).isFalse();
        assertThat(setter.isAlive()).isFalse();
        proxy.close();
        assertThat(handler.lines).containsExactly("ONE");
        assertThat(handler.getFormatter()).isSameAs(shouting);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void setFormatter_afterClose_leavesTheHandlerToItsOwner() {
        slow.gate.countDown();
        AsyncProxyHandler proxy = proxy(LONG);
        Formatter own = slow.getFormatter();
        proxy.publish(info("one"));
        proxy.close();

        proxy.setFormatter(shouting);

        assertThat(slow.getFormatter()).isSameAs(own);
        assertThat(proxy.getFormatter()).isSameAs(shouting);
    }

    @Test
    void setFormatter_byTheWrappedHandlerWhileTheRestIsWritten_actsInOrder() throws Exception {
        AsyncProxyHandler[] self = new AsyncProxyHandler[1];
        RecordingHandler changing = new RecordingHandler() {
            @Override
            void take(LogRecord record) {
                slow.take(record);
                if (record.getMessage().equals("change")) {
                    self[0].setFormatter(shouting);
                }
            }
        };
        self[0] = new AsyncProxyHandler(
                "setters", AsyncConfig.builder().drainTimeout(LONG).build(), changing);
        self[0].publish(info("change"));
        slow.entered.await();
        self[0].publish(info("before"));
        Thread closer = new Thread(self[0]::close);
        closer.start();
        await().atMost(LONG).until(() -> self[0].isClosed() && closer.getState() == Thread.State.TIMED_WAITING);

        slow.gate.countDown();
        closer.join();

        assertThat(changing.lines).containsExactly("change", "before");
        assertThat(changing.getFormatter()).isSameAs(shouting);
    }

    @Test
    void flush_handlerStandsStill_saysAfterDrainTimeoutThatItGaveUp() throws Exception {
        AsyncProxyHandler proxy = proxy(Duration.ofMillis(50));
        proxy.publish(info("one"));
        slow.entered.await();

        proxy.flush();
        boolean flushed = proxy.flush(Duration.ofMillis(1));

        assertThat(flushed).isFalse();
        assertThat(errors.messages)
                .containsExactly("flush() gave up after drainTimeout=50 milliseconds with 1 events undelivered; "
                        + "raise drainTimeout, or see what holds the wrapped handlers");
        slow.gate.countDown();
        proxy.close();
    }

    @Test
    void flush_byTheWrappedHandler_neitherWaitsNorReports() {
        AsyncProxyHandler[] self = new AsyncProxyHandler[1];
        RecordingHandler flushing = new RecordingHandler() {
            @Override
            void take(LogRecord record) {
                self[0].flush();
            }
        };
        self[0] = new AsyncProxyHandler(
                "setters", AsyncConfig.builder().drainTimeout(LONG).build(), flushing);
        self[0].setErrorManager(errors);

        self[0].publish(info("one"));
        self[0].close();

        assertThat(flushing.lines).containsExactly("one");
        assertThat(errors.messages).isEmpty();
    }
}
