package io.penstock.logback.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.read.ListAppender;
import io.penstock.AsyncConfig;
import io.penstock.freeze.Freezer;
import io.penstock.logback.capture.EventIntake;
import io.penstock.logback.capture.EventSlot;
import io.penstock.logback.freeze.MarkerFreezer;
import io.penstock.ring.AsyncRing;
import io.penstock.ring.RingTally;
import io.penstock.sink.ForwardingSink;
import io.penstock.sink.Sink;
import io.penstock.sink.Tally;
import io.penstock.sink.TimeSource;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stage between the drain loop and a wrapped appender, as a spool would be one. */
@Timeout(60)
class StageBeforeAppenderTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String KEPT_BACK = "shop.Internal";

    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final RingTally tally = new RingTally();

    /** Passes nothing on that one logger says, and counts it itself. */
    private static final class KeepingBack extends ForwardingSink<EventSlot> {
        private final Tally tally;

        KeepingBack(Sink<EventSlot> next, Tally tally) {
            super(next);
            this.tally = tally;
        }

        @Override
        public void deliver(EventSlot slot) throws Exception {
            if (KEPT_BACK.equals(slot.loggerName())) {
                tally.failed(1);
            } else {
                super.deliver(slot);
            }
        }
    }

    /** Has no room as long as its gate is shut: events wait in the ring. */
    private static final class Gate extends ForwardingSink<EventSlot> {
        private volatile boolean open;

        Gate(Sink<EventSlot> next) {
            super(next);
        }

        @Override
        public boolean hasRoom() {
            return open && super.hasRoom();
        }
    }

    @BeforeEach
    void start() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        appender.setContext(context);
        appender.setName("LIST");
        appender.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private WrappedAppenders wrapped() {
        return new WrappedAppenders(
                List.of(appender), context, Freezer.builder().build(), false, tally);
    }

    private AsyncRing<EventSlot> ring(Sink<EventSlot> stage, WrappedAppenders wrapped) {
        return new AsyncRing<>(
                AsyncConfig.builder().ringSize(64).build(),
                "test-stage",
                EventSlot::new,
                stage,
                wrapped.traits(),
                tally,
                (message, cause) -> {},
                TimeSource.system());
    }

    private void log(AsyncRing<EventSlot> ring, WrappedAppenders wrapped, String logger, String message) {
        EventIntake intake = new EventIntake(
                ring, wrapped, Freezer.builder().build(), new MarkerFreezer(null), false, null, (problem, cause) -> {});
        intake.append(new LoggingEvent("test", context.getLogger(logger), Level.INFO, message, null, null));
    }

    @Test
    void deliver_stageKeepsSomeBack_othersArriveAndTheBooksKnowBoth() {
        WrappedAppenders wrapped = wrapped();
        AsyncRing<EventSlot> ring = ring(new KeepingBack(wrapped, tally), wrapped);

        log(ring, wrapped, "shop.Order", "one");
        log(ring, wrapped, KEPT_BACK, "two");
        log(ring, wrapped, "shop.Order", "three");

        assertThat(ring.flush(LONG)).isTrue();
        assertThat(appender.list).extracting(ILoggingEvent::getFormattedMessage).containsExactly("one", "three");
        assertThat(ring.books()).hasToString("offered=3 accepted=3 delivered=2 failed=1 pending=0 dropped=0");
        assertThat(ring.stop()).isZero();
        wrapped.release();
    }

    @Test
    void hasRoom_stageIsShut_eventsWaitAndArriveInOrderWhenItOpens() {
        WrappedAppenders wrapped = wrapped();
        Gate gate = new Gate(wrapped);
        AsyncRing<EventSlot> ring = ring(gate, wrapped);
        for (int i = 0; i < 10; i++) {
            log(ring, wrapped, "shop.Order", "order " + i);
        }

        boolean flushed = ring.flush(Duration.ofMillis(50));
        long pending = ring.books().pending();
        gate.open = true;

        assertThat(flushed).isFalse();
        assertThat(pending).isEqualTo(10);
        assertThat(ring.flush(LONG)).isTrue();
        assertThat(appender.list)
                .hasSize(10)
                .isSortedAccordingTo((a, b) -> a.getMessage().compareTo(b.getMessage()));
        assertThat(ring.stop()).isZero();
        wrapped.release();
    }
}
