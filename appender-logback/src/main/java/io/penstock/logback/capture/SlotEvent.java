package io.penstock.logback.capture;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.CallerData;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * The event of those who do not hold on to it: shows one slot of the ring after the other. Confined to the drain thread.
 *
 * <p>It owns nothing of the event and reads the slot each time it is asked. A reference stored into it would cost a memory
 * fence with G1, since it is old and what it shows is young or elsewhere; with the fields of the event copied here that was
 * four per event. So not even the slot is a field: it is found in a table by its number.
 */
final class SlotEvent extends FrozenEvent {

    /** As many as a ring has by default; more slots than this take turns in the table, and then cost what it saves. */
    private static final int PLACES = 8192;

    private static final int NOWHERE = -1;

    private final boolean withCallerData;
    private final EventSlot[] table = new EventSlot[PLACES];
    private int place = NOWHERE;
    /** Made when it is asked for: the array in the slot is longer. */
    private Object @Nullable [] exactArguments;

    SlotEvent(Recipients recipients, boolean withCallerData) {
        super(recipients);
        this.withCallerData = withCallerData;
    }

    void show(EventSlot slot) {
        int wanted = (int) slot.sequence & PLACES - 1;
        if (table[wanted] != slot) {
            table[wanted] = slot;
        }
        showNothing();
        place = wanted;
    }

    /** Shows nothing any more, and holds on to nothing of the event. */
    void showNothing() {
        place = NOWHERE;
        exactArguments = null;
        forget();
    }

    private EventSlot slot() {
        if (place == NOWHERE) {
            throw new IllegalStateException("the event is over: somebody held on to it who had said not to");
        }
        return table[place];
    }

    @Override
    @Nullable
    String knownText() {
        return slot().text();
    }

    @Override
    public @Nullable String getMessage() {
        return slot().message();
    }

    @Override
    public Object @Nullable [] arguments() {
        return slot().arguments();
    }

    @Override
    public int argumentCount() {
        return slot().argumentCount();
    }

    @Override
    public Object @Nullable [] getArgumentArray() {
        Object[] known = exactArguments;
        if (known == null) {
            known = slot().arguments();
            int count = slot().argumentCount();
            if (known != null && known.length != count) {
                known = Arrays.copyOf(known, count);
                exactArguments = known;
            }
        }
        return known;
    }

    @Override
    public @Nullable List<KeyValuePair> getKeyValuePairs() {
        FrozenParts parts = slot().parts();
        return parts == null ? null : parts.keyValues();
    }

    @Override
    public @Nullable List<Marker> getMarkerList() {
        FrozenParts parts = slot().parts();
        return parts == null ? null : parts.markers();
    }

    @Override
    public StackTraceElement[] getCallerData() {
        ILoggingEvent known = slot().event();
        // Asking a live event that has none would take the stack of the drain thread.
        return known != null && (withCallerData || known.hasCallerData())
                ? known.getCallerData()
                : CallerData.EMPTY_CALLER_DATA_ARRAY;
    }

    @Override
    public boolean hasCallerData() {
        return getCallerData() != CallerData.EMPTY_CALLER_DATA_ARRAY;
    }

    @Override
    public Level getLevel() {
        return slot().level();
    }

    @Override
    public String getLoggerName() {
        return slot().loggerName();
    }

    @Override
    public String getThreadName() {
        return slot().threadName();
    }

    @Override
    public @Nullable IThrowableProxy getThrowableProxy() {
        ILoggingEvent known = slot().event();
        return known == null ? null : known.getThrowableProxy();
    }

    @Override
    public LoggerContextVO getLoggerContextVO() {
        return slot().context();
    }

    @Override
    public Instant getInstant() {
        return slot().instant();
    }

    @Override
    public long getTimeStamp() {
        return slot().epochMillis();
    }

    @Override
    public int getNanoseconds() {
        return slot().nanos();
    }

    @Override
    public long getSequenceNumber() {
        ILoggingEvent known = slot().event();
        return known == null ? 0 : known.getSequenceNumber();
    }

    @Override
    public Map<String, String> getMDCPropertyMap() {
        return recipients.hasMdc() ? slot().mdc() : Collections.emptyMap();
    }

    @Override
    public void prepareForDeferredProcessing() {
        // Everything is prepared; the text may still be rendered when, and only if, somebody asks for it.
    }
}
