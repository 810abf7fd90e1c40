package io.penstock.jul;

import io.penstock.ring.LossReport;
import java.io.Serial;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * The record that the wrapped handlers see: the values as they were at the call. A copy, because a LogRecord is mutable
 * and shared with every other handler of its logger.
 *
 * <p>Each is a clone of one blank record: the constructor of LogRecord would take a sequence number, which readers of
 * the log would miss, and read the clock.
 */
final class FrozenRecord extends LogRecord implements FilteredRecord, Cloneable {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final FrozenRecord BLANK = new FrozenRecord();

    private transient @Nullable Recipients filteredFor;

    private FrozenRecord() {
        super(Level.OFF, null);
        // From here on nobody infers a caller: it would be found on the wrong thread.
        setSourceClassName(null);
    }

    /** For no handler: a record to try a formatter with. */
    static FrozenRecord unfiltered() {
        return BLANK.clone();
    }

    static FrozenRecord blank(Recipients filteredFor) {
        FrozenRecord record = BLANK.clone();
        record.filteredFor = filteredFor;
        return record;
    }

    /** On the drain thread: tells of a loss. */
    static FrozenRecord of(LossReport report, Class<?> logger, Recipients filteredFor) {
        FrozenRecord record = blank(filteredFor);
        record.setLevel(Level.WARNING);
        // A number of its own, as it is a record that readers see.
        record.setSequenceNumber(new LogRecord(Level.OFF, null).getSequenceNumber());
        record.setLoggerName(logger.getName());
        record.setMessage(report.message());
        record.setInstant(report.last());
        record.setLongThreadID(Thread.currentThread().getId());
        return record;
    }

    /** What anybody may have overridden is asked here, on the caller's thread. */
    static FrozenRecord copyOf(LogRecord source, boolean inferCaller, Recipients filteredFor) {
        FrozenRecord record = blank(filteredFor);
        copy(source, record);
        if (inferCaller) {
            record.setSourceClassName(source.getSourceClassName());
            record.setSourceMethodName(source.getSourceMethodName());
        }
        return record;
    }

    /** On the drain thread: a copy of which the message is final, without parameters. */
    static FrozenRecord shortened(
            LogRecord source, String message, @Nullable Throwable thrown, Recipients filteredFor) {
        FrozenRecord record = blank(filteredFor);
        copy(source, record);
        record.setMessage(message);
        record.setParameters(null);
        record.setResourceBundle(null);
        record.setResourceBundleName(null);
        record.setThrown(thrown);
        record.setSourceClassName(source.getSourceClassName());
        record.setSourceMethodName(source.getSourceMethodName());
        return record;
    }

    /** All but the source. */
    private static void copy(LogRecord source, LogRecord target) {
        target.setLevel(source.getLevel());
        target.setSequenceNumber(source.getSequenceNumber());
        target.setLoggerName(source.getLoggerName());
        target.setMessage(source.getMessage());
        target.setParameters(source.getParameters());
        target.setInstant(source.getInstant());
        target.setLongThreadID(source.getLongThreadID());
        target.setThrown(source.getThrown());
        target.setResourceBundle(source.getResourceBundle());
        target.setResourceBundleName(source.getResourceBundleName());
    }

    @Override
    public boolean isFilteredFor(Takeover takeover) {
        Recipients recipients = filteredFor;
        return recipients != null && recipients.contains(takeover);
    }

    @Override
    protected FrozenRecord clone() {
        try {
            return (FrozenRecord) super.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Whoever reads serialized records knows LogRecord, and need not know us. */
    @Serial
    private Object writeReplace() {
        LogRecord plain = new LogRecord(getLevel(), getMessage());
        copy(this, plain);
        plain.setSourceClassName(getSourceClassName());
        plain.setSourceMethodName(getSourceMethodName());
        return plain;
    }
}
