package io.penstock.jul;

import io.penstock.DropReason;
import io.penstock.Severity;
import io.penstock.freeze.Freezer;
import io.penstock.ring.Announcer;
import io.penstock.ring.AsyncRing;
import io.penstock.ring.NestingLimit;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * What happens on the caller's thread once the proxy itself lets a record pass: ask the wrapped handlers' levels and
 * filters, infer the source if somebody prints it, freeze what could change, publish. Safe for any thread.
 */
final class RecordIntake {

    /** The record with its instant, and the slot's share of the caches it fills. */
    private static final long RECORD_BYTES = 256;
    /** Some fifty frames. Asking for the true number would make the JVM build the whole trace on the caller's thread. */
    private static final long THROWN_BYTES = 4096;

    private final AsyncRing<RecordSlot> ring;
    private final Recipients recipients;
    private final Freezer freezer;
    private final @Nullable ExtendedRecords jboss;
    private final Announcer announcer;
    private final NestingLimit nesting = new NestingLimit();
    private final AtomicLong failures = new AtomicLong();

    /** Whether some wrapped handler can show the source class and method. */
    private volatile boolean inferCaller;

    RecordIntake(
            AsyncRing<RecordSlot> ring,
            Recipients recipients,
            Freezer freezer,
            @Nullable ExtendedRecords jboss,
            boolean inferCaller,
            Announcer announcer) {
        this.ring = ring;
        this.recipients = recipients;
        this.freezer = freezer;
        this.jboss = jboss;
        this.inferCaller = inferCaller;
        this.announcer = announcer;
    }

    void inferCaller(boolean infer) {
        inferCaller = infer;
    }

    boolean infersCaller() {
        return inferCaller;
    }

    void publish(LogRecord record) {
        try {
            Severity severity = Severities.of(record.getLevel());
            long targets = recipients.accepting(record);
            if (targets == 0 || !ring.admits(severity)) {
                return;
            }
            if (record.getClass() == LogRecord.class) {
                publishFields(record, severity, targets);
            } else {
                publishCopy(record, severity, targets);
            }
        } catch (Throwable failure) {
            captureFailed(failure, record);
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
        RecordSlot slot = ring.claim(severity, bytes + bytesOf(record), record);
        if (slot != null) {
            long sequence = slot.sequence;
            try {
                slot.fill(record, message, parameters, frozen, infer, targets);
                ring.publish(slot);
            } catch (Throwable stackEnded) {
                // The drain thread publishes, counts and reports it: no call can be made here.
                slot.givenUp = sequence;
            }
        }
    }

    /** A subclass may have overridden anything: what it says is taken before a slot is claimed. */
    private void publishCopy(LogRecord record, Severity severity, long targets) {
        Object[] parameters = record.getParameters();
        Object[] frozen = null;
        long parameterBytes = 0;
        if (parameters != null) {
            // The array stays the caller's. Copied before it is weighed: what was weighed is what crosses.
            frozen = Arrays.copyOf(parameters, parameters.length, Object[].class);
            parameterBytes = freezer.weigh(frozen);
            if (parameterBytes == Freezer.MUST_FREEZE) {
                Freezer once = freezer.forOneEvent();
                frozen = freeze(parameters, once, severity);
                if (frozen == null) {
                    return;
                }
                parameterBytes = Freezer.sizeOf(frozen) + once.extensionBytes();
            }
        }
        String message = freezer.cut(record.getMessage());
        boolean infer = inferCaller;
        LogRecord copy = jboss != null && jboss.isExtended(record)
                ? jboss.copyOf(record, message, frozen, infer, recipients)
                : plainCopy(record, message, frozen, infer);
        long bytes = Freezer.sizeOf(message) + parameterBytes + bytesOf(copy);
        RecordSlot slot = ring.claim(severity, bytes, record);
        if (slot != null) {
            long sequence = slot.sequence;
            try {
                slot.fill(copy, targets);
                ring.publish(slot);
            } catch (Throwable stackEnded) {
                slot.givenUp = sequence;
            }
        }
    }

    private LogRecord plainCopy(
            LogRecord record, @Nullable String message, @Nullable Object @Nullable [] frozen, boolean infer) {
        FrozenRecord copy = FrozenRecord.copyOf(record, infer, recipients);
        copy.setMessage(message);
        copy.setParameters(frozen);
        return copy;
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
        if (!nesting.enter()) {
            ring.drop(DropReason.NESTED, severity);
            return null;
        }
        try {
            return once.freezeAll(parameters);
        } finally {
            nesting.leave();
        }
    }

    private static long bytesOf(LogRecord record) {
        return record.getThrown() == null ? RECORD_BYTES : RECORD_BYTES + THROWN_BYTES;
    }

    /** A filter or a parameter threw what nobody catches, or no memory is left. The application must not feel it. */
    void captureFailed(Throwable failure, LogRecord record) {
        try {
            ring.drop(DropReason.CAPTURE_FAILED, severityOf(record));
            // The 1st, 2nd, 4th, 8th … only.
            long count = failures.incrementAndGet();
            if (Long.bitCount(count) == 1) {
                String times = count == 1 ? "" : " (" + count + " times by now)";
                announcer.warn("An event could not be captured and was dropped" + times, failure);
            }
        } catch (Throwable ignored) {
            // Most likely no memory is left, not even for saying so.
        }
    }

    /** A subclass that cannot even tell its level is grave enough. */
    private static Severity severityOf(LogRecord record) {
        try {
            return Severities.of(record.getLevel());
        } catch (RuntimeException broken) {
            return Severity.ERROR;
        }
    }
}
