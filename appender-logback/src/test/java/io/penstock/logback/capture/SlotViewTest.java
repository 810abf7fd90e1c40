package io.penstock.logback.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.filter.Filter;
import io.penstock.freeze.Freezer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SlotViewTest {

    private static final long EVERYBODY = -1;

    private static final List<Function<ILoggingEvent, Object>> GETTERS = List.of(
            ILoggingEvent::getLevel,
            ILoggingEvent::getLoggerName,
            ILoggingEvent::getThreadName,
            ILoggingEvent::getMessage,
            event -> event.getArgumentArray() == null ? "none" : List.of(Arrays.toString(event.getArgumentArray())),
            ILoggingEvent::getFormattedMessage,
            ILoggingEvent::getInstant,
            ILoggingEvent::getTimeStamp,
            ILoggingEvent::getNanoseconds,
            ILoggingEvent::getSequenceNumber,
            ILoggingEvent::getMDCPropertyMap,
            ILoggingEvent::getLoggerContextVO,
            event -> event.getThrowableProxy() == null ? "none" : event.getThrowableProxy(),
            event -> event.getMarkerList() == null ? "none" : event.getMarkerList(),
            event -> event.getKeyValuePairs() == null ? "none" : event.getKeyValuePairs(),
            event -> List.of(event.getCallerData()),
            ILoggingEvent::hasCallerData,
            Object::toString);

    private final LoggerContext context = new LoggerContext();
    private final SlotView view;

    SlotViewTest() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        view = new SlotView(new Everybody(context, Freezer.builder().build()), false);
    }

    @Test
    void of_eventsOfAllKinds_showsWhatAKeptEventHas() {
        RandomEvents events = new RandomEvents(new Random(1128), context, 4096);
        EventSlot slot = new EventSlot();

        for (int i = 0; i < 2_000; i++) {
            LoggingEvent event = events.plain();
            Object[] arguments = events.arguments();
            FrozenParts parts = i % 2 == 0
                    ? null
                    : new FrozenParts(
                            i % 4 == 1 ? "cut {}" : null,
                            events.frozen(arguments),
                            event.getKeyValuePairs(),
                            event.getMarkerList(),
                            100);
            slot.sequence = i;
            slot.fill(
                    event,
                    i % 3 == 0 ? "settled before {}" : null,
                    parts == null ? events.frozen(arguments) : null,
                    parts,
                    EVERYBODY);

            assertSame(view.of(slot, false), view.of(slot, true));
            view.done();
            slot.clear();
        }
    }

    @Test
    void of_callWithoutEvent_showsWhatAKeptEventHas() {
        EventSlot slot = new EventSlot();

        for (Map<String, String> mdc : Arrays.asList(Map.of("user", "ada"), (Map<String, String>) null)) {
            for (Object[] arguments : new Object[][] {null, {}, {1, "two"}}) {
                slot.fill(
                        context.getLogger("org.example.Orders"),
                        context.getLoggerContextRemoteView(),
                        Level.WARN_INT,
                        "order {} of {}",
                        "worker-7",
                        mdc,
                        -3,
                        987_654_321,
                        arguments,
                        null);

                FrozenEvent shown = (FrozenEvent) view.of(slot, false);

                assertSame(shown, view.of(slot, true));
                assertThat(shown.getTimeStamp()).isEqualTo(-2013);
                assertThat(shown.getInstant()).isEqualTo(Instant.ofEpochSecond(-3, 987_654_321));
                assertThat(shown.getLevel()).isSameAs(Level.WARN);
                assertThat(shown.getMDCPropertyMap()).isEqualTo(mdc == null ? Map.of() : mdc);
                view.done();
                slot.clear();
            }
        }
    }

    @Test
    void of_nextSlotBeforeDone_forgetsTextAndArgumentsOfTheOneBefore() {
        EventSlot first = slot(0, "first {}", 1);
        EventSlot second = slot(1, "second {}", 2);
        FrozenEvent shown = (FrozenEvent) view.of(first, false);
        shown.getFormattedMessage();
        shown.getArgumentArray();
        shown.failed(new IllegalStateException("of the first"));

        view.of(second, false);

        assertThat(shown.getFormattedMessage()).isEqualTo("second 2");
        assertThat(shown.getArgumentArray()).containsExactly(2);
        assertThat(shown.takeFailure()).isNull();
    }

    /** A ring larger than the table behind the view. */
    @Test
    void of_slotsThatShareAPlace_showsTheLatest() {
        EventSlot low = slot(5, "low {}", 1);
        EventSlot high = slot(5 + (1 << 20), "high {}", 2);

        assertThat(view.of(low, false).getFormattedMessage()).isEqualTo("low 1");
        assertThat(view.of(high, false).getFormattedMessage()).isEqualTo("high 2");
        assertThat(view.of(low, false).getFormattedMessage()).isEqualTo("low 1");
    }

    @Test
    void done_eventAskedAllTheSame_saysThatItIsOver() {
        ILoggingEvent shown = view.of(slot(0, "gone {}", 1), false);

        view.done();

        assertThatThrownBy(shown::getMessage)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the event is over: somebody held on to it who had said not to");
    }

    private EventSlot slot(long sequence, String message, Object argument) {
        LoggingEvent event = new LoggingEvent();
        event.setLevel(Level.INFO);
        event.setMessage(message);
        EventSlot slot = new EventSlot();
        slot.sequence = sequence;
        slot.fill(event, null, new Object[] {argument}, null, EVERYBODY);
        return slot;
    }

    private static void assertSame(ILoggingEvent shown, ILoggingEvent kept) {
        for (int getter = 0; getter < GETTERS.size(); getter++) {
            assertThat(GETTERS.get(getter).apply(shown))
                    .as("getter %d", getter)
                    .isEqualTo(GETTERS.get(getter).apply(kept));
        }
    }

    private record Everybody(LoggerContext context, Freezer freezer) implements Recipients {

        @Override
        public long accepting(ILoggingEvent event) {
            return EVERYBODY;
        }

        @Override
        public boolean hasFilters() {
            return false;
        }

        @Override
        public boolean isFilteredFor(Filter<ILoggingEvent> filter) {
            return false;
        }

        @Override
        public boolean hasMdc() {
            return Recipients.hasMdc(context);
        }
    }
}
