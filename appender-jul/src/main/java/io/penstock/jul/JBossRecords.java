package io.penstock.jul;

import io.penstock.encode.RecordLimits;
import java.io.Serial;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;

/** Knows jboss-logmanager. Loaded only when that is present. */
final class JBossRecords implements ExtendedRecords {

    /** Reads a record's own map of the MDC; null where that is not to be had, and every map is copied to be looked at. */
    private static final @Nullable MethodHandle COPIED_MDC = copiedMdc();

    /** Knows all of JBoss's ways to put parameters into a message. */
    private static final ExtFormatter MESSAGES = new ExtFormatter() {
        @Override
        public String format(ExtLogRecord record) {
            return formatMessage(record);
        }
    };

    @Override
    public boolean isExtended(LogRecord record) {
        return record instanceof ExtLogRecord;
    }

    @Override
    public LogRecord copyOf(
            LogRecord record,
            @Nullable String message,
            @Nullable Object @Nullable [] parameters,
            boolean inferCaller,
            Recipients filteredFor) {
        ExtLogRecord original = (ExtLogRecord) record;
        if (inferCaller) {
            original.getSourceClassName();
        }
        original.copyMdc();
        FrozenExtRecord copy = new FrozenExtRecord(original, filteredFor);
        if (!isKnownToHaveNoMdc(original)) {
            Map<String, String> mdc = original.getMdcCopy();
            if (!mdc.isEmpty()) {
                // The values of the MDC may be anything; these are their texts as of now.
                copy.setMdc(mdc);
            }
        }
        if (!Objects.equals(message, original.getMessage())) {
            copy.setMessage(message, original.getFormatStyle());
        }
        copy.setParameters(parameters);
        // Does nothing if the caller is known; otherwise nobody shall look for it on the drain thread.
        copy.disableCallerCalculation();
        return copy;
    }

    @Override
    public LogRecord shortened(LogRecord record, RecordLimits limits, Recipients filteredFor) {
        ExtLogRecord original = (ExtLogRecord) record;
        FrozenExtRecord copy = new FrozenExtRecord(original, filteredFor);
        Map<String, String> mdc = new LinkedHashMap<>();
        for (Map.Entry<String, String> each : original.getMdcCopy().entrySet()) {
            if (mdc.size() >= limits.entries()) {
                break;
            }
            mdc.put(limits.value(each.getKey()), limits.value(each.getValue()));
        }
        copy.setMdc(mdc);
        copy.setNdc(limits.value(original.getNdc()));
        copy.setResourceBundle(null);
        copy.setMessage(limits.message(MESSAGES.formatMessage(original)), ExtLogRecord.FormatStyle.NO_FORMAT);
        copy.setParameters(null);
        copy.setThrown(ShortenedThrown.of(original.getThrown(), limits));
        copy.setLoggerName(limits.value(original.getLoggerName()));
        copy.setThreadName(limits.value(original.getThreadName()));
        copy.disableCallerCalculation();
        return copy;
    }

    /**
     * Whether the map that copyMdc() left in the record is empty. JBoss's MDC is no answer, as a record may have a map of
     * its own; JBoss's only method that tells makes another map. A subclass may say something else than its field.
     */
    private static boolean isKnownToHaveNoMdc(ExtLogRecord record) {
        if (COPIED_MDC == null || record.getClass() != ExtLogRecord.class) {
            return false;
        }
        try {
            Map<?, ?> copied = (Map<?, ?>) COPIED_MDC.invokeExact(record);
            return copied != null && copied.isEmpty();
        } catch (Throwable impossible) {
            // Reading a field throws nothing.
            return false;
        }
    }

    private static @Nullable MethodHandle copiedMdc() {
        try {
            Field field = ExtLogRecord.class.getDeclaredField("mdcCopy");
            field.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflectGetter(field)
                    .asType(MethodType.methodType(Map.class, ExtLogRecord.class));
        } catch (ReflectiveOperationException | RuntimeException unavailable) {
            // A named module that is not open, or another version.
            return null;
        }
    }

    @Override
    public Map<String, String> mdcOf(LogRecord record) {
        return record instanceof ExtLogRecord extended ? extended.getMdcCopy() : Map.of();
    }

    @Override
    public Optional<Boolean> showsCaller(@Nullable Formatter formatter) {
        return formatter instanceof ExtFormatter extended
                ? Optional.of(extended.isCallerCalculationRequired())
                : Optional.empty();
    }

    @Override
    public boolean takeAutoFlush(Handler handler) {
        if (handler instanceof ExtHandler extended && extended.isAutoFlush()) {
            extended.setAutoFlush(false);
            return true;
        }
        return false;
    }

    @Override
    public void giveAutoFlushBack(Handler handler) {
        ((ExtHandler) handler).setAutoFlush(true);
    }

    /** As {@link FrozenRecord}, with what JBoss added. */
    private static final class FrozenExtRecord extends ExtLogRecord implements FilteredRecord {

        @Serial
        private static final long serialVersionUID = 1L;

        /** Null only while it is being read by somebody else's means. */
        private final transient @Nullable Recipients filteredFor;

        FrozenExtRecord(ExtLogRecord original, Recipients filteredFor) {
            super(original);
            this.filteredFor = filteredFor;
        }

        @Override
        public boolean isFilteredFor(Takeover takeover) {
            return filteredFor != null && filteredFor.contains(takeover);
        }

        /** Whoever reads serialized records knows ExtLogRecord, and need not know us. */
        @Serial
        private Object writeReplace() {
            ExtLogRecord plain = new ExtLogRecord(this);
            // Taken already, at the call; this is the drain thread.
            plain.disableCallerCalculation();
            return plain;
        }
    }
}
