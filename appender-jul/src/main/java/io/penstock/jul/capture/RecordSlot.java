package io.penstock.jul.capture;

import io.penstock.host.CapturedSlot;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.ResourceBundle;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record on its way through the ring. Its fields are stored one by one and put together again on the drain thread,
 * so that an ordinary record costs its caller no allocation.
 *
 * <p>Parameters that pass by reference are copied into an array that belongs to the slot: the array of the call may be
 * the caller's own, who may write to it after the call.
 */
public final class RecordSlot extends CapturedSlot {

    /** More parameters than this in one call are rare; they are copied into an array of their own. */
    static final int INLINE_PARAMETERS = 8;

    private final @Nullable Object[] inline = new @Nullable Object[INLINE_PARAMETERS];
    /** How many of {@link #inline} count; -1: the record has no parameters, or they are {@link #frozen}. */
    private int inlined = -1;

    private @Nullable Object @Nullable [] frozen;

    private @Nullable Level level;
    private @Nullable String message;
    private @Nullable String loggerName;
    private @Nullable Instant instant;
    private @Nullable Throwable thrown;
    private @Nullable String sourceClassName;
    private @Nullable String sourceMethodName;
    private @Nullable String bundleName;
    private @Nullable ResourceBundle bundle;
    private long sequenceNumber;
    private long threadId;
    private long targets;
    /** A record that crosses as a whole; then no other field but {@link #targets} counts. */
    private @Nullable LogRecord whole;

    /** The record as different handlers shall see it; null almost always: all see the same. */
    private @Nullable List<Asked.Part> parts;

    /**
     * Between claim and publish: stores only. The record's class is LogRecord itself, so that no user code runs.
     *
     * @param passing parameters that pass by reference, or null
     * @param frozen parameters that were frozen, or null
     * @param inferred whether the record knows its source by now
     */
    void fill(
            LogRecord record,
            @Nullable String message,
            @Nullable Object @Nullable [] passing,
            @Nullable Object @Nullable [] frozen,
            boolean inferred,
            long targets) {
        this.targets = targets;
        this.message = message;
        this.frozen = frozen;
        level = record.getLevel();
        loggerName = record.getLoggerName();
        instant = record.getInstant();
        thrown = record.getThrown();
        bundleName = record.getResourceBundleName();
        bundle = record.getResourceBundle();
        sequenceNumber = record.getSequenceNumber();
        threadId = record.getLongThreadID();
        if (inferred) {
            sourceClassName = record.getSourceClassName();
            sourceMethodName = record.getSourceMethodName();
        }
        if (passing != null) {
            inlined = passing.length;
            for (int i = 0; i < inlined; i++) {
                inline[i] = passing[i];
            }
        }
    }

    /**
     * Between claim and publish: a record that crosses as a whole.
     *
     * @param parts the same record as different handlers shall see it; null: all see the whole one
     */
    void fill(LogRecord whole, long targets, @Nullable List<Asked.Part> parts) {
        this.whole = whole;
        this.targets = targets;
        if (parts != null) {
            this.parts = parts;
        }
    }

    /** Null: all handlers see the same. */
    @Nullable
    public List<Asked.Part> parts() {
        return parts;
    }

    /** On the drain thread: the record as the wrapped handlers shall see it. */
    public LogRecord toRecord() {
        if (whole != null) {
            return whole;
        }
        LogRecord record = PlainRecords.blank();
        record.setLevel(level);
        record.setSequenceNumber(sequenceNumber);
        record.setLoggerName(loggerName);
        record.setMessage(message);
        record.setParameters(inlined < 0 ? frozen : Arrays.copyOf(inline, inlined));
        record.setInstant(instant);
        record.setLongThreadID(threadId);
        record.setThrown(thrown);
        record.setResourceBundle(bundle);
        record.setResourceBundleName(bundleName);
        record.setSourceClassName(sourceClassName);
        record.setSourceMethodName(sourceMethodName);
        return record;
    }

    /** The logger's name, for reports; empty if there is none. */
    public String loggerName() {
        String name = whole == null ? loggerName : whole.getLoggerName();
        return name == null ? "" : name;
    }

    /** The wrapped handlers whose level and filter let the record pass, one bit each. */
    public long targets() {
        return targets;
    }

    @Override
    protected void clear() {
        super.clear();
        whole = null;
        parts = null;
        frozen = null;
        message = null;
        loggerName = null;
        instant = null;
        level = null;
        thrown = null;
        sourceClassName = null;
        sourceMethodName = null;
        bundleName = null;
        bundle = null;
        for (int i = 0; i < inlined; i++) {
            inline[i] = null;
        }
        inlined = -1;
    }
}
