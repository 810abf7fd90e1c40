package io.penstock.jul.capture;

import static io.penstock.wire.Field.FILE;
import static io.penstock.wire.Field.LINE;
import static io.penstock.wire.Field.THREAD;

import io.penstock.ContextCarrier;
import io.penstock.encode.RecordLimits;
import io.penstock.wire.EventFields;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.MultistepFormatter;
import org.jspecify.annotations.Nullable;

/** Knows jboss-logmanager. Loaded only when that is present. */
final class JBossRecords implements ExtendedRecords {

    /** Reads a record's own map of the MDC; null where that is not to be had, and every map is copied to be looked at. */
    private static final @Nullable MethodHandle COPIED_MDC = copiedMdc();

    /** A formatter that prints a banner first and leaves everything else to the formatter behind it. */
    private static final String QUARKUS_BANNER = "io.quarkus.runtime.logging.BannerFormatter";

    /** A handler that keeps what it gets until Quarkus has been configured, and then hands it on. */
    private static final String QUARKUS_HANDLER = "io.quarkus.bootstrap.logging.QuarkusDelayedHandler";

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
    public boolean isPlain(LogRecord record) {
        Class<?> type = record.getClass();
        // The other class is the one that JBoss's loggers put around a plain LogRecord.
        return type == ExtLogRecord.class || type.getName().equals("org.jboss.logmanager.WrappedExtLogRecord");
    }

    @Override
    public void fix(LogRecord record, boolean inferCaller) {
        if (record instanceof ExtLogRecord extended) {
            if (inferCaller) {
                extended.copyAll();
            } else {
                extended.copyMdc();
            }
        }
    }

    @Override
    public void setMessage(LogRecord record, @Nullable String message) {
        if (record instanceof ExtLogRecord extended) {
            extended.setMessage(message, extended.getFormatStyle());
        } else {
            record.setMessage(message);
        }
    }

    @Override
    public LogRecord copyOf(
            LogRecord record, @Nullable String message, @Nullable Object @Nullable [] parameters, boolean inferCaller) {
        ExtLogRecord original = (ExtLogRecord) record;
        if (inferCaller) {
            original.getSourceClassName();
        }
        original.copyMdc();
        ExtLogRecord copy = new ExtLogRecord(original);
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
        // This does nothing if the caller is known. Otherwise it keeps code on the drain thread from inferring it
        // there, where the stack is another one.
        copy.disableCallerCalculation();
        return copy;
    }

    @Override
    public LogRecord shortened(LogRecord record, RecordLimits limits) {
        ExtLogRecord original = (ExtLogRecord) record;
        ExtLogRecord copy = new ExtLogRecord(original);
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
        copy.setThrown(ShortenedThrowable.of(original.getThrown(), limits));
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
    public void details(LogRecord record, EventFields target) {
        if (record instanceof ExtLogRecord extended) {
            target.put(THREAD, extended.getThreadName());
            if (extended.getSourceClassName() != null) {
                target.put(FILE, extended.getSourceFileName()).put(LINE, extended.getSourceLineNumber());
            }
        }
    }

    @Override
    public Optional<Boolean> showsCaller(@Nullable Formatter formatter) {
        return formatter instanceof ExtFormatter extended
                ? Optional.of(extended.isCallerCalculationRequired())
                : Optional.empty();
    }

    @Override
    public List<Handler> behind(Handler handler) {
        return handler instanceof ExtHandler extended ? List.of(extended.getHandlers()) : List.of();
    }

    /** JBoss's loggers make JBoss's records of all that they are given. */
    private static boolean seesOnlyExtendedRecords() {
        return LogManager.getLogManager() instanceof org.jboss.logmanager.LogManager;
    }

    private static boolean isOfJBoss(Class<?> type, String folder) {
        return type.getName().startsWith("org.jboss.logmanager." + folder);
    }

    @Override
    public @Nullable List<Handler> nestedIfHandlerIsKnown(Handler handler) {
        boolean known = handler instanceof ExtHandler
                && (isOfJBoss(handler.getClass(), "handlers.")
                        || handler.getClass().getName().equals(QUARKUS_HANDLER))
                && seesOnlyExtendedRecords();
        return known ? List.of(((ExtHandler) handler).getHandlers()) : null;
    }

    @Override
    public boolean isKnown(Formatter formatter) {
        if (formatter.getClass().getName().equals(QUARKUS_BANNER)) {
            Formatter behind = behind(formatter);
            return behind != null && isKnown(behind);
        }
        if (!isOfJBoss(formatter.getClass(), "formatters.") || !seesOnlyExtendedRecords()) {
            return false;
        }
        return !(formatter instanceof MultistepFormatter multistep)
                || Arrays.stream(multistep.getSteps()).allMatch(step -> isOfJBoss(step.getClass(), "formatters."));
    }

    private static @Nullable Formatter behind(Formatter delegating) {
        try {
            Field delegate = ExtFormatter.Delegating.class.getDeclaredField("delegate");
            delegate.setAccessible(true);
            return (Formatter) delegate.get(delegating);
        } catch (ReflectiveOperationException | RuntimeException hidden) {
            return null;
        }
    }

    @Override
    public ContextCarrier contextCarrier() {
        return new JBossContextCarrier();
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
}
