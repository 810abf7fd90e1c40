package io.penstock.jul.format;

import io.penstock.context.CapturedContext;
import io.penstock.encode.RecordBound;
import io.penstock.encode.RecordLimits;
import io.penstock.encode.Utf8Buffer;
import io.penstock.jul.capture.ExtendedRecords;
import io.penstock.jul.capture.PlainRecords;
import io.penstock.jul.capture.RecordSlot;
import io.penstock.jul.capture.Severities;
import io.penstock.jul.capture.ShortenedThrown;
import io.penstock.sink.LossReport;
import io.penstock.wire.RecordEncoder;
import io.penstock.wire.syslog.Rfc5424;
import io.penstock.wire.syslog.SyslogWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Makes what is sent of a record: a formatter's output, or a syslog message with logger, thread, source and MDC as
 * structured data. Confined to the drain thread.
 */
public final class RecordTexts implements RecordEncoder<RecordSlot> {

    private final @Nullable ExtendedRecords jboss;
    private final @Nullable SyslogWriter syslog;
    private final Rfc5424.Frequent logger = new Rfc5424.Frequent("logger");
    private final Rfc5424.Frequent level = new Rfc5424.Frequent("level");
    private final String lossLogger;
    private final Runnable beforeFirst;
    private final Formatter plain = new SimpleFormatter();
    /** Null: the message, and the stack trace below it. */
    private @Nullable Formatter formatter;

    private boolean any;

    /**
     * @param syslog null: the formatter's output is all there is
     * @param formatter null with syslog only
     * @param lossLogger the logger by whose name losses are told
     * @param beforeFirst runs once, on the drain thread
     */
    public RecordTexts(
            @Nullable ExtendedRecords jboss,
            @Nullable SyslogWriter syslog,
            @Nullable Formatter formatter,
            String lossLogger,
            Runnable beforeFirst) {
        this.jboss = jboss;
        this.syslog = syslog;
        this.formatter = formatter;
        this.lossLogger = lossLogger;
        this.beforeFirst = beforeFirst;
    }

    /** From the next record on. */
    public void formatter(Formatter newFormatter) {
        formatter = newFormatter;
    }

    @Override
    public void encode(RecordSlot slot, Utf8Buffer target) {
        if (!any) {
            any = true;
            beforeFirst.run();
        }
        CapturedContext carried = slot.carried();
        if (carried == null) {
            encode(slot.toRecord(), null, target);
            return;
        }
        CapturedContext.Restored restored = carried.restore();
        try {
            encode(slot.toRecord(), null, target);
        } finally {
            restored.close();
        }
    }

    @Override
    public String logger(RecordSlot slot) {
        return slot.loggerName();
    }

    @Override
    public void encodeWithin(RecordBound bound, RecordSlot slot, Utf8Buffer target) {
        CapturedContext carried = slot.carried();
        if (carried == null) {
            encodeWithin(bound, slot.toRecord(), target);
            return;
        }
        CapturedContext.Restored restored = carried.restore();
        try {
            encodeWithin(bound, slot.toRecord(), target);
        } finally {
            restored.close();
        }
    }

    private void encodeWithin(RecordBound bound, LogRecord record, Utf8Buffer target) {
        int start = target.size();
        try {
            encodeWithin(bound, start, limits -> shortened(record, limits), record, target);
        } catch (ClassCastException itsOwn) {
            // The formatter wants a record of somebody's own class: what it prints of that one is cut.
            encodeWithin(bound, start, limits -> record, record, target);
        }
    }

    private void encodeWithin(
            RecordBound bound,
            int start,
            Function<RecordLimits, LogRecord> within,
            LogRecord record,
            Utf8Buffer target) {
        bound.fit(record.getThrown() != null, limits -> {
            target.truncate(start);
            if (syslog != null) {
                syslog.takeNumberBack();
            }
            encode(within.apply(limits), limits, target);
            return target.size() - start;
        });
    }

    private LogRecord shortened(LogRecord record, RecordLimits limits) {
        if (jboss != null && jboss.isExtended(record)) {
            return jboss.shortened(record, limits);
        }
        LogRecord shorter = PlainRecords.shortened(
                record, limits.message(plain.formatMessage(record)), ShortenedThrown.of(record.getThrown(), limits));
        shorter.setLoggerName(limits.value(record.getLoggerName()));
        return shorter;
    }

    @Override
    public void encode(LossReport report, Utf8Buffer target) {
        encode(PlainRecords.of(report, lossLogger), null, target);
    }

    /** @param limits null: the record is whole */
    private void encode(LogRecord record, @Nullable RecordLimits limits, Utf8Buffer target) {
        if (syslog == null) {
            text(record, limits, target);
            return;
        }
        syslog.begin(target, Severities.of(record.getLevel()), record.getInstant());
        if (record.getLoggerName() != null) {
            syslog.param(logger, record.getLoggerName());
        }
        syslog.param(level, record.getLevel().getName()).param("threadId", record.getLongThreadID());
        // Known only if it was taken on the caller's thread.
        if (record.getSourceClassName() != null) {
            syslog.param("class", record.getSourceClassName()).param("method", record.getSourceMethodName());
        }
        if (limits != null) {
            syslog.param(RecordLimits.ORIGINAL_BYTES, limits.originalBytes());
        }
        Map<String, String> mdc = jboss == null ? Map.of() : jboss.mdcOf(record);
        if (!mdc.isEmpty()) {
            syslog.element(Rfc5424.MDC);
            mdc.forEach(syslog::param);
        }
        text(record, limits, syslog.message());
        syslog.end();
    }

    private void text(LogRecord record, @Nullable RecordLimits limits, Utf8Buffer target) {
        int start = target.size();
        text(record, target);
        if (limits != null) {
            limits.cutText(target, start);
        }
    }

    private void text(LogRecord record, Utf8Buffer target) {
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
}
