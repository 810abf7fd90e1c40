package io.penstock.jul.format;

import io.penstock.Severity;
import io.penstock.context.CapturedContext;
import io.penstock.encode.RecordLimits;
import io.penstock.encode.Utf8Buffer;
import io.penstock.jul.capture.ExtendedRecords;
import io.penstock.jul.capture.PlainRecords;
import io.penstock.jul.capture.RecordSlot;
import io.penstock.jul.capture.Severities;
import io.penstock.jul.capture.ShortenedThrowable;
import io.penstock.sink.LossReport;
import io.penstock.wire.EventFields;
import io.penstock.wire.EventWalk;
import io.penstock.wire.Field;
import io.penstock.wire.Group;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** What a log record consists of, for whatever is made of it. Confined to the drain thread. */
public final class LoggedRecords implements EventWalk<RecordSlot, LogRecord> {

    private final @Nullable ExtendedRecords jboss;
    private final String lossLogger;
    private final Runnable beforeFirst;
    private final Formatter plain = new SimpleFormatter();
    /** Null: the message, and the stack trace below it. */
    private @Nullable Formatter formatter;

    private boolean any;

    /**
     * @param formatter null only for a protocol with more than a text
     * @param lossLogger the logger by whose name losses are told
     * @param beforeFirst runs once, on the drain thread
     */
    public LoggedRecords(
            @Nullable ExtendedRecords jboss, @Nullable Formatter formatter, String lossLogger, Runnable beforeFirst) {
        this.jboss = jboss;
        this.formatter = formatter;
        this.lossLogger = lossLogger;
        this.beforeFirst = beforeFirst;
    }

    /** From the next record on. */
    public void formatter(Formatter newFormatter) {
        formatter = newFormatter;
    }

    @Override
    public LogRecord open(RecordSlot slot) {
        if (!any) {
            any = true;
            beforeFirst.run();
        }
        return slot.toRecord();
    }

    @Override
    public @Nullable CapturedContext carried(RecordSlot slot) {
        return slot.carried();
    }

    @Override
    public String logger(RecordSlot slot) {
        return slot.loggerName();
    }

    @Override
    public LogRecord event(LossReport report) {
        return PlainRecords.of(report, lossLogger);
    }

    @Override
    public Severity severity(LogRecord record) {
        return Severities.of(record.getLevel());
    }

    @Override
    public Instant time(LogRecord record) {
        return record.getInstant();
    }

    @Override
    public void fields(LogRecord record, EventFields target, boolean details) {
        if (record.getLoggerName() != null) {
            target.put(Field.LOGGER, record.getLoggerName());
        }
        target.put(Field.LEVEL, record.getLevel().getName()).put(Field.THREAD_ID, record.getLongThreadID());
        // Known only if it was taken on the caller's thread.
        if (record.getSourceClassName() != null) {
            target.put(Field.CLASS, record.getSourceClassName()).put(Field.METHOD, record.getSourceMethodName());
        }
        if (details && jboss != null) {
            jboss.details(record, target);
        }
    }

    @Override
    public void groups(LogRecord record, EventFields target) {
        Map<String, String> mdc = jboss == null ? Map.of() : jboss.mdcOf(record);
        if (!mdc.isEmpty()) {
            target.group(Group.MDC);
            mdc.forEach(target::put);
        }
    }

    @Override
    public void text(LogRecord record, Utf8Buffer target) {
        if (formatter != null) {
            String text = formatter.format(record);
            if (text == null) {
                throw new IllegalStateException(
                        "formatter " + formatter.getClass().getName() + " returned null");
            }
            target.append(text);
            return;
        }
        String message = plain.formatMessage(record);
        if (message != null) {
            target.append(message);
        }
        Throwable thrown = record.getThrown();
        if (thrown != null) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace, true));
            target.append('\n').append(trace.toString());
        }
    }

    @Override
    public boolean isTraced(LogRecord record) {
        return record.getThrown() != null;
    }

    @Override
    public LogRecord shortened(LogRecord record, RecordLimits limits) {
        if (jboss != null && jboss.isExtended(record)) {
            return jboss.shortened(record, limits);
        }
        LogRecord shorter = PlainRecords.shortened(
                record, limits.message(plain.formatMessage(record)), ShortenedThrowable.of(record.getThrown(), limits));
        shorter.setLoggerName(limits.value(record.getLoggerName()));
        return shorter;
    }
}
