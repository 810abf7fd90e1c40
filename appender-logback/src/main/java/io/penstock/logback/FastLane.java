package io.penstock.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.TurboFilterList;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.FilterReply;
import io.penstock.logback.capture.EventIntake;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.LoggingEvent;

/**
 * A way into the ring that is shorter than Logback's own: takes a call whose event would go to one Penstock appender and
 * nowhere else, before Logback makes an event of it. Safe for any thread; configured by one thread, as Logback does.
 *
 * <pre>{@code
 * <turboFilter class="io.penstock.logback.FastLane"/>
 * }</pre>
 *
 * <p>What is written is the same with and without it, and so are the books. Any other call goes the normal way:
 * docs/fast-lane.md says which. It must be the last of the turbo filters; if others follow, it stands aside and says so.
 */
public final class FastLane extends TurboFilter {

    private static final String AUTO = "auto";
    private static final String STAND_ASIDE = "standAside";
    private static final String IGNORE = "ignore";
    private static final List<String> CHOICES = List.of(AUTO, STAND_ASIDE, IGNORE);

    // Nothing that can be configured is remembered from one call to the next. Logback tells nobody when an appender is
    // attached or additivity changes, and asking the loggers again costs what Logback's own walk would have cost.

    private final Lineage lineage = new Lineage();
    private final AtomicBoolean standsAside = new AtomicBoolean();
    private final Supplier<@Nullable String> agents;
    private String javaAgent = AUTO;

    public FastLane() {
        this(JavaAgents::found);
    }

    /** @param agents finds a Java agent in whose way the lane might be: the subject of a sentence, or null */
    FastLane(Supplier<@Nullable String> agents) {
        this.agents = agents;
    }

    /**
     * What to do beside a Java agent, which may look for events on the way that the lane makes shorter. {@code auto}, the
     * default: stand aside if one is found, unless it is known to look at other things. {@code standAside}: in any case,
     * for an agent that is attached later. {@code ignore}: take calls, whatever is there.
     */
    public void setJavaAgent(String choice) {
        this.javaAgent = choice;
    }

    /** Stays stopped, and takes no call, beside a Java agent: see {@link #setJavaAgent}. */
    @Override
    public void start() {
        if (!CHOICES.contains(javaAgent)) {
            addError("javaAgent=" + javaAgent + " is unknown; use " + String.join(", ", CHOICES));
            return;
        }
        if (javaAgent.equals(STAND_ASIDE)) {
            addInfo("FastLane stands aside: javaAgent=standAside says so");
            return;
        }
        String agent = javaAgent.equals(IGNORE) ? null : agents.get();
        if (agent != null) {
            addWarn("FastLane stands aside: " + agent + " may look for events on the way that the lane makes shorter;"
                    + " remove the lane, or set javaAgent=ignore if the agent has nothing to do with logging");
            return;
        }
        // Initializes the class here, where there is time and stack for it, and not in the first call that logs.
        AttachedAppenders.areReadable();
        super.start();
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] params,
            @Nullable Throwable thrown) {
        // Turbo filters are asked before the level is. If there is no format, the caller only asks whether the level
        // is enabled.
        if (level.levelInt < logger.getEffectiveLevel().levelInt || format == null) {
            return FilterReply.NEUTRAL;
        }
        if (marker != null || thrown != null || endsWithThrowable(params) || !isStarted()) {
            return FilterReply.NEUTRAL;
        }
        LoggerContext context = logger.getLoggerContext();
        if (context.getSequenceNumberGenerator() != null) {
            return FilterReply.NEUTRAL;
        }
        EventIntake intake = intakeOf(logger);
        if (intake == null || !isLast(context.getTurboFilterList())) {
            return FilterReply.NEUTRAL;
        }
        intake.append(context, logger, level, format, params);
        return FilterReply.DENY;
    }

    /** The fluent API: with key-value pairs and several markers, and past the level check. */
    @Override
    public FilterReply decide(Logger logger, LoggingEvent event) {
        return FilterReply.NEUTRAL;
    }

    /** Then it is the event's throwable and no argument; its stack trace costs more than an event of Logback's. */
    private static boolean endsWithThrowable(Object @Nullable [] params) {
        return params != null && params.length > 0 && params[params.length - 1] instanceof Throwable;
    }

    /** Where the logger's events go to if they go to one Penstock appender only, and it has no need of Logback's event. */
    private @Nullable EventIntake intakeOf(Logger logger) {
        RingAppender only = null;
        for (Logger next : lineage.of(logger)) {
            Appender<?> appender = AttachedAppenders.of(next);
            if (appender != null) {
                if (only != null || !(appender instanceof RingAppender ours)) {
                    return null;
                }
                only = ours;
            }
            if (!next.isAdditive()) {
                break;
            }
        }
        return only == null ? null : only.fastLane();
    }

    /**
     * Whether no turbo filter follows: the filters before this one were asked already, and those behind it must be asked,
     * too.
     */
    private boolean isLast(TurboFilterList filters) {
        TurboFilter last;
        try {
            last = filters.get(filters.size() - 1);
        } catch (IndexOutOfBoundsException emptiedMeanwhile) {
            return false;
        }
        return last == this || standAside(last);
    }

    private boolean standAside(TurboFilter last) {
        if (!standsAside.getAndSet(true)) {
            addWarn("FastLane stands aside: turbo filter " + last.getClass().getName()
                    + " comes after it and must be asked; put <turboFilter class=\"" + FastLane.class.getName()
                    + "\"/> last");
        }
        return false;
    }
}
