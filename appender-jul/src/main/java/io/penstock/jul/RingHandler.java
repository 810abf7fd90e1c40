package io.penstock.jul;

import io.penstock.Books;
import io.penstock.Severity;
import io.penstock.jul.capture.RecordSlot;
import io.penstock.jul.capture.Severities;
import io.penstock.jul.settings.Given;
import io.penstock.jul.wrap.DeliveryException;
import io.penstock.ring.AsyncRing;
import io.penstock.ring.PastBooks;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * A handler in front of a ring: what our handlers share. Safe for any thread.
 *
 * <p>It begins when it is made, if its properties say what it needs, and otherwise with its first record: until then its
 * settings may be set by setters, with values as in {@code logging.properties}, which is how jboss-logmanager and WildFly
 * configure handlers. Wrong values are reported when it begins.
 */
abstract class RingHandler extends Handler {

    final String name;

    private final Object beginning = new Object();
    private final Given given = new Given();
    /** Written after what {@link #begin} has made. */
    private volatile boolean begun;
    /** Guarded by {@link #beginning}. */
    private boolean beginsNow;

    /**
     * The books of a ring that has ended; null while it may still run. It is written before {@link #forget} and read after
     * {@link #running} was found null, with a fence on either side.
     */
    private @Nullable PastBooks past;

    /** Whether somebody has set a formatter before it began. */
    private boolean formatterGiven;

    /** Named as its class is. */
    RingHandler() {
        name = getClass().getName();
    }

    RingHandler(String name) {
        this.name = name;
    }

    /** Null: it has not begun, or the configuration is wrong, or it has ended and was let go of. There is never another. */
    abstract @Nullable RingOutput running();

    /** Makes {@link #running} null; what is asked for after that must have been noted before. */
    abstract void forget();

    /** Reads the settings and makes what {@link #running} returns. Once only. Throws nothing. */
    abstract void begin(UnaryOperator<@Nullable String> properties);

    /** The handlers that it wraps, or is going to wrap; none: it sends by itself. */
    List<Handler> wrapped() {
        return List.of();
    }

    /** Whether the source class and method of records are inferred at present. */
    final boolean infersCaller() {
        RingOutput present = running();
        return present != null && present.intake().infersCaller();
    }

    /** For a constructor that has done so itself. */
    final void hasBegun() {
        begun = true;
    }

    /** For a constructor: begins, unless the properties lack what a setter may say. */
    final void beginIf(String needed) {
        String value = LogManager.getLogManager().getProperty(name + "." + needed);
        if (value != null && !value.isBlank()) {
            beginNow();
        }
    }

    /** The ring of a handler whose settings are complete by now; null: they are wrong. */
    final @Nullable RingOutput beginNow() {
        if (!begun) {
            synchronized (beginning) {
                // A handler that is being made may log, and comes back here.
                if (!begun && !beginsNow) {
                    beginsNow = true;
                    begin(given.over(name, LogManager.getLogManager()::getProperty));
                    begun = true;
                }
            }
        }
        return running();
    }

    /** For close: whether it will never begin. */
    final boolean beginsNever() {
        synchronized (beginning) {
            boolean before = begun;
            begun = true;
            return !before;
        }
    }

    /** Before it begins. */
    final void given(String setting, Object value) {
        synchronized (beginning) {
            if (begun) {
                throw new IllegalStateException(setting + " of " + name
                        + " is set too late; set it before the first record, or make another handler");
            }
            given.set(setting, value.toString());
        }
    }

    /** As {@link #given}; too late it has no effect here. */
    final void givenIfInTime(String setting, Object value) {
        synchronized (beginning) {
            if (!begun) {
                given.set(setting, value.toString());
            }
        }
    }

    /** What was set by a setter before it began, and holds for all that is behind it; null: nothing. */
    final @Nullable Formatter givenFormatter() {
        return formatterGiven ? super.getFormatter() : null;
    }

    /** Takes the record over as it is now. Null is ignored. After {@link #close()} the record is counted as dropped. */
    @Override
    public void publish(@Nullable LogRecord record) {
        RingOutput present = running();
        if (present == null) {
            present = beginNow();
        }
        if (record == null) {
            return;
        }
        if (present == null) {
            countLate(record);
            return;
        }
        boolean loggable;
        try {
            loggable = isLoggable(record);
        } catch (Throwable broken) {
            present.intake().captureFailed(broken, record);
            return;
        }
        if (loggable) {
            present.intake().publish(record);
        }
    }

    /** Too late, unless the configuration is wrong. */
    private void countLate(LogRecord record) {
        PastBooks books = past();
        if (books != null) {
            Severity severity;
            try {
                if (!isLoggable(record)) {
                    return;
                }
                severity = Severities.of(record.getLevel());
            } catch (Throwable broken) {
                severity = Severity.ERROR;
            }
            books.dropLate(severity);
        }
    }

    /** After {@link #running} was null. */
    private @Nullable PastBooks past() {
        // Goes with the fence in keep().
        VarHandle.acquireFence();
        return past;
    }

    /**
     * After its ring was stopped: whoever still refers to this handler shall not keep 8192 slots alive. A ring that goes on
     * by itself is let go of when it has ended; one whose sink stands still is not.
     */
    final void letGoOf(RingOutput stopped) {
        AsyncRing<RecordSlot> ring = stopped.ring();
        if (ring.goesOn() && ring.whenEnded(() -> keep(ring.pastBooks()))) {
            return;
        }
        if (ring.hasEnded()) {
            keep(ring.pastBooks(ring.stop()));
        }
    }

    private void keep(PastBooks books) {
        past = books;
        // Goes with the fence in past(): whoever finds nothing running finds the books.
        VarHandle.releaseFence();
        forget();
    }

    /**
     * Waits until every event published before this call has left all buffers, or, where a receiver acknowledges, was
     * acknowledged; at most {@code drainTimeout}, and if that was not enough, the error manager is told. On the drain
     * thread, in a handler that a proxy wraps for instance, it does not wait.
     */
    @Override
    public void flush() {
        RingOutput present = running();
        if (present != null) {
            present.flush();
        }
    }

    /**
     * As {@link #flush()}, but answers instead of telling the error manager.
     *
     * @param longest how long to wait at most
     * @return false if that took longer, failed, or was asked for on the drain thread; also if the caller was interrupted,
     *     whose flag is then set again
     */
    public boolean flush(Duration longest) {
        RingOutput present = running();
        if (present != null) {
            return present.ring().flush(longest);
        }
        PastBooks books = past();
        return books == null || books.books().pending() == 0;
    }

    /**
     * For events published after this call: the formatter of all wrapped handlers, or of what is sent; with a syslog
     * protocol its output is the message.
     */
    @Override
    public void setFormatter(Formatter newFormatter) {
        Objects.requireNonNull(newFormatter, "newFormatter");
        synchronized (beginning) {
            formatterGiven |= !begun;
        }
        RingOutput present = running();
        if (present != null) {
            present.setFormatter(newFormatter);
        }
        super.setFormatter(newFormatter);
    }

    /** What became of every event: one consistent snapshot. All zero if the configuration is wrong. */
    public Books getBooks() {
        RingOutput present = running();
        if (present != null) {
            return present.ring().books();
        }
        PastBooks books = past();
        return books == null ? Books.empty() : books.books();
    }

    /** The name under which this handler is configured, and shown by JMX. */
    public String getName() {
        return name;
    }

    /** Setting {@code ringSize}; before the first record. */
    public void setRingSize(int ringSize) {
        given("ringSize", ringSize);
    }

    /** Setting {@code maxRingBytes}, for instance {@code 64MB}; before the first record. */
    public void setMaxRingBytes(String maxRingBytes) {
        given("maxRingBytes", maxRingBytes);
    }

    /** Setting {@code overflowPolicy}: {@code block}, {@code drop} or {@code dropBelow}; before the first record. */
    public void setOverflowPolicy(String overflowPolicy) {
        given("overflowPolicy", overflowPolicy);
    }

    /** Setting {@code maxBlock}, for instance {@code 1 second}; before the first record. */
    public void setMaxBlock(String maxBlock) {
        given("maxBlock", maxBlock);
    }

    /** Setting {@code priorityLevel}, for instance {@code WARNING}; before the first record. */
    public void setPriorityLevel(String priorityLevel) {
        given("priorityLevel", priorityLevel);
    }

    /** Setting {@code prioritySlots}; before the first record. */
    public void setPrioritySlots(int prioritySlots) {
        given("prioritySlots", prioritySlots);
    }

    /** Setting {@code urgentLevel}, for instance {@code SEVERE} or {@code OFF}; before the first record. */
    public void setUrgentLevel(String urgentLevel) {
        given("urgentLevel", urgentLevel);
    }

    /** Setting {@code maxIdleNap}, for instance {@code 10 milliseconds}; before the first record. */
    public void setMaxIdleNap(String maxIdleNap) {
        given("maxIdleNap", maxIdleNap);
    }

    /** Setting {@code drainTimeout}, for instance {@code 5 seconds}; before the first record. */
    public void setDrainTimeout(String drainTimeout) {
        given("drainTimeout", drainTimeout);
    }

    /** Setting {@code maxMessageBytes}, for instance {@code 256KB}; before the first record. */
    public void setMaxMessageBytes(String maxMessageBytes) {
        given("maxMessageBytes", maxMessageBytes);
    }

    /** Setting {@code reportDrops}; before the first record. */
    public void setReportDrops(boolean reportDrops) {
        given("reportDrops", reportDrops);
    }

    /** Setting {@code inferCaller}: {@code auto}, {@code always} or {@code never}; before the first record. */
    public void setInferCaller(String inferCaller) {
        given("inferCaller", inferCaller);
    }

    /** Setting {@code includeCallerData}; before the first record. */
    public void setIncludeCallerData(boolean includeCallerData) {
        given("includeCallerData", includeCallerData);
    }

    /** Setting {@code carryContext}: {@code auto}, {@code always} or {@code never}; before the first record. */
    public void setCarryContext(String carryContext) {
        given("carryContext", carryContext);
    }

    /** Setting {@code immutableType}: class names, separated by commas; before the first record. */
    public void setImmutableType(String immutableType) {
        given("immutableType", immutableType);
    }

    /** Why it will never run: for the LogManager, into which nothing may be thrown. */
    void refuse(Throwable wrong) {
        String reason = wrong instanceof IllegalArgumentException ? wrong.getMessage() : wrong.toString();
        warn(name + " takes no events until its configuration is corrected: " + reason, wrong.getCause());
    }

    void warn(String message, @Nullable Throwable cause) {
        Exception exception = cause == null || cause instanceof Exception
                ? (Exception) cause
                : new DeliveryException(cause.toString(), cause);
        reportError(message, exception, ErrorManager.GENERIC_FAILURE);
    }

    /**
     * Says what is wrong with the configuration and keeps it from running in part only. The JDK's error manager prints the
     * first report of its life and no other: this one shall not be the reason why nobody hears of lost events.
     */
    void warnOfConfiguration(String message, @Nullable Throwable cause) {
        if (getErrorManager().getClass() == ErrorManager.class) {
            Exception exception = cause instanceof Exception known ? known : null;
            new ErrorManager().error(message, exception, ErrorManager.GENERIC_FAILURE);
        } else {
            warn(message, cause);
        }
    }
}
