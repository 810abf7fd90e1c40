package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.AsyncConfig;
import io.penstock.jul.settings.ByName;
import io.penstock.jul.wrap.WrappedHandlers;
import io.penstock.sink.Tally;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.ErrorManager;
import java.util.logging.FileHandler;
import java.util.logging.Filter;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerNotification;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was taken from a handler, and shown to JMX, is given back, whatever goes wrong on the way. */
@Timeout(60)
class LettingGoTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final Filter filter = record -> true;
    private final RecordingErrorManager ownErrors = new RecordingErrorManager();
    private final RecordingErrorManager errors = new RecordingErrorManager();
    private final RecordingHandler willing = own(new RecordingHandler());

    private RecordingHandler own(RecordingHandler handler) {
        handler.setLevel(Level.FINE);
        handler.setFilter(filter);
        handler.setErrorManager(ownErrors);
        return handler;
    }

    private void assertUntouched(Handler handler) {
        assertThat(handler.getLevel()).isEqualTo(Level.FINE);
        assertThat(handler.getFilter()).isSameAs(filter);
        assertThat(handler.getErrorManager()).isSameAs(ownErrors);
    }

    private static AsyncProxyHandler proxy(String name, Handler... handlers) {
        return new AsyncProxyHandler(
                name, AsyncConfig.builder().drainTimeout(LONG).build(), handlers);
    }

    @Test
    void new_oneHandlerDoesNotLetItselfBeWatched_allAreAsBefore() {
        RecordingHandler unwilling = own(new RecordingHandler() {
            @Override
            public synchronized void setErrorManager(ErrorManager manager) {
                if (manager != ownErrors) {
                    throw new StackOverflowError("unwilling");
                }
                super.setErrorManager(manager);
            }
        });

        assertThatThrownBy(() -> proxy("unwilling", willing, unwilling)).hasMessage("unwilling");

        assertUntouched(willing);
        assertUntouched(unwilling);
    }

    @Test
    void close_oneHandlerDoesNotTakeItsErrorManagerBack_allElseIsGivenBackAndClosed() {
        RecordingHandler unwilling = own(new RecordingHandler() {
            private boolean watched;

            @Override
            public synchronized void setErrorManager(ErrorManager manager) {
                if (watched) {
                    throw new StackOverflowError("unwilling");
                }
                watched = manager != ownErrors;
                super.setErrorManager(manager);
            }
        });
        RecordingHandler last = own(new RecordingHandler());
        AsyncProxyHandler proxy = proxy("unwilling", willing, unwilling, last);
        proxy.setErrorManager(errors);

        proxy.close();

        assertUntouched(willing);
        assertUntouched(last);
        assertThat(unwilling.getFilter()).isSameAs(filter);
        assertThat(List.of(willing.closes.get(), unwilling.closes.get(), last.closes.get()))
                .containsExactly(1, 1, 1);
        assertThat(errors.messages).containsExactly("a wrapped handler did not take its filter or error manager back");
        assertThat(errors.causes.get(0)).hasRootCauseMessage("unwilling");
    }

    @Test
    void close_whileTheBooksAreBeingRegistered_leavesNoBooksBehind() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName books = new ObjectName("io.penstock:type=AsyncProxyHandler,name=\"registered late\"");
        AsyncProxyHandler proxy = new AsyncProxyHandler(
                "registered late",
                AsyncConfig.builder().drainTimeout(Duration.ofMillis(50)).build(),
                willing);
        AtomicReference<Thread> drain = new AtomicReference<>();
        NotificationListener closeMeanwhile = (notification, handback) -> {
            if (notification.getType().equals(MBeanServerNotification.REGISTRATION_NOTIFICATION)
                    && ((MBeanServerNotification) notification).getMBeanName().equals(books)) {
                drain.set(Thread.currentThread());
                Thread closer = new Thread(proxy::close);
                closer.start();
                try {
                    closer.join(LONG.toMillis());
                } catch (InterruptedException abandoned) {
                    // By the close that this is about.
                    joinAll(closer);
                }
            }
        };
        server.addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, closeMeanwhile, null, null);
        try {
            proxy.publish(new LogRecord(Level.INFO, "one"));
            while (drain.get() == null) {
                Thread.onSpinWait();
            }
            drain.get().join(LONG.toMillis());
        } finally {
            server.removeNotificationListener(MBeanServerDelegate.DELEGATE_NAME, closeMeanwhile);
        }

        assertThat(drain.get().isAlive()).isFalse();
        assertThat(willing.closes).hasValue(1);
        assertThat(server.isRegistered(books)).isFalse();
    }

    private static void joinAll(Thread thread) {
        try {
            thread.join(LONG.toMillis());
        } catch (InterruptedException again) {
            throw new IllegalStateException(again);
        }
    }

    @Test
    void endOfBatch_whatRunsAfterTheFirstOneFails_theBatchIsNotInDoubt() {
        List<String> run = new ArrayList<>();
        WrappedHandlers handlers =
                new WrappedHandlers(List.of(willing), null, null, "losses", Tally.discarding(), () -> {
                    run.add("after");
                    throw new StackOverflowError("JMX");
                });

        assertThatCode(handlers::endOfBatch).doesNotThrowAnyException();
        assertThatCode(handlers::endOfBatch).doesNotThrowAnyException();

        assertThat(run).containsExactly("after");
        handlers.release();
    }

    @Test
    void release_byTheLastOfTwo_givesTheFormatterBack(@TempDir Path folder) throws Exception {
        Formatter own = new Formatter() {
            @Override
            public String format(LogRecord record) {
                return record.getMessage() + "\n";
            }
        };
        Path log = folder.resolve("log");
        FileHandler handler = new FileHandler(log.toString());
        handler.setFormatter(own);
        AsyncProxyHandler first = proxy("first", handler);
        AsyncProxyHandler second = proxy("second", handler);
        int each = 2000;

        for (int i = 0; i < each; i++) {
            first.publish(new LogRecord(Level.INFO, "first " + i));
            second.publish(new LogRecord(Level.INFO, "second " + i));
        }
        first.close(false, LONG);
        Formatter between = handler.getFormatter();
        second.publish(new LogRecord(Level.INFO, "second " + each));
        second.close(false, LONG);
        Formatter afterwards = handler.getFormatter();
        handler.close();

        assertThat(second.getFormatter()).isSameAs(own);
        assertThat(between).isNotSameAs(own);
        assertThat(afterwards).isSameAs(own);
        assertThat(Files.readAllLines(log).stream().filter(line -> line.startsWith("first")))
                .containsExactlyElementsOf(
                        IntStream.range(0, each).mapToObj(i -> "first " + i).toList());
        assertThat(Files.readAllLines(log).stream().filter(line -> line.startsWith("second")))
                .containsExactlyElementsOf(IntStream.rangeClosed(0, each)
                        .mapToObj(i -> "second " + i)
                        .toList());
    }

    @Test
    void byName_levelIsWrong_isSaidAndTheHandlerKeepsItsOwn() {
        List<String> problems = new ArrayList<>();

        List<Handler> made = ByName.handlers(
                List.of(NamedProxiesTest.Found.class.getName()),
                name -> name.endsWith(".level") ? "LOUD" : null,
                WrapsHandlers.class,
                problems::add);

        assertThat(made).singleElement().extracting(Handler::getLevel).isEqualTo(Level.ALL);
        assertThat(problems)
                .containsExactly(NamedProxiesTest.Found.class.getName()
                        + ".level=LOUD is not a level; use SEVERE, WARNING, INFO, CONFIG, FINE, FINER, FINEST, ALL or "
                        + "OFF; until then it has level ALL");
    }

    @Test
    void byName_handlerRefusesItsLevel_isSaidAndItRuns() {
        Fragile.log.clear();
        List<String> problems = new ArrayList<>();
        String name = Fragile.class.getName();

        List<Handler> made = ByName.handlers(
                List.of(name, name),
                property -> property.endsWith(".level") ? "WARNING" : null,
                WrapsHandlers.class,
                problems::add);

        assertThat(made).hasSize(2);
        assertThat(problems)
                .hasSize(2)
                .contains(name + ".level=WARNING could not be set: java.lang.IllegalStateException: no level");
        assertThat(Fragile.log).containsExactly("made", "made");
    }

    /** Fails wherever it can. */
    public static final class Fragile extends Handler {
        static final List<String> log = new ArrayList<>();

        public Fragile() {
            log.add("made");
        }

        @Override
        public synchronized void setLevel(Level newLevel) {
            throw new IllegalStateException("no level");
        }

        @Override
        public void publish(LogRecord record) {
            reportError("published", null, ErrorManager.WRITE_FAILURE);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            log.add("closed");
            throw new IllegalStateException("no close");
        }
    }
}
