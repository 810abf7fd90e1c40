package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.DropReason;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import java.io.ByteArrayOutputStream;
import java.io.UnsupportedEncodingException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.ErrorManager;
import java.util.logging.Filter;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AsyncProxyHandlerTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final RecordingHandler wrapped = new RecordingHandler();
    private final RecordingErrorManager errors = new RecordingErrorManager();
    private final List<AsyncProxyHandler> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(AsyncProxyHandler::close);
    }

    private AsyncProxyHandler proxy(Handler... handlers) {
        return proxy(AsyncConfig.builder(), handlers);
    }

    private AsyncProxyHandler proxy(AsyncConfig.Builder config, Handler... handlers) {
        AsyncProxyHandler proxy =
                new AsyncProxyHandler("test", config.drainTimeout(LONG).build(), handlers);
        proxy.setErrorManager(errors);
        opened.add(proxy);
        return proxy;
    }

    private static LogRecord record(Level level, String message, Object... parameters) {
        LogRecord record = new LogRecord(level, message);
        record.setLoggerName("com.acme");
        record.setParameters(parameters);
        return record;
    }

    private static LogRecord info(String message) {
        return record(Level.INFO, message);
    }

    /** Loss reports are lines, too, and in no book. */
    private static long count(RecordingHandler handler, String line) {
        return handler.lines.stream().filter(line::equals).count();
    }

    @Test
    void publish_ordinaryRecord_arrivesOnTheDrainThread() {
        AsyncProxyHandler proxy = proxy(wrapped);

        proxy.publish(record(Level.INFO, "{0} of {1}", 1, "two"));
        boolean flushed = proxy.flush(LONG);

        assertThat(flushed).isTrue();
        assertThat(wrapped.lines).containsExactly("1 of two");
        assertThat(wrapped.threads).extracting(Thread::getName).containsExactly("penstock-test");
        assertThat(proxy.getBooks().toString())
                .isEqualTo("offered=1 accepted=1 delivered=1 failed=0 pending=0 dropped=0");
    }

    @Test
    void publish_null_isIgnored() {
        AsyncProxyHandler proxy = proxy(wrapped);

        proxy.publish(null);

        assertThat(proxy.isLoggable(null)).isFalse();
        assertThat(proxy.getBooks().offered()).isZero();
    }

    @Test
    void publish_everyField_crosses() {
        AsyncProxyHandler proxy = proxy(wrapped);
        LogRecord record = record(Level.FINE, "key");
        record.setSequenceNumber(77);
        record.setLongThreadID(1L << 40);
        record.setInstant(java.time.Instant.parse("2026-11-21T10:15:30.123456789Z"));
        record.setThrown(new IllegalStateException("thrown"));
        record.setSourceClassName("Source");
        record.setSourceMethodName("method");
        record.setResourceBundleName("bundle");
        record.setResourceBundle(new TestBundle());

        proxy.publish(record);
        proxy.flush(LONG);

        assertThat(wrapped.records).singleElement().isNotSameAs(record).satisfies(copy -> {
            assertThat(copy.getLevel()).isEqualTo(Level.FINE);
            assertThat(copy.getSequenceNumber()).isEqualTo(77);
            assertThat(copy.getLongThreadID()).isEqualTo(1L << 40);
            assertThat(copy.getInstant()).isEqualTo(record.getInstant());
            assertThat(copy.getThrown()).isSameAs(record.getThrown());
            assertThat(copy.getSourceClassName()).isEqualTo("Source");
            assertThat(copy.getSourceMethodName()).isEqualTo("method");
            assertThat(copy.getResourceBundleName()).isEqualTo("bundle");
            assertThat(copy.getResourceBundle()).isSameAs(record.getResourceBundle());
            assertThat(copy.getLoggerName()).isEqualTo("com.acme");
            assertThat(copy.getParameters()).isEmpty();
        });
    }

    @Test
    void publish_manyRecords_takesNoSequenceNumbers() {
        AsyncProxyHandler proxy = proxy(wrapped);
        proxy.publish(info("the first one starts everything"));
        proxy.flush(LONG);

        long first = new LogRecord(Level.INFO, "").getSequenceNumber();
        LogRecord used = info("again and again");
        for (int i = 0; i < 100; i++) {
            proxy.publish(used);
        }
        proxy.flush(LONG);

        assertThat(new LogRecord(Level.INFO, "").getSequenceNumber()).isEqualTo(first + 2);
        assertThat(wrapped.records).hasSize(101);
    }

    @Test
    void publish_eventDelivered_isHeldByTheRingNoMore() {
        RecordingHandler forgetful = new RecordingHandler() {
            @Override
            public void publish(LogRecord record) {}
        };
        AsyncProxyHandler proxy = proxy(forgetful);
        List<WeakReference<Object>> references = publishedAndForgotten(proxy);

        proxy.flush(LONG);

        await().atMost(LONG).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
            System.gc();
            assertThat(references)
                    .allSatisfy(reference -> assertThat(reference.get()).isNull());
        });
    }

    /** An ordinary record, one with a frozen parameter, and one of a subclass, with whatever a slot may hold. */
    private static List<WeakReference<Object>> publishedAndForgotten(AsyncProxyHandler proxy) {
        List<WeakReference<Object>> references = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String passing = new String("passing");
            Object[] parameters = i == 1 ? new Object[] {new StringBuilder("frozen")} : new Object[] {passing};
            LogRecord record = i == 2 ? new OwnRecord("own") : record(Level.INFO, new String("m"), parameters);
            record.setThrown(new Exception());
            record.setResourceBundle(new TestBundle());
            record.setSourceClassName(new String("Source"));
            for (Object held : List.of(
                    record.getMessage(),
                    passing,
                    record.getThrown(),
                    record.getResourceBundle(),
                    record.getSourceClassName())) {
                // A constant of the program is never collected.
                if (!held.equals("own {0}")) {
                    references.add(new WeakReference<>(held));
                }
            }
            proxy.publish(record);
        }
        return references;
    }

    @Test
    void publish_recordOfASubclass_crossesAsItselfWithTheParametersOfTheCall() {
        AsyncProxyHandler proxy = proxy(wrapped);
        LogRecord own = new OwnRecord("ignored");
        own.setSourceMethodName("method");
        StringBuilder changing = new StringBuilder("then");
        own.setParameters(new Object[] {changing});

        proxy.publish(own);
        changing.append(" and later");
        proxy.flush(LONG);

        assertThat(wrapped.lines).containsExactly("own then");
        assertThat(wrapped.records).containsExactly(own);
        assertThat(wrapped.records.get(0).getSourceMethodName()).isEqualTo("method");
    }

    @Test
    void publish_recordOfASubclassAndItsArrayIsUsedAgain_keepsTheParametersOfTheCall() {
        AsyncProxyHandler proxy = proxy(wrapped);
        LogRecord own = new OwnRecord("ignored");
        String[] used = {"then"};
        own.setParameters(used);

        proxy.publish(own);
        used[0] = "later";
        proxy.flush(LONG);

        assertThat(wrapped.records.get(0).getParameters())
                .isExactlyInstanceOf(Object[].class)
                .containsExactly("then");
    }

    @Test
    void publish_parameterLogsItself_endsAtTheNestingLimit() {
        AsyncProxyHandler proxy = proxy(wrapped);
        Object loggingItself = new Object() {
            @Override
            public String toString() {
                proxy.publish(record(Level.INFO, "{0}", this));
                return "itself";
            }
        };

        proxy.publish(record(Level.INFO, "{0}", loggingItself));
        proxy.flush(LONG);

        assertThat(count(wrapped, "itself")).isEqualTo(8);
        assertThat(proxy.getBooks().dropped(DropReason.NESTED)).isOne();
    }

    @Test
    void publish_levelsAndFilters_areAskedOnceOnTheCallersThread() {
        List<String> asked = new ArrayList<>();
        PushingHandler asking = new PushingHandler(wrapped);
        asking.setFilter(record -> asked.add("wrapped " + Thread.currentThread().getName()));
        asking.setLevel(Level.WARNING);
        AsyncProxyHandler proxy = proxy(asking);
        proxy.setFilter(record -> asked.add("proxy " + Thread.currentThread().getName()));

        proxy.publish(info("below"));
        proxy.publish(record(Level.WARNING, "above"));
        proxy.flush(LONG);

        String here = Thread.currentThread().getName();
        assertThat(asked).containsExactly("proxy " + here, "proxy " + here, "wrapped " + here);
        assertThat(wrapped.lines).containsExactly("above");
        assertThat(proxy.getBooks().offered()).isOne();
    }

    @Test
    void publish_twoHandlers_eachGetsWhatItsOwnLevelAndFilterAccept() {
        RecordingHandler other = new RecordingHandler();
        other.setLevel(Level.SEVERE);
        wrapped.setFilter(record -> record.getLevel() != Level.SEVERE);
        AsyncProxyHandler proxy = proxy(wrapped, other);

        proxy.publish(info("for the first"));
        proxy.publish(record(Level.SEVERE, "for the second"));
        proxy.publish(record(Level.WARNING, "for the first, too"));
        proxy.flush(LONG);

        assertThat(wrapped.lines).containsExactly("for the first", "for the first, too");
        assertThat(other.lines).containsExactly("for the second");
        assertThat(proxy.getBooks().delivered()).isEqualTo(3);
    }

    @Test
    void publish_handlerOverridesIsLoggable_isAskedOnTheCallersThread() {
        List<Thread> askers = new ArrayList<>();
        PushingHandler choosy = new PushingHandler(wrapped) {
            @Override
            public boolean isLoggable(LogRecord record) {
                askers.add(Thread.currentThread());
                return super.isLoggable(record) && record.getMessage().startsWith("yes");
            }
        };
        AsyncProxyHandler proxy = proxy(choosy);

        proxy.publish(info("no"));
        proxy.publish(info("yes"));
        proxy.flush(LONG);

        assertThat(wrapped.lines).containsExactly("yes");
        assertThat(askers).startsWith(Thread.currentThread(), Thread.currentThread());
        assertThat(proxy.getBooks().offered()).isOne();
    }

    @Test
    void publish_handlerIsAlsoUsedDirectly_goesOnFilteringThere() {
        wrapped.setLevel(Level.WARNING);
        proxy(wrapped);

        wrapped.publish(info("direct, below"));
        wrapped.publish(record(Level.WARNING, "direct, above"));

        assertThat(wrapped.lines).containsExactly("direct, above");
    }

    @Test
    void publish_filterThrows_dropsCountsAndSparesTheCaller() {
        PushingHandler asking = new PushingHandler(wrapped);
        asking.setFilter(record -> {
            throw new AssertionError("broken filter");
        });
        AsyncProxyHandler proxy = proxy(asking);

        proxy.publish(info("lost"));
        proxy.setFilter(record -> {
            throw new IllegalStateException("broken, too");
        });
        proxy.publish(info("lost, too"));

        assertThat(proxy.getBooks().dropped(DropReason.CAPTURE_FAILED, Severity.INFO))
                .isEqualTo(2);
        assertThat(errors.messages)
                .containsExactly(
                        "An event could not be captured and was dropped",
                        "An event could not be captured and was dropped (2 times by now)");
        assertThat(errors.causes.get(0)).hasRootCauseMessage("broken filter");
        assertThat(errors.causes.get(1)).hasMessage("broken, too");
    }

    @Test
    void publish_filterThrowsEveryTime_reportsFolded() {
        PushingHandler asking = new PushingHandler(wrapped);
        asking.setFilter(record -> {
            throw new AssertionError("broken filter");
        });
        AsyncProxyHandler proxy = proxy(asking);

        for (int i = 0; i < 100; i++) {
            proxy.publish(info("lost"));
        }

        assertThat(proxy.getBooks().dropped(DropReason.CAPTURE_FAILED)).isEqualTo(100);
        // The 1st, 2nd, 4th … 64th.
        assertThat(errors.messages).hasSize(7);
    }

    @Test
    void publish_recordCannotTellItsLevel_dropsCountsAndSparesTheCaller() {
        AsyncProxyHandler proxy = proxy(wrapped);

        proxy.publish(new LogRecord(Level.INFO, "broken") {
            private static final long serialVersionUID = 1L;

            @Override
            public Level getLevel() {
                throw new IllegalStateException("no level");
            }
        });

        assertThat(proxy.getBooks().dropped(DropReason.CAPTURE_FAILED, Severity.ERROR))
                .isEqualTo(1);
    }

    @Test
    void setLevel_onTheProxy_actsAtOnce() {
        AsyncProxyHandler proxy = proxy(wrapped);

        proxy.setLevel(Level.WARNING);
        proxy.publish(info("below"));
        proxy.setLevel(Level.ALL);
        proxy.publish(info("above"));
        proxy.setLevel(Level.OFF);
        proxy.publish(record(Level.OFF, "off"));
        proxy.flush(LONG);

        assertThat(wrapped.lines).containsExactly("above");
        assertThat(proxy.getLevel()).isEqualTo(Level.OFF);
    }

    /** As every handler does; what it wraps and never asks would have got all without it. */
    @Test
    void setLevel_onTheProxyOfAHandlerThatNeverAsks_countsUntilOneIsSetThere() {
        RecordingHandler neverAsking = new RecordingHandler() {
            @Override
            public void publish(LogRecord record) {
                lines.add(record.getMessage());
            }
        };
        AsyncProxyHandler proxy = proxy(neverAsking);

        proxy.setLevel(Level.WARNING);
        proxy.publish(info("below"));
        neverAsking.setLevel(Level.SEVERE);
        proxy.publish(info("all, as without us"));
        proxy.flush(LONG);

        assertThat(neverAsking.lines).containsExactly("all, as without us");
    }

    @Test
    void setFormatter_betweenEvents_actsFromThereOn() throws Exception {
        BlockingHandler slow = new BlockingHandler();
        AsyncProxyHandler proxy = proxy(slow);
        Formatter shouting = new Formatter() {
            @Override
            public String format(LogRecord record) {
                return record.getMessage().toUpperCase(java.util.Locale.ROOT);
            }
        };

        proxy.publish(info("one"));
        slow.awaitEntered();
        proxy.publish(info("two"));
        proxy.setFormatter(shouting);
        proxy.publish(info("three"));
        boolean atOnce = slow.getFormatter() == shouting;
        slow.release();
        proxy.flush(LONG);

        assertThat(atOnce).isFalse();
        assertThat(proxy.getFormatter()).isSameAs(shouting);
        assertThat(slow.lines).containsExactly("one", "two", "THREE");
        assertThat(proxy.getBooks().accepted()).isEqualTo(3);
    }

    @Test
    void setFormatter_ringFull_waitsForNothingAndActsBehindAllThatIsInIt() throws Exception {
        BlockingHandler slow = new BlockingHandler();
        AsyncProxyHandler proxy = proxy(
                AsyncConfig.builder()
                        .ringSize(16)
                        .maxBlock(Duration.ofMillis(1))
                        .prioritySlots(0),
                slow);
        Formatter before = slow.getFormatter();
        Formatter after = new SimpleFormatter();
        proxy.publish(info("stuck"));
        slow.awaitEntered();
        for (int i = 1; i < 16; i++) {
            proxy.publish(info("full"));
        }

        proxy.setFormatter(after);
        Formatter whileFull = slow.getFormatter();
        slow.release();
        proxy.flush(LONG);

        assertThat(errors.messages).isEmpty();
        assertThat(whileFull).isSameAs(before);
        assertThat(slow.getFormatter()).isSameAs(after);
        assertThat(proxy.getFormatter()).isSameAs(after);
    }

    @Test
    void setEncoding_betweenEvents_actsFromThereOn() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StreamHandler stream = new StreamHandler(bytes, new RecordingHandler.MessageOnly());
        stream.setEncoding("UTF-8");
        AsyncProxyHandler proxy = proxy(stream);

        proxy.publish(info("ä"));
        proxy.setEncoding("ISO-8859-1");
        proxy.publish(info("ä"));
        proxy.flush(LONG);

        assertThat(proxy.getEncoding()).isEqualTo("ISO-8859-1");
        assertThat(bytes.toByteArray()).isEqualTo(new byte[] {(byte) 0xC3, (byte) 0xA4, (byte) 0xE4});
    }

    @Test
    void setEncoding_unknown_throwsAsEveryHandlerAndChangesNothing() {
        AsyncProxyHandler proxy = proxy(wrapped);

        assertThatThrownBy(() -> proxy.setEncoding("no-such-encoding"))
                .isInstanceOf(UnsupportedEncodingException.class);

        assertThat(wrapped.getEncoding()).isNull();
        assertThatThrownBy(() -> proxy.setFormatter(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void getters_beforeAnySetter_tellWhatTheWrappedHandlerHad() throws Exception {
        wrapped.setEncoding("UTF-16");
        AsyncProxyHandler proxy = proxy(wrapped);

        assertThat(proxy.getFormatter()).isSameAs(wrapped.getFormatter());
        assertThat(proxy.getEncoding()).isEqualTo("UTF-16");
        assertThat(proxy.getLevel()).isEqualTo(Level.ALL);
        assertThat(proxy.getFilter()).isNull();
    }

    @Test
    void flush_streamHandler_leavesNothingInItsBuffer() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AsyncProxyHandler proxy = proxy(new StreamHandler(bytes, new RecordingHandler.MessageOnly()));

        proxy.publish(info("text"));
        proxy.flush();

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("text");
    }

    @Test
    void close_withEventsWaiting_writesThemThenGivesBackAndClosesTheWrappedHandler() {
        Filter filter = record -> true;
        ErrorManager ownErrors = wrapped.getErrorManager();
        wrapped.setLevel(Level.FINE);
        wrapped.setFilter(filter);
        AsyncProxyHandler proxy = proxy(wrapped);
        boolean taken = wrapped.getFilter() != filter;
        IntStream.range(0, 1000).forEach(i -> proxy.publish(info("event")));

        proxy.close();
        proxy.close();

        assertThat(taken).isTrue();
        assertThat(wrapped.lines).hasSize(1000);
        assertThat(wrapped.getLevel()).isEqualTo(Level.FINE);
        assertThat(wrapped.getFilter()).isSameAs(filter);
        assertThat(wrapped.getErrorManager()).isSameAs(ownErrors);
        assertThat(wrapped.closes).hasValue(1);
        assertThat(proxy.getBooks().delivered()).isEqualTo(1000);
    }

    @Test
    void publish_afterClose_isCountedAndIgnored() {
        AsyncProxyHandler proxy = proxy(wrapped);
        proxy.publish(info("before"));
        proxy.close();

        proxy.publish(info("after"));
        proxy.flush();

        assertThat(wrapped.lines).containsExactly("before");
        assertThat(proxy.getBooks().toString())
                .isEqualTo("offered=2 accepted=1 delivered=1 failed=0 pending=0 dropped=1 (stopped=1)");
    }

    @Test
    void close_handlerStandsStill_returnsAfterDrainTimeoutAndSaysWhatIsLeft() throws Exception {
        BlockingHandler stuck = new BlockingHandler();
        AsyncProxyHandler proxy = new AsyncProxyHandler(
                "test",
                AsyncConfig.builder().drainTimeout(Duration.ofMillis(50)).build(),
                stuck);
        proxy.setErrorManager(errors);
        proxy.publish(info("one"));
        stuck.awaitEntered();
        proxy.publish(info("two"));

        proxy.close();

        assertThat(errors.messages)
                .containsExactly("closed after drainTimeout=50 milliseconds with 2 events undelivered; "
                        + "raise drainTimeout, or see what holds the wrapped handlers");
        stuck.release();
    }

    @Test
    void close_handlerStandsStillInItsMonitor_returnsAllTheSame() throws Exception {
        BlockingHandler gate = new BlockingHandler();
        RecordingHandler stuck = new RecordingHandler() {
            @Override
            public synchronized void publish(LogRecord record) {
                gate.take(record);
            }

            @Override
            public synchronized void close() {
                super.close();
            }
        };
        AsyncProxyHandler proxy = new AsyncProxyHandler(
                "test",
                AsyncConfig.builder().drainTimeout(Duration.ofMillis(50)).build(),
                stuck);
        proxy.setErrorManager(errors);
        proxy.publish(info("one"));
        gate.awaitEntered();

        proxy.close();

        assertThat(proxy.getBooks().pending()).isOne();
        gate.release();
    }

    @Test
    void close_whileEightThreadsPublish_losesNothingAccepted() throws Exception {
        // On a busy machine the drain thread may not run for a second.
        AsyncProxyHandler proxy = proxy(AsyncConfig.builder().ringSize(64).maxBlock(Duration.ofMinutes(1)), wrapped);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                for (int n = 0; n < 2000; n++) {
                    proxy.publish(info("event"));
                }
            });
            threads.add(thread);
            thread.start();
        }

        while (proxy.getBooks().delivered() < 500) {
            Thread.onSpinWait();
        }
        proxy.close();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(proxy.getBooks().offered()).isEqualTo(16_000);
        assertThat(proxy.getBooks().pending()).isZero();
        assertThat(proxy.getBooks().delivered()).isEqualTo(count(wrapped, "event"));
        assertThat(proxy.getBooks().accepted() + proxy.getBooks().dropped(DropReason.STOPPED))
                .isEqualTo(16_000);
    }

    @Test
    void close_byTheWrappedHandlerItself_doesNotDeadlock() throws Exception {
        AtomicReference<AsyncProxyHandler> self = new AtomicReference<>();
        RecordingHandler closing = new RecordingHandler() {
            @Override
            void take(LogRecord record) {
                self.get().close();
            }
        };
        AsyncProxyHandler proxy = proxy(closing);
        self.set(proxy);

        proxy.publish(info("the last one"));
        proxy.close();

        assertThat(closing.closes).hasValue(1);
        assertThat(closing.lines).containsExactly("the last one");
    }

    @Test
    void close_byTheWrappedHandlerWhileAnotherCloses_theRestIsStillWritten() throws Exception {
        AtomicReference<AsyncProxyHandler> self = new AtomicReference<>();
        AtomicReference<Thread> closer = new AtomicReference<>();
        CountDownLatch entered = new CountDownLatch(1);
        AtomicInteger writtenWhenClosed = new AtomicInteger();
        RecordingHandler closing = new RecordingHandler() {
            @Override
            void take(LogRecord record) {
                if (entered.getCount() == 1) {
                    entered.countDown();
                    await().atMost(LONG)
                            .until(() -> closer.get() != null
                                    && closer.get().getState() == Thread.State.TIMED_WAITING
                                    && self.get().getBooks().offered() == 10);
                    self.get().close();
                }
            }

            @Override
            public void close() {
                writtenWhenClosed.set(lines.size());
                super.close();
            }
        };
        AsyncProxyHandler proxy = proxy(closing);
        self.set(proxy);
        for (int i = 0; i < 10; i++) {
            proxy.publish(info("event"));
        }
        entered.await();

        closer.set(new Thread(proxy::close));
        closer.get().start();
        closer.get().join();

        assertThat(writtenWhenClosed).hasValue(10);
        assertThat(errors.messages).isEmpty();
        assertThat(closing.closes).hasValue(1);
        assertThat(proxy.getBooks().delivered()).isEqualTo(10);
        assertThat(proxy.getBooks().failed()).isZero();
    }

    @Test
    void publish_handlerThrowsAnything_countsReportsFoldedAndGoesOn() {
        RecordingHandler moody = new RecordingHandler() {
            @Override
            void take(LogRecord record) {
                switch (record.getMessage()) {
                    case "error" -> throw new StackOverflowError("deep");
                    case "runtime" -> throw new IllegalStateException("moody");
                    case "sneaky" -> RecordingHandlers.sneak(new Exception("checked"));
                    default -> {}
                }
            }
        };
        RecordingHandler other = new RecordingHandler();
        AsyncProxyHandler proxy = proxy(moody, other);

        for (String message : List.of("error", "runtime", "sneaky", "fine")) {
            proxy.publish(info(message));
        }
        proxy.close();

        assertThat(moody.lines).containsExactly("fine");
        assertThat(other.lines).containsExactly("error", "runtime", "sneaky", "fine");
        assertThat(proxy.getBooks().failed()).isEqualTo(3);
        assertThat(proxy.getBooks().delivered()).isOne();
        assertThat(errors.messages)
                .containsExactly(
                        "A wrapped handler failed to take an event",
                        "A wrapped handler failed to take an event, 2 times more since; the last time");
        assertThat(errors.causes.get(0)).hasRootCauseInstanceOf(StackOverflowError.class);
        assertThat(errors.causes.get(1)).hasRootCauseMessage("checked");
    }

    @Test
    void publish_handlerReportsToItsErrorManager_countsAsFailedAndIsStillTold() {
        RecordingErrorManager ownErrors = new RecordingErrorManager();
        RecordingHandler failing = new RecordingHandler() {
            @Override
            void take(LogRecord record) {
                fail("disk full", new java.io.IOException("no space"));
            }
        };
        failing.setErrorManager(ownErrors);
        AsyncProxyHandler proxy = proxy(failing);

        proxy.publish(info("one"));
        proxy.flush(LONG);

        assertThat(proxy.getBooks().failed()).isOne();
        assertThat(ownErrors.messages).containsExactly("disk full");
        assertThat(errors.causes)
                .singleElement()
                .satisfies(cause -> assertThat(cause)
                        .hasMessageEndingWith("reported: write failure: disk full: java.io.IOException: no space"));
    }

    @Test
    void publish_formatterThrows_countsAsFailed() {
        Formatter broken = new Formatter() {
            @Override
            public String format(LogRecord record) {
                throw new IllegalStateException("broken formatter");
            }
        };
        StreamHandler stream = new StreamHandler(new ByteArrayOutputStream(), broken);
        stream.setErrorManager(new RecordingErrorManager());
        AsyncProxyHandler proxy = proxy(stream);

        proxy.publish(info("one"));
        proxy.flush(LONG);

        assertThat(proxy.getBooks().failed()).isOne();
    }

    @Test
    void publish_wrappedHandlerWasClosedByOthers_countsAsFailed() {
        StreamHandler stream = new StreamHandler(new ByteArrayOutputStream(), new SimpleFormatter());
        AsyncProxyHandler proxy = proxy(stream);
        proxy.publish(info("one"));
        proxy.flush(LONG);

        stream.close();
        proxy.publish(info("two"));
        proxy.flush(LONG);

        assertThat(proxy.getBooks().toString())
                .isEqualTo("offered=2 accepted=2 delivered=1 failed=1 pending=0 dropped=0");
        assertThat(errors.causes)
                .singleElement()
                .satisfies(cause -> assertThat(cause)
                        .hasMessage("handler java.util.logging.StreamHandler refused an event: it was closed"));
    }

    @Test
    void publish_sameHandlerBehindTwoProxies_writesForBothAndIsGivenBackOnce() {
        wrapped.setLevel(Level.FINE);
        AsyncProxyHandler first = proxy(wrapped);
        AsyncProxyHandler second = proxy(wrapped);

        first.publish(info("first"));
        first.flush(LONG);
        first.close(false, LONG);
        Filter between = wrapped.getFilter();
        second.publish(info("second"));
        second.close(false, LONG);

        assertThat(between).isNotNull();
        assertThat(wrapped.getFilter()).isNull();
        assertThat(wrapped.getLevel()).isEqualTo(Level.FINE);
        assertThat(wrapped.lines).containsExactly("first", "second");
    }

    @Test
    void publish_wrappedHandlerLogsToItsProxy_neitherDeadlocksNorLosesUncounted() {
        AtomicReference<AsyncProxyHandler> self = new AtomicReference<>();
        RecordingHandler chatty = new RecordingHandler() {
            @Override
            void take(LogRecord record) {
                if (record.getMessage().equals("question")) {
                    self.get().publish(info("echo"));
                }
            }
        };
        AsyncProxyHandler proxy = proxy(AsyncConfig.builder().ringSize(16).maxBlock(Duration.ofHours(1)), chatty);
        self.set(proxy);

        for (int i = 0; i < 100; i++) {
            proxy.publish(info("question"));
        }
        proxy.close();

        assertThat(proxy.getBooks().offered()).isEqualTo(200);
        assertThat(proxy.getBooks().pending()).isZero();
        assertThat(proxy.getBooks().delivered()).isEqualTo(count(chatty, "question") + count(chatty, "echo"));
    }

    @Test
    void publish_overload_endsWithALossReportPastAllFilters() throws Exception {
        BlockingHandler slow = new BlockingHandler();
        slow.setFilter(record -> record.getMessage().startsWith("event"));
        AsyncProxyHandler proxy = proxy(AsyncConfig.builder().ringSize(16).overflowPolicy(OverflowPolicy.DROP), slow);
        proxy.publish(info("event"));
        slow.awaitEntered();
        for (int i = 0; i < 20; i++) {
            proxy.publish(info("event"));
        }

        slow.release();
        proxy.close();

        LogRecord report = slow.records.get(slow.records.size() - 1);
        assertThat(report.getLevel()).isEqualTo(Level.WARNING);
        assertThat(report.getLoggerName()).isEqualTo("io.penstock.jul.AsyncProxyHandler");
        assertThat(report.getMessage()).startsWith("dropped 7 events from ").contains("INFO=7; ringFull=7");
        assertThat(proxy.getBooks().toString())
                .isEqualTo("offered=21 accepted=14 delivered=14 failed=0 pending=0 dropped=7 (ringFull=7)");
    }

    @Test
    void publish_twoOverloads_reportsHaveSequenceNumbersOfTheirOwn() throws Exception {
        RecordingHandler reported = new RecordingHandler();
        AsyncProxyHandler proxy =
                proxy(AsyncConfig.builder().ringSize(16).overflowPolicy(OverflowPolicy.DROP), reported);
        CountDownLatch gate = new CountDownLatch(1);
        AsyncProxyHandler second = proxy(
                AsyncConfig.builder().ringSize(16).overflowPolicy(OverflowPolicy.DROP),
                reported,
                new RecordingHandler() {
                    @Override
                    void take(LogRecord record) {
                        await().atMost(LONG).until(() -> gate.getCount() == 0);
                    }
                });
        proxy.setFilter(record -> {
            throw new IllegalStateException("lost");
        });
        proxy.publish(info("lost"));
        proxy.setFilter(null);
        proxy.publish(info("kept"));
        for (int i = 0; i < 40; i++) {
            second.publish(info("event"));
        }

        gate.countDown();
        proxy.close();
        second.close();

        List<Long> numbers = reported.records.stream()
                .filter(record -> record.getMessage().startsWith("dropped "))
                .map(LogRecord::getSequenceNumber)
                .toList();
        assertThat(numbers).hasSize(2).doesNotHaveDuplicates();
        assertThat(new LogRecord(Level.INFO, "").getSequenceNumber()).isGreaterThan(numbers.get(1));
    }

    @Test
    void new_withoutHandlers_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new AsyncProxyHandler("test", AsyncConfig.builder().build()))
                .withMessage("0 handlers to wrap; give 1 to 64");
    }

    /** Says something else than it was told. */
    private static final class OwnRecord extends LogRecord {
        private static final long serialVersionUID = 1L;

        OwnRecord(String message) {
            super(Level.INFO, message);
        }

        @Override
        public String getMessage() {
            return "own {0}";
        }
    }

    /** Knows one key. */
    static final class TestBundle extends java.util.ListResourceBundle {
        @Override
        protected Object[][] getContents() {
            return new Object[][] {{"key", "translated {0} and {1,number}"}};
        }
    }

    private static final class RecordingHandlers {
        @SuppressWarnings("unchecked")
        static <T extends Throwable> void sneak(Throwable checked) throws T {
            throw (T) checked;
        }
    }
}
