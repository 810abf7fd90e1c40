package io.penstock.logback.wrap;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import ch.qos.logback.core.spi.FilterReply;
import io.penstock.logback.capture.FrozenEvent;
import io.penstock.words.FoldedCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy changes at an appender it wraps, and gives back when it stops. Safe for any thread.
 *
 * <p>The appender's filters move into this one filter, which the proxy asks on the caller's thread and which lets those
 * events pass that were asked about already. An appender that is also attached to a logger, or wrapped by two proxies,
 * goes on filtering everybody else's events as before. An encoder is watched, because an appender swallows what its
 * encoder throws; and flushing moves from every event to the end of a batch.
 */
final class Takeover extends Filter<ILoggingEvent> {

    /** Not the appender's own monitor: many hold it while they write, and one that hangs would never let go. */
    private static final Object LOCK = new Object();

    /** Let go of, and not stopped yet: one that hangs keeps whoever stops it waiting. Guarded by {@link #LOCK}. */
    private static final Set<Appender<ILoggingEvent>> BEING_STOPPED =
            Collections.newSetFromMap(new IdentityHashMap<>());

    private final Appender<ILoggingEvent> appender;
    private final Filter<ILoggingEvent>[] filters;
    private final @Nullable OutputStreamAppender<ILoggingEvent> stream;
    private final @Nullable Encoder<ILoggingEvent> encoder;
    private final @Nullable WatchedEncoder watched;
    /** Flushing has moved to the end of a batch; not for ever, see {@link #beforeWriting}. */
    private volatile boolean flushesBatches;

    private final FoldedCount filterFailures = new FoldedCount();
    private int users;
    /** One of each user's; replaced as a whole. */
    private volatile HandOver[] handOvers = {};

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type, which never leaves this class
    private Takeover(Appender<ILoggingEvent> appender) {
        this.appender = appender;
        this.filters = appender.getCopyOfAttachedFiltersList().toArray(new Filter[0]);
        this.stream = appender instanceof OutputStreamAppender<ILoggingEvent> found ? found : null;
        this.encoder = stream == null ? null : stream.getEncoder();
        this.watched = encoder == null ? null : new WatchedEncoder(encoder, this);
        this.flushesBatches = stream != null && stream.isImmediateFlush() && !isPrudent(stream);
        setName("penstock");
        start();
    }

    /** In prudent mode the file is locked for each event only; what is flushed later would be written without the lock. */
    private static boolean isPrudent(OutputStreamAppender<ILoggingEvent> stream) {
        return stream instanceof FileAppender<ILoggingEvent> file && file.isPrudent();
    }

    /** Takes the appender over, or joins the proxy that already has. */
    static Takeover of(Appender<ILoggingEvent> appender) {
        synchronized (LOCK) {
            Takeover takeover = existing(appender);
            if (takeover == null) {
                takeover = new Takeover(appender);
                takeover.install();
            }
            takeover.users++;
            return takeover;
        }
    }

    /** Of one who uses the appender: what it is handing over, whenever that is not an event of ours. */
    void add(HandOver handOver) {
        synchronized (LOCK) {
            HandOver[] more = Arrays.copyOf(handOvers, handOvers.length + 1);
            more[more.length - 1] = handOver;
            handOvers = more;
        }
    }

    void remove(HandOver handOver) {
        synchronized (LOCK) {
            List<HandOver> left = new ArrayList<>(List.of(handOvers));
            left.remove(handOver);
            handOvers = left.toArray(new HandOver[0]);
        }
    }

    private static @Nullable Takeover existing(Appender<ILoggingEvent> appender) {
        for (Filter<ILoggingEvent> filter : appender.getCopyOfAttachedFiltersList()) {
            if (filter instanceof Takeover takeover) {
                return takeover;
            }
        }
        return null;
    }

    private void install() {
        appender.clearAllFilters();
        appender.addFilter(this);
        if (stream != null && watched != null) {
            stream.setEncoder(watched);
        }
        if (stream != null && flushesBatches) {
            stream.setImmediateFlush(false);
        }
    }

    /** Once the last proxy lets go: gives back what was taken and stops the appender. Filters added meanwhile stay. */
    void release() {
        synchronized (LOCK) {
            if (!leave()) {
                return;
            }
            BEING_STOPPED.add(appender);
        }
        try {
            appender.stop();
        } finally {
            synchronized (LOCK) {
                BEING_STOPPED.remove(appender);
            }
        }
    }

    /** Whether a proxy that has let go of the appender is still about to stop it: taken over now, it would be stopped in use. */
    static boolean isBeingStopped(Appender<ILoggingEvent> appender) {
        synchronized (LOCK) {
            return BEING_STOPPED.contains(appender);
        }
    }

    /** As {@link #release}, but the appender goes on; whether this was the last proxy. */
    boolean leave() {
        synchronized (LOCK) {
            if (--users > 0) {
                return false;
            }
            giveBack();
            return true;
        }
    }

    private void giveBack() {
        List<Filter<ILoggingEvent>> present = appender.getCopyOfAttachedFiltersList();
        appender.clearAllFilters();
        for (Filter<ILoggingEvent> filter : filters) {
            appender.addFilter(filter);
        }
        for (Filter<ILoggingEvent> filter : present) {
            if (filter != this) {
                appender.addFilter(filter);
            }
        }
        if (stream != null && encoder != null && stream.getEncoder() == watched) {
            stream.setEncoder(encoder);
        }
        if (stream != null && flushesBatches) {
            stream.setImmediateFlush(true);
        }
    }

    /** Whether there are any to ask; filters that are added later stay with the appender. */
    boolean hasFilters() {
        return filters.length != 0;
    }

    /** Whether one of them is somebody's own, who may do with an event what he likes. Logback's only look. */
    boolean filtersMayChange() {
        for (Filter<ILoggingEvent> filter : filters) {
            if (!filter.getClass().getName().startsWith("ch.qos.logback.")) {
                return true;
            }
        }
        return false;
    }

    /** The moved filters' verdict, as the appender itself would have found it. On the caller's thread. */
    boolean accepts(ILoggingEvent event) {
        try {
            return chain(event) != FilterReply.DENY;
        } catch (Throwable failure) {
            // As without us: the appender of the broken filter gets nothing, the others do not care.
            filterFailed(failure);
            return false;
        }
    }

    private void filterFailed(Throwable failure) {
        long count = filterFailures.next();
        if (count != 0) {
            appender.addError(
                    "A filter of appender [" + appender.getName() + "] threw; the event does not go there"
                            + FoldedCount.times(count),
                    failure);
        }
    }

    private FilterReply chain(ILoggingEvent event) {
        for (Filter<ILoggingEvent> filter : filters) {
            FilterReply reply = filter.decide(event);
            if (reply != FilterReply.NEUTRAL) {
                return reply;
            }
        }
        return FilterReply.NEUTRAL;
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        if (event instanceof LinesEvent) {
            // A filter that was added since the batch began could make nothing of it.
            return FilterReply.ACCEPT;
        }
        return isOurs(event) ? FilterReply.NEUTRAL : chain(event);
    }

    /** Whether a proxy that uses this appender has asked the filters about the event, and will flush it. */
    private boolean isOurs(ILoggingEvent event) {
        return isFrozenByUs(event) || handOverOf(event) != null;
    }

    /** Whether the event itself knows that it comes from a proxy that uses this appender. */
    boolean isFrozenByUs(ILoggingEvent event) {
        return event instanceof FrozenEvent frozen && frozen.isFilteredFor(this);
    }

    private @Nullable HandOver handOverOf(ILoggingEvent event) {
        for (HandOver each : handOvers) {
            if (each.isOf(event)) {
                return each;
            }
        }
        return null;
    }

    /** The appender's encoder threw; the appender may keep it to itself. */
    void encodingFailed(ILoggingEvent event, Throwable failure) {
        HandOver handOver = handOverOf(event);
        if (handOver != null) {
            handOver.failed(failure);
        } else if (event instanceof FrozenEvent frozen) {
            frozen.failed(failure);
        }
    }

    /**
     * Whether the appender, as it is now, only asks its encoder for bytes and writes them, so that they may come in
     * batches: nobody has added a filter or changed the encoder, who would want to see each event.
     */
    boolean takesLines() {
        return stream != null
                && watched != null
                && !watched.isStateful()
                && stream.getEncoder() == watched
                && onlyWrites(stream)
                && !isPrudent(stream)
                && isOnlyFilter();
    }

    private boolean isOnlyFilter() {
        List<Filter<ILoggingEvent>> present = appender.getCopyOfAttachedFiltersList();
        return present.size() == 1 && present.get(0) == this;
    }

    private static boolean onlyWrites(OutputStreamAppender<ILoggingEvent> stream) {
        return stream.getClass() == FileAppender.class
                || stream.getClass() == ConsoleAppender.class
                || stream instanceof RollingFileAppender<ILoggingEvent> rolling && rollsUnseen(rolling);
    }

    /** Logback's own policies ask for the time and the file's size; somebody else's may look at the event. */
    private static boolean rollsUnseen(RollingFileAppender<ILoggingEvent> rolling) {
        TriggeringPolicy<ILoggingEvent> policy = rolling.getTriggeringPolicy();
        return rolling.getClass() == RollingFileAppender.class
                && isLogbacks(policy)
                && (!(policy instanceof TimeBasedRollingPolicy<ILoggingEvent> timed)
                        || isLogbacks(timed.getTimeBasedFileNamingAndTriggeringPolicy()));
    }

    private static boolean isLogbacks(@Nullable Object policy) {
        return policy != null && policy.getClass().getPackage() == RollingFileAppender.class.getPackage();
    }

    /** The encoder that the appender came with. */
    @Nullable
    Encoder<ILoggingEvent> encoder() {
        return encoder;
    }

    /**
     * Somebody else's event has no batch at whose end it is flushed. An appender that proves to be used directly, too,
     * therefore flushes each event again from here on, as it was told to.
     */
    void beforeWriting(ILoggingEvent event) {
        OutputStreamAppender<ILoggingEvent> target = stream;
        if (target != null && flushesBatches && !isOurs(event)) {
            flushesBatches = false;
            target.setImmediateFlush(true);
        }
    }

    /** Whether the appender used to flush each event, so that somebody must now flush each batch. */
    boolean flushesBatches() {
        return flushesBatches;
    }

    Appender<ILoggingEvent> appender() {
        return appender;
    }

    @Nullable
    OutputStreamAppender<ILoggingEvent> stream() {
        return stream;
    }
}
