package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.BasicSequenceNumberGenerator;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.Duration;
import io.penstock.DropReason;
import io.penstock.logback.capture.EventIntake;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Marker;
import org.slf4j.helpers.BasicMarkerFactory;

/** Which calls the fast lane takes, which it leaves to Logback, and what happens when that changes while it runs. */
@Timeout(60)
class FastLaneTest {

    private final Host host = new Host();
    private final RecordingAppender appender = new RecordingAppender("REC");
    private final AsyncProxyAppender proxy = host.startedProxy(appender);
    private final FastLane lane = TwinHosts.started(new FastLane(), host);
    private final Logger logger = host.context.getLogger("shop.Order");

    FastLaneTest() {
        host.context.getLogger("root").setLevel(Level.INFO);
        host.context.addTurboFilter(lane);
    }

    @AfterEach
    void closeHost() {
        host.close();
    }

    /** A call as the filter sees it; what it takes, it has logged. */
    private FilterReply call() {
        return lane.decide(null, logger, Level.INFO, "one", null, null);
    }

    private List<String> delivered() {
        assertThat(proxy.flush(Host.LONG)).isTrue();
        return appender.messages();
    }

    private void assertTaken() {
        assertThat(call()).isEqualTo(FilterReply.DENY);
    }

    private void assertLeftToLogback() {
        long before = proxy.getBooks().offered();
        assertThat(call()).isEqualTo(FilterReply.NEUTRAL);
        assertThat(proxy.getBooks().offered()).isEqualTo(before);
    }

    @Test
    void call_oneProxyAtTheRoot_taken() {
        assertTaken();

        assertThat(delivered()).containsExactly("one");
    }

    @Test
    void call_tcpAppenderAtTheRoot_taken() {
        Logger root = host.context.getLogger("root");
        root.detachAppender(proxy);
        TcpAppender tcp = host.adopt(new TcpAppender());
        tcp.setName("TCP");
        tcp.addDestination("localhost:1");
        tcp.setEncoder(host.pattern("%msg%n"));
        tcp.setDrainTimeout(Duration.valueOf("50 milliseconds"));
        tcp.start();
        root.addAppender(tcp);

        assertTaken();

        assertThat(tcp.getBooks().accepted()).isEqualTo(1);
        assertThat(proxy.getBooks().offered()).isZero();
        tcp.stop();
    }

    @Test
    void configuredByXml_call_takenAndWritten() {
        host.context.reset();
        host.configure("""
                <appender name="TARGET" class="io.penstock.logback.FastLaneTest$XmlAppender"/>
                <turboFilter class="io.penstock.logback.FastLane"/>
                <appender name="ASYNC" class="io.penstock.logback.AsyncProxyAppender"><appender-ref ref="TARGET"/></appender>
                <root level="INFO"><appender-ref ref="ASYNC"/></root>
                """);
        FastLane configured = (FastLane) host.context.getTurboFilterList().get(0);
        AsyncProxyAppender present = host.proxyNamed("ASYNC");

        FilterReply reply = configured.decide(null, logger, Level.INFO, "by xml", null, null);

        assertThat(reply).isEqualTo(FilterReply.DENY);
        assertThat(present.flush(Host.LONG)).isTrue();
        assertThat(((XmlAppender) present.getAppender("TARGET")).messages).containsExactly("by xml");
    }

    public static final class XmlAppender extends ch.qos.logback.core.AppenderBase<ILoggingEvent> {
        private final List<String> messages = new ArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            messages.add(event.getFormattedMessage());
        }
    }

    @Test
    void call_everyField_asLogbackWouldHaveIt() {
        host.context.getMDCAdapter().put("user", "anna");
        host.context.putProperty("run", "r1");
        Instant before = Instant.now();

        logger.info("order {} for {}", 7, "anna");

        Instant after = Instant.now();
        host.context.getMDCAdapter().put("user", "CHANGED");
        host.context.putProperty("run", "CHANGED");
        assertThat(delivered()).containsExactly("order 7 for anna");
        ILoggingEvent event = appender.events.get(0);
        assertThat(event.getInstant()).isBetween(before, after);
        assertThat(event.getTimeStamp()).isEqualTo(event.getInstant().toEpochMilli());
        assertThat(event.getNanoseconds()).isEqualTo(event.getInstant().getNano());
        assertThat(event.getThreadName()).isEqualTo(Thread.currentThread().getName());
        assertThat(event.getLevel()).isSameAs(Level.INFO);
        assertThat(event.getLoggerName()).isEqualTo("shop.Order");
        assertThat(event.getMessage()).isEqualTo("order {} for {}");
        assertThat(event.getArgumentArray()).containsExactly(7, "anna");
        assertThat(event.getMDCPropertyMap()).containsOnlyKeys("user").containsEntry("user", "anna");
        assertThat(event.getLoggerContextVO().getPropertyMap()).containsEntry("run", "r1");
        assertThat(event.getThrowableProxy()).isNull();
        assertThat(event.getMarkerList()).isNull();
        assertThat(event.getKeyValuePairs()).isNull();
        assertThat(event.hasCallerData()).isFalse();
    }

    @Test
    void call_threadWithoutName_namedAsByLogback() throws Exception {
        Thread thread = new Thread(() -> logger.info("one"), "");
        thread.start();
        thread.join();

        assertThat(delivered()).containsExactly("one");
        assertThat(appender.events.get(0).getThreadName()).endsWith("-" + thread.getId());
    }

    @Test
    void call_argumentsAreAnArrayOfTheCallers_keptAsAtTheCall() {
        Object[] arguments = {"a", new StringBuilder("b"), "c"};

        logger.info("{} {} {}", arguments);
        arguments[0] = "CHANGED";
        ((StringBuilder) arguments[1]).append("CHANGED");

        assertThat(delivered()).containsExactly("a b c");
    }

    @Test
    void slotUsedAgain_otherWayThanBefore_nothingLeftOver() {
        for (int i = 0; i < 3 * 8192; i++) {
            host.context.getMDCAdapter().put("i", i % 7 == 0 ? "seven" : "other");
            if (i % 3 == 0) {
                logger.info("lane {} {}", i, "x");
            } else if (i % 3 == 1) {
                logger.info("normal {}", i, new IllegalStateException());
            } else {
                host.context.getMDCAdapter().clear();
                logger.warn("none");
            }
        }
        delivered();

        for (int i = 0; i < appender.events.size(); i++) {
            ILoggingEvent event = appender.events.get(i);
            switch (i % 3) {
                case 0 -> assertThat(event.getFormattedMessage()).isEqualTo("lane " + i + " x");
                case 1 -> assertThat(event.getFormattedMessage()).isEqualTo("normal " + i);
                default -> {
                    assertThat(event.getFormattedMessage()).isEqualTo("none");
                    assertThat(event.getArgumentArray()).isNull();
                    assertThat(event.getMDCPropertyMap()).isEmpty();
                }
            }
            assertThat(event.getThrowableProxy() != null).isEqualTo(i % 3 == 1);
        }
        assertThat(proxy.getBooks().toString())
                .isEqualTo("offered=24576 accepted=24576 delivered=24576 failed=0 pending=0 dropped=0");
    }

    @Test
    void call_argumentLogsWhileItIsFrozen_bothWritten() {
        logger.info("outer {}", new Object() {
            @Override
            public String toString() {
                logger.info("inner {}", 1);
                return "text";
            }
        });

        assertThat(delivered()).containsExactly("inner 1", "outer text");
    }

    @Test
    void call_proxyStopsMeanwhile_countedAsDropped() {
        EventIntake intake = Objects.requireNonNull(proxy.fastLane());
        proxy.stop();

        intake.append(host.context, logger, Level.INFO, "too late", null);

        assertThat(proxy.fastLane()).isNull();
        assertThat(appender.events).isEmpty();
        assertThat(proxy.getBooks().dropped(DropReason.STOPPED)).isEqualTo(1);
    }

    // --- What is left to Logback ---

    @Test
    void call_levelBelow_leftToLogback() {
        assertThat(lane.decide(null, logger, Level.DEBUG, "one", null, null)).isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void enabledQuestion_noFormat_leftToLogback() {
        assertThat(logger.isInfoEnabled()).isTrue();
        assertThat(logger.isDebugEnabled()).isFalse();
        logger.info(null);

        assertThat(delivered()).containsExactly((String) null);
    }

    @Test
    void call_markerOrThrowable_leftToLogback() {
        Marker marker = new BasicMarkerFactory().getDetachedMarker("M");
        Throwable thrown = new IllegalStateException();

        assertThat(lane.decide(marker, logger, Level.INFO, "x", null, null)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(lane.decide(null, logger, Level.INFO, "x", null, thrown)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(lane.decide(null, logger, Level.INFO, "x", new Object[] {1, thrown}, null))
                .isEqualTo(FilterReply.NEUTRAL);
        assertThat(lane.decide(null, logger, Level.INFO, "x {} {}", new Object[] {thrown, 1}, null))
                .isEqualTo(FilterReply.DENY);
    }

    @Test
    void fluentCall_leftToLogback() {
        logger.atInfo().addKeyValue("k", "v").log("one");

        assertThat(delivered()).containsExactly("one");
        assertThat(appender.events.get(0).getKeyValuePairs()).hasSize(1);
    }

    @Test
    void sequenceNumberGenerator_leftToLogback() {
        host.context.setSequenceNumberGenerator(new BasicSequenceNumberGenerator());

        assertLeftToLogback();
    }

    @Test
    void notStarted_leftToLogback() {
        lane.stop();

        assertLeftToLogback();
    }

    @Test
    void filterAtTheProxy_leftToLogbackUntilCleared() {
        proxy.addFilter(new Filter<>() {
            @Override
            public FilterReply decide(ILoggingEvent event) {
                return FilterReply.DENY;
            }
        });
        assertLeftToLogback();

        proxy.clearAllFilters();

        assertTaken();
    }

    // --- Changes at run time ---

    @Test
    void secondAppender_attachedAndDetached_getsExactlyWhatIsLoggedMeanwhile() {
        RecordingAppender second = host.started(new RecordingAppender("SECOND"));

        logger.info("one");
        host.context.getLogger("shop").addAppender(second);
        assertLeftToLogback();
        logger.info("two");
        host.context.getLogger("shop").detachAppender(second);
        assertTaken();
        logger.info("three");

        assertThat(second.messages()).containsExactly("two");
        assertThat(delivered()).containsExactly("one", "two", "one", "three");
    }

    @Test
    void secondAppender_attachedToTheSameLogger_leftToLogbackUntilDetached() {
        RecordingAppender second = host.started(new RecordingAppender("SECOND"));
        Logger root = host.context.getLogger("root");

        assertTaken();
        root.addAppender(second);
        assertLeftToLogback();
        root.detachAppender(proxy);
        assertLeftToLogback();
        root.addAppender(proxy);
        assertLeftToLogback();
        root.detachAppender(second);

        assertTaken();
        assertThat(second.messages()).isEmpty();
        assertThat(delivered()).containsExactly("one", "one");
    }

    @Test
    void additivity_changed_followed() {
        RecordingAppender own = host.started(new RecordingAppender("OWN"));
        Logger shop = host.context.getLogger("shop");
        shop.addAppender(own);
        shop.setAdditive(false);

        logger.info("own only");
        shop.detachAppender(own);
        logger.info("nobody");
        shop.setAdditive(true);
        assertTaken();

        assertThat(own.messages()).containsExactly("own only");
        assertThat(delivered()).containsExactly("one");
    }

    @Test
    void proxyAttachedTwice_leftToLogbackWhichDeliversTwice() {
        host.context.getLogger("shop").addAppender(proxy);

        assertLeftToLogback();
        logger.info("two");

        assertThat(delivered()).containsExactly("two", "two");
    }

    @Test
    void level_changed_followed() {
        host.context.getLogger("shop").setLevel(Level.ERROR);
        assertLeftToLogback();

        host.context.getLogger("shop").setLevel(null);

        assertTaken();
    }

    @Test
    void proxy_stoppedAndStarted_followed() {
        assertTaken();
        proxy.stop();
        assertThat(call()).isEqualTo(FilterReply.NEUTRAL);
        logger.info("nobody");

        proxy.start();

        assertTaken();
        assertThat(delivered()).containsExactly("one", "one");
        assertThat(proxy.getBooks().toString())
                .isEqualTo("offered=1 accepted=1 delivered=1 failed=0 pending=0 dropped=0");
    }

    @Test
    void context_reset_nothingTakenAnyMore() {
        assertTaken();

        host.context.reset();

        assertThat(call()).isEqualTo(FilterReply.NEUTRAL);
        assertThat(appender.messages()).containsExactly("one");
    }

    @Test
    void otherTurboFilterBehind_standsAsideAndSaysSoOnce() {
        AtomicBoolean asked = new AtomicBoolean();
        TurboFilter other = new TurboFilter() {
            @Override
            public FilterReply decide(Marker m, Logger l, Level level, String format, Object[] params, Throwable t) {
                asked.set(true);
                return FilterReply.DENY;
            }
        };
        host.context.addTurboFilter(other);

        logger.info("denied");
        logger.info("denied");

        assertThat(asked).isTrue();
        assertThat(proxy.getBooks().offered()).isZero();
        assertThat(host.warningsOf(lane))
                .containsExactly("FastLane stands aside: turbo filter "
                        + other.getClass().getName()
                        + " comes after it and must be asked; put <turboFilter"
                        + " class=\"io.penstock.logback.FastLane\"/> last");
        host.context.getTurboFilterList().remove(other);
        assertTaken();
    }

    @Test
    void secondAppender_comesAndGoesUnderLoad_proxyGetsEveryEventOnce() throws Exception {
        int threads = 3;
        int each = 5_000;
        RecordingAppenderOfNothing second = host.started(new RecordingAppenderOfNothing());
        CountDownLatch running = new CountDownLatch(threads);
        List<Thread> producers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int number = t;
            Thread producer = new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    logger.info("{}-{}", number, i);
                }
                running.countDown();
            });
            producers.add(producer);
            producer.start();
        }
        while (running.getCount() > 0) {
            host.context.getLogger("shop").addAppender(second);
            Thread.yield();
            host.context.getLogger("shop").detachAppender(second);
            Thread.yield();
        }
        for (Thread producer : producers) {
            producer.join();
        }

        proxy.flush(Host.LONG);

        assertThat(appender.events.stream().map(ILoggingEvent::getFormattedMessage))
                .doesNotHaveDuplicates();
        assertThat(proxy.getBooks().toString())
                .isEqualTo("offered=15000 accepted=15000 delivered=15000 failed=0 pending=0 dropped=0");
    }

    /** A list of so many events, copied on each write, would be the slow thing here. */
    private static final class RecordingAppenderOfNothing extends ch.qos.logback.core.AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {}
    }
}
