package io.penstock.logback;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.DropReason;
import io.penstock.Drops;
import io.penstock.Severity;
import io.penstock.freeze.Freezer;
import io.penstock.logback.capture.Recipients;
import io.penstock.logback.capture.SlotView;
import io.penstock.logback.encode.MessageText;
import io.penstock.sink.LossReport;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Overload is told in the log itself, with exact counts. */
class LossEventTest {

    private static final String INSTANT = "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z";

    private final Host host = new Host();
    private final BlockingAppender appender = new BlockingAppender();

    @AfterEach
    void closeHost() {
        appender.opened.countDown();
        host.close();
    }

    private AsyncProxyAppender overloaded(boolean reportDrops) {
        host.context.getLogger("root").setLevel(Level.DEBUG);
        AsyncProxyAppender proxy = host.proxy("ASYNC", appender);
        proxy.setRingSize(16);
        proxy.setOverflowPolicy("drop");
        proxy.setReportDrops(reportDrops);
        proxy.start();
        host.logger().error("first");
        await("the drain thread is held").atMost(Host.LONG).until(() -> appender.held.getCount() == 0);
        for (int i = 0; i < 50; i++) {
            host.logger().info("info {}", i);
            host.logger().debug("debug {}", i);
        }
        for (int i = 0; i < 20; i++) {
            host.logger().warn("warn {}", i);
        }
        return proxy;
    }

    @Test
    void overload_over_isToldInTheLogWithExactCounts() {
        AsyncProxyAppender proxy = overloaded(true);
        Books full = proxy.getBooks();

        appender.opened.countDown();
        await("the loss event")
                .atMost(Host.LONG)
                .until(() -> !appender.fromProxy().isEmpty());

        assertThat(full.offered()).isEqualTo(121);
        assertThat(full.accepted()).isEqualTo(16);
        assertThat(full.dropped(DropReason.RING_FULL)).isEqualTo(105);
        ILoggingEvent told = appender.fromProxy().get(0);
        assertThat(told.getLevel()).isEqualTo(Level.WARN);
        assertThat(told.getLoggerName()).isEqualTo(AsyncProxyAppender.class.getName());
        assertThat(told.getThreadName()).isEqualTo("penstock-ASYNC");
        assertThat(told.getMDCPropertyMap()).isEmpty();
        assertThat(told.getLoggerContextVO().getName()).isEqualTo("host");
        assertThat(told.getFormattedMessage())
                .matches("dropped 105 events from " + INSTANT + " to " + INSTANT
                        + ": DEBUG=" + full.dropped(Severity.DEBUG) + " INFO=" + full.dropped(Severity.INFO)
                        + " WARN=" + full.dropped(Severity.WARN)
                        + "; ringFull=105 \\(ringSize=16, overflowPolicy=drop\\); the sink is slower than the producers: "
                        + "raise ringSize, or use overflowPolicy=block");
        assertThat(proxy.flush(Host.LONG)).isTrue();
        assertThat(appender.fromProxy()).hasSize(1);
        assertThat(proxy.getBooks().delivered())
                .as("the loss event is none of the application's")
                .isEqualTo(16);
    }

    @Test
    void overload_appenderFiltersWarnings_isToldAllTheSame() {
        ThresholdFilter errorsOnly = new ThresholdFilter();
        errorsOnly.setLevel("ERROR");
        errorsOnly.start();
        appender.addFilter(errorsOnly);
        AsyncProxyAppender proxy = host.proxy("ASYNC", appender);
        proxy.setRingSize(16);
        proxy.setOverflowPolicy("drop");
        proxy.start();
        for (int i = 0; i < 40; i++) {
            host.logger().error("error {}", i);
        }

        appender.opened.countDown();

        await("the loss event")
                .atMost(Host.LONG)
                .until(() -> !appender.fromProxy().isEmpty());
        assertThat(appender.fromProxy().get(0).getFormattedMessage())
                .startsWith("dropped " + proxy.getBooks().dropped() + " events from ");
    }

    @Test
    void overload_reportDropsOff_isCountedOnly() {
        AsyncProxyAppender proxy = overloaded(false);

        appender.opened.countDown();
        proxy.stop();

        assertThat(proxy.getBooks().dropped()).isEqualTo(105);
        assertThat(appender.fromProxy()).isEmpty();
        assertThat(appender.events).hasSize(16);
    }

    /** Readers look for the appender that has lost something under its own name. */
    @Test
    void event_ofATcpAppender_isSignedByIt() {
        Recipients recipients = new SentEvents(host.context, Freezer.builder().build());
        LoggedEvents sent = new LoggedEvents(new MessageText(), new SlotView(recipients, false), host.context);
        LossReport report = new LossReport(
                Drops.none(),
                Instant.EPOCH,
                Instant.EPOCH,
                AsyncConfig.builder().build());

        ILoggingEvent told = sent.event(report);

        assertThat(told.getLoggerName()).isEqualTo(TcpAppender.class.getName());
        assertThat(told.getLevel()).isEqualTo(Level.WARN);
    }

    /** Holds the drain thread until it is opened. */
    private static final class BlockingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
        final CountDownLatch held = new CountDownLatch(1);
        final CountDownLatch opened = new CountDownLatch(1);
        final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            held.countDown();
            try {
                if (!opened.await(30, SECONDS)) {
                    throw new IllegalStateException("never opened");
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            events.add(event);
        }

        List<ILoggingEvent> fromProxy() {
            return events.stream()
                    .filter(event -> event.getLoggerName().equals(AsyncProxyAppender.class.getName()))
                    .toList();
        }
    }
}
