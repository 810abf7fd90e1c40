package io.penstock.jul.capture;

import io.penstock.sink.LossReport;
import java.lang.reflect.Constructor;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes the records that the wrapped handlers see: copies, because a LogRecord is mutable and shared with every other
 * handler of its logger. They are of the JDK's own class, so that nobody can tell them from the caller's, neither by
 * their class nor when they are serialized. Safe for any thread.
 *
 * <p>Made without a constructor of LogRecord, as deserialization makes them: it would take a sequence number, which readers
 * of the log would miss, and read the clock. Nor do they infer their source, which would be found on the wrong thread.
 */
public final class PlainRecords {

    private static final @Nullable Constructor<?> WITHOUT_NUMBER = withoutNumber();

    private PlainRecords() {}

    public static LogRecord blank() {
        Constructor<?> maker = WITHOUT_NUMBER;
        if (maker != null) {
            try {
                return (LogRecord) maker.newInstance();
            } catch (ReflectiveOperationException impossible) {
                // This cannot fail: it was tried at start, and the constructor that runs is that of Object.
            }
        }
        return FrozenRecord.blank();
    }

    /** The JDK's means for those who deserialize by themselves; not there in an image without module jdk.unsupported. */
    private static @Nullable Constructor<?> withoutNumber() {
        try {
            Class<?> factories = Class.forName("sun.reflect.ReflectionFactory");
            Object factory = factories.getMethod("getReflectionFactory").invoke(null);
            Constructor<?> maker = (Constructor<?>) factories
                    .getMethod("newConstructorForSerialization", Class.class, Constructor.class)
                    .invoke(factory, LogRecord.class, Object.class.getConstructor());
            return maker != null && maker.newInstance().getClass() == LogRecord.class ? maker : null;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError unavailable) {
            return null;
        }
    }

    /** On the drain thread: tells of a loss. */
    public static LogRecord of(LossReport report, String logger) {
        LogRecord record = blank();
        record.setLevel(Level.WARNING);
        // The report gets a sequence number, since readers of the log see it as a record.
        record.setSequenceNumber(new LogRecord(Level.OFF, null).getSequenceNumber());
        record.setLoggerName(logger);
        record.setMessage(report.message());
        record.setInstant(report.last());
        record.setLongThreadID(Thread.currentThread().getId());
        return record;
    }

    /** On the drain thread: a copy of which the message is final, without parameters. */
    public static LogRecord shortened(LogRecord source, String message, @Nullable Throwable thrown) {
        LogRecord record = blank();
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
    static void copy(LogRecord source, LogRecord target) {
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
}
