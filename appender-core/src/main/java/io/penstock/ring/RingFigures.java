package io.penstock.ring;

import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.DropReason;
import io.penstock.Severity;
import io.penstock.stats.FigureList;
import io.penstock.stats.FigureSource;
import io.penstock.words.DurationWords;
import java.lang.ref.WeakReference;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The books of a ring, how full it is, and its settings. Safe for any thread; holds the ring weakly. */
final class RingFigures implements FigureSource {

    private final WeakReference<AsyncRing<?>> ring;
    private final AsyncConfig config;
    /** For when everybody has forgotten the ring: then nothing was left in it. */
    private final PastBooks past;

    RingFigures(AsyncRing<?> ring) {
        this.ring = new WeakReference<>(ring);
        this.config = ring.config();
        this.past = ring.pastBooks(0);
    }

    /**
     * How full a ring is.
     *
     * @param mostSlots since the start
     * @param bytes reserved at most
     */
    record Fill(long slots, long mostSlots, long bytes, int waiters) {

        static final Fill NONE = new Fill(0, 0, 0, 0);
    }

    @Override
    public void list(FigureList figures) {
        AsyncRing<?> present = ring.get();
        Books books = present == null ? past.books() : present.books();
        listBooks(figures, books);
        listDrops(figures, books);
        listFill(figures, present == null ? Fill.NONE : present.fill());
        listSettings(figures);
    }

    private static void listBooks(FigureList figures, Books books) {
        figures.counter(
                        "offered",
                        "events",
                        "Events that passed the filters: those accepted and those dropped.",
                        books.offered())
                .counter("accepted", "events", "Events that entered the ring.", books.accepted())
                .counter(
                        "delivered",
                        "events",
                        "Events that the wrapped appenders or handlers took, or that the receiver acknowledged.",
                        books.delivered())
                .counter(
                        "failed",
                        "events",
                        "Events that were accepted and will never arrive: a wrapped appender or handler failed, the event"
                                + " could not be encoded, or the receiver refused it for good.",
                        books.failed())
                .gauge(
                        "pending",
                        "events",
                        "Events that were accepted and have neither been delivered, nor failed, nor been sent yet.",
                        books.pending())
                .gauge(
                        "unconfirmed",
                        "events",
                        "Events that were sent and are not acknowledged: all that were sent, if the protocol has no"
                                + " acknowledgements. A proxy has none.",
                        books.unconfirmed())
                .text("snapshot", "The books of one moment as text.", books);
    }

    private static void listDrops(FigureList figures, Books books) {
        figures.counter("dropped", "events", "Events that were dropped, for whatever reason.", books.dropped())
                .text(
                        "droppedByReason",
                        "The reasons of drops that occurred, with their counts.",
                        books.droppedByReason())
                .text(
                        "droppedBySeverity",
                        "The levels of which events were dropped, with their counts.",
                        books.droppedBySeverity());
        for (DropReason reason : DropReason.values()) {
            figures.counter(
                    "dropped" + capitalized(reason.toString()),
                    "events",
                    "Events that were dropped for the reason " + reason + ".",
                    "reason",
                    reason,
                    books.dropped(reason));
        }
        for (Severity severity : Severity.values()) {
            figures.counter(
                    "dropped" + capitalized(severity.name().toLowerCase(Locale.ROOT)),
                    "events",
                    "Events of the level " + severity + " that were dropped.",
                    "level",
                    severity,
                    books.dropped(severity));
        }
    }

    private void listFill(FigureList figures, Fill fill) {
        figures.gauge("ringFill", "slots", "Slots of the ring that are in use.", fill.slots())
                .gauge(
                        "ringHighWaterMark",
                        "slots",
                        "The most slots that were in use at once since the start.",
                        fill.mostSlots())
                .gauge("ringSize", "slots", "Slots of the ring: the setting ringSize.", config.ringSize())
                .gauge(
                        "bytesWaiting",
                        "bytes",
                        "Bytes of maxRingBytes that are reserved for what waits in the ring: a fixed share for each slot in"
                                + " use, and what larger events take beyond it. Most events are smaller than their share.",
                        fill.bytes())
                .gauge("waitingCallers", "threads", "Threads that wait for room in the ring.", fill.waiters());
    }

    private void listSettings(FigureList figures) {
        figures.text(
                        "maxRingBytes",
                        "bytes",
                        setting("the byte budget of what waits in the ring"),
                        config.maxRingBytes())
                .text(
                        "overflowPolicy",
                        setting("what becomes of an event when the ring is full"),
                        config.overflowPolicy())
                .text("maxBlock", setting("the longest wait of a caller"), DurationWords.of(config.maxBlock()))
                .text(
                        "priorityLevel",
                        setting("the level from which on events may use the reserved slots"),
                        word(config.priorityLevel()))
                .text("prioritySlots", "slots", setting("the slots that are reserved for them"), config.prioritySlots())
                .text(
                        "urgentLevel",
                        setting("the level from which on an event wakes the drain thread at once"),
                        word(config.urgentLevel()))
                .text(
                        "maxIdleNap",
                        setting("the longest nap of the drain thread"),
                        DurationWords.of(config.maxIdleNap()))
                .text("drainTimeout", setting("the time that a stop may take"), DurationWords.of(config.drainTimeout()))
                .text(
                        "maxMessageBytes",
                        "bytes",
                        setting("the length above which a message is cut"),
                        config.maxMessageBytes())
                .text("reportDrops", setting("whether the log itself tells what was dropped"), config.reportDrops());
    }

    private static String setting(String what) {
        return "Setting: " + what + ".";
    }

    private static String word(@Nullable Severity level) {
        return level == null ? "OFF" : level.name();
    }

    private static String capitalized(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
