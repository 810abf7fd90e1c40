package io.penstock.jul.capture;

import io.penstock.Severity;
import io.penstock.context.ContextCarriers;
import io.penstock.freeze.Freezer;
import io.penstock.host.Intake;
import io.penstock.ring.AsyncRing;
import io.penstock.sink.Announcer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * What happens on the caller's thread once the proxy itself lets a record pass: ask the wrapped handlers' levels and
 * filters, infer the source if somebody prints it, freeze what could change, publish. Safe for any thread.
 */
public final class RecordIntake {

    /** The record with its instant, and the slot's share of the caches it fills. */
    private static final long RECORD_BYTES = 256;
    /** Some fifty frames. Asking for the true number would make the JVM build the whole trace on the caller's thread. */
    private static final long THROWN_BYTES = 4096;
    /** Returned instead of a size for a record that was dropped because rendering its parameters logged without end. */
    private static final long DROPPED = -1;

    private final Intake<RecordSlot> intake;
    private final Recipients recipients;
    private final Freezer freezer;
    private final @Nullable ExtendedRecords jboss;

    /** Whether some wrapped handler can show the source class and method. */
    private volatile boolean inferCaller;
    /**
     * Null: no handler or formatter asks the thread it runs on. Written before {@link #inferCaller} is, read after it was
     * read: that makes it visible, and callers need not read two volatile fields.
     */
    private @Nullable ContextCarriers carriers;

    public RecordIntake(
            AsyncRing<RecordSlot> ring,
            Recipients recipients,
            Freezer freezer,
            @Nullable ExtendedRecords jboss,
            boolean inferCaller,
            Announcer announcer) {
        this.intake = new Intake<>(ring, announcer);
        this.recipients = recipients;
        this.freezer = freezer;
        this.jboss = jboss;
        this.inferCaller = inferCaller;
    }

    public boolean infersCaller() {
        return inferCaller;
    }

    /** Called by one thread at a time, which {@link CallerSwitch} makes sure of. */
    public void need(boolean caller, @Nullable ContextCarriers context) {
        carriers = context;
        inferCaller = caller;
    }

    @Nullable
    public ContextCarriers carriers() {
        return carriers;
    }

    public void publish(LogRecord record) {
        try {
            Severity severity = Severities.of(record.getLevel());
            if (recipients.mayChangeRecords()) {
                publishAsked(record, recipients.ask(record, this::snapshot).parts());
                return;
            }
            long targets = recipients.accepting(record);
            if (targets == 0 || !intake.admits(severity)) {
                return;
            }
            publish(record, severity, targets);
        } catch (Throwable failure) {
            captureFailed(failure, record);
        }
    }

    private void publish(LogRecord record, Severity severity, long targets) {
        if (record.getClass() == LogRecord.class) {
            publishFields(record, severity, targets);
        } else {
            LogRecord whole = whole(record);
            long bytes = freeze(whole, severity);
            if (bytes != DROPPED) {
                publishWhole(whole, bytes, severity, targets, null);
            }
        }
    }

    private void publishFields(LogRecord record, Severity severity, long targets) {
        boolean infer = inferCaller;
        if (infer) {
            record.getSourceClassName();
        }
        String message = record.getMessage();
        Object[] parameters = record.getParameters();
        Object[] frozen = null;
        long bytes = passingBytes(message, parameters);
        if (bytes == Freezer.MUST_FREEZE) {
            Freezer once = freezer.forOneEvent();
            if (parameters != null) {
                frozen = freeze(parameters, once, severity);
                if (frozen == null) {
                    return;
                }
                parameters = null;
            }
            message = freezer.cut(message);
            bytes = Freezer.sizeOf(message) + Freezer.sizeOf(frozen) + once.extensionBytes();
        }
        RecordSlot slot = intake.claim(severity, bytes + bytesOf(record), record, carriers);
        if (slot != null) {
            long sequence = slot.sequence;
            try {
                slot.fill(record, message, parameters, frozen, infer, targets);
                intake.publish(slot);
            } catch (Throwable stackEnded) {
                // This thread has no stack left for a call. The drain thread publishes the slot, counts the event as
                // lost and reports it.
                slot.givenUp = sequence;
            }
        }
    }

    /** A filter may have changed the record for some of the handlers only. */
    private void publishAsked(LogRecord record, List<Asked.Part> parts) {
        // A filter may have changed the level, too.
        Severity severity = Severities.of(record.getLevel());
        if (parts.isEmpty() || !intake.admits(severity)) {
            return;
        }
        if (parts.size() == 1 && parts.get(0).as() == null) {
            publish(record, severity, parts.get(0).targets());
            return;
        }
        List<Asked.Part> frozen = new ArrayList<>(parts.size());
        long bytes = 0;
        LogRecord as = record;
        for (Asked.Part part : parts) {
            as = part.as() == null ? whole(record) : part.as();
            long more = freeze(as, severity);
            if (more == DROPPED) {
                return;
            }
            frozen.add(new Asked.Part(as, part.targets()));
            bytes += more;
        }
        publishWhole(as, bytes, severity, 0, frozen);
    }

    private void publishWhole(
            LogRecord whole, long bytes, Severity severity, long targets, @Nullable List<Asked.Part> parts) {
        RecordSlot slot = intake.claim(severity, bytes, whole, carriers);
        if (slot != null) {
            long sequence = slot.sequence;
            try {
                slot.fill(whole, targets, parts);
                intake.publish(slot);
            } catch (Throwable stackEnded) {
                // As above.
                slot.givenUp = sequence;
            }
        }
    }

    /** The record that crosses the ring: a copy if it cannot be told from the original, otherwise the original itself. */
    private LogRecord whole(LogRecord record) {
        boolean plain = record.getClass() == LogRecord.class || (jboss != null && jboss.isPlain(record));
        return plain ? snapshot(record) : fixed(record);
    }

    /** A record of somebody's own class crosses as itself: what only this thread can tell is asked for now. */
    private LogRecord fixed(LogRecord record) {
        boolean infer = inferCaller;
        if (infer) {
            record.getSourceClassName();
        }
        if (jboss != null) {
            jboss.fix(record, infer);
        }
        return record;
    }

    /** A copy of the record as it is now, with its own parameters. */
    private LogRecord snapshot(LogRecord record) {
        boolean infer = inferCaller;
        if (jboss != null && jboss.isExtended(record)) {
            return jboss.copyOf(record, record.getMessage(), record.getParameters(), infer);
        }
        LogRecord copy = PlainRecords.blank();
        PlainRecords.copy(record, copy);
        @Nullable Object[] parameters = copy.getParameters();
        if (parameters != null) {
            copy.setParameters(Arrays.copyOf(parameters, parameters.length, Object[].class));
        }
        if (infer) {
            copy.setSourceClassName(record.getSourceClassName());
            copy.setSourceMethodName(record.getSourceMethodName());
        }
        return copy;
    }

    /** Gives the record frozen parameters, and a message that is not too long; how large it is now. */
    private long freeze(LogRecord record, Severity severity) {
        long bytes = 0;
        @Nullable Object[] parameters = record.getParameters();
        if (parameters != null) {
            // The array stays the caller's. Copied before it is weighed: what was weighed is what crosses.
            @Nullable Object[] frozen = Arrays.copyOf(parameters, parameters.length, Object[].class);
            bytes = freezer.weigh(frozen);
            if (bytes == Freezer.MUST_FREEZE) {
                Freezer once = freezer.forOneEvent();
                frozen = freeze(parameters, once, severity);
                if (frozen == null) {
                    return DROPPED;
                }
                bytes = Freezer.sizeOf(frozen) + once.extensionBytes();
            }
            setParameters(record, frozen);
        }
        String message = record.getMessage();
        String cut = freezer.cut(message);
        if (!Objects.equals(message, cut)) {
            setMessage(record, cut);
        }
        return bytes + Freezer.sizeOf(cut) + bytesOf(record);
    }

    /** A record of somebody's own that lets nobody change it crosses as it is. */
    private static void setParameters(LogRecord record, @Nullable Object[] frozen) {
        try {
            record.setParameters(frozen);
        } catch (RuntimeException unchangeable) {
            // The record stays as it is; it prints whatever its parameters are at that moment.
        }
    }

    private void setMessage(LogRecord record, @Nullable String cut) {
        try {
            if (jboss == null) {
                record.setMessage(cut);
            } else {
                jboss.setMessage(record, cut);
            }
        } catch (RuntimeException unchangeable) {
            // As above, the record stays as it is. It is weighed as if its message had been cut.
        }
    }

    /** The size of message and parameters if they may cross as they are, else {@link Freezer#MUST_FREEZE}. */
    private long passingBytes(@Nullable String message, @Nullable Object @Nullable [] parameters) {
        if (parameters != null && parameters.length > RecordSlot.INLINE_PARAMETERS) {
            return Freezer.MUST_FREEZE;
        }
        long parameterBytes = freezer.weigh(parameters);
        long messageBytes = freezer.weigh((Object) message);
        return parameterBytes == Freezer.MUST_FREEZE || messageBytes == Freezer.MUST_FREEZE
                ? Freezer.MUST_FREEZE
                : parameterBytes + messageBytes;
    }

    private @Nullable Object @Nullable [] freeze(@Nullable Object[] parameters, Freezer once, Severity severity) {
        if (!intake.enters(severity)) {
            return null;
        }
        try {
            return once.freezeAll(parameters);
        } finally {
            intake.leaves();
        }
    }

    private static long bytesOf(LogRecord record) {
        return record.getThrown() == null ? RECORD_BYTES : RECORD_BYTES + THROWN_BYTES;
    }

    /** A filter or a parameter threw what nobody catches, or no memory is left. The application must not feel it. */
    public void captureFailed(Throwable failure, LogRecord record) {
        intake.captureFailed(failure, severityOf(record));
    }

    /** If a subclass throws when it is asked for its level, the event counts as severe. */
    private static Severity severityOf(LogRecord record) {
        try {
            return Severities.of(record.getLevel());
        } catch (Throwable broken) {
            return Severity.ERROR;
        }
    }
}
