package io.penstock.logback.freeze;

import io.penstock.freeze.FreezeExtension;
import io.penstock.freeze.Freezer;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import net.logstash.logback.argument.DeferredStructuredArgument;
import net.logstash.logback.argument.StructuredArgument;
import net.logstash.logback.marker.DeferredLogstashMarker;
import net.logstash.logback.marker.EmptyLogstashMarker;
import net.logstash.logback.marker.LogstashMarker;
import net.logstash.logback.marker.MapEntriesAppendingMarker;
import net.logstash.logback.marker.ObjectAppendingMarker;
import net.logstash.logback.marker.ObjectFieldsAppendingMarker;
import net.logstash.logback.marker.RawJsonAppendingMarker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Copies of logstash-logback-encoder's own arguments and markers. Safe for any thread.
 *
 * <pre>
 *   append, keyValue, value, array, appendEntries ─► the same class around a frozen value
 *   raw, empty ────────────────────────────────────► the same class
 *   defer ─────────────────────────────────────────► the supplier is asked now; the same class around its frozen answer
 *   fields of an immutable object ─────────────────► the same class around the same object
 *   fields of any other object, other classes ─────► LogstashCapture: what it writes and what it prints, taken now
 * </pre>
 *
 * An object of a class of one's own within {@code append} or {@code keyValue} crosses as its text, like everywhere,
 * unless {@code immutableType} names its class. {@code fields(object)} is the exception, since text has no fields.
 */
final class LogstashCopies implements FreezeExtension {

    private final Consumer<String> note;
    private final AtomicBoolean noted = new AtomicBoolean();
    private final MarkerFreezer references = new MarkerFreezer(this);
    private final @Nullable LogstashFields fields;

    LogstashCopies(Consumer<String> note) {
        this.note = note;
        this.fields = LogstashFields.open(this::noteOnce);
    }

    @Override
    public boolean freezes(Class<?> type) {
        return StructuredArgument.class.isAssignableFrom(type) || LogstashMarker.class.isAssignableFrom(type);
    }

    @Override
    public Object freeze(Object value, Freezer freezer) {
        Object copy = fields == null ? null : sameClass(value, freezer, fields);
        if (copy == null) {
            copy = LogstashCapture.of(value, freezer);
        }
        if (copy instanceof LogstashMarker marker) {
            addReferences((Marker) value, marker, freezer);
        }
        return copy;
    }

    /** Null when a copy of the same class cannot be made. */
    private @Nullable Object sameClass(Object value, Freezer freezer, LogstashFields fields) {
        Class<?> type = value.getClass();
        if (type == ObjectAppendingMarker.class) {
            return objectCopy((ObjectAppendingMarker) value, freezer, fields);
        }
        if (type == MapEntriesAppendingMarker.class) {
            return mapCopy(fields.map(value), freezer);
        }
        if (type == ObjectFieldsAppendingMarker.class) {
            Object object = fields.object(value);
            return freezer.weigh(object) == Freezer.MUST_FREEZE ? null : new ObjectFieldsAppendingMarker(object);
        }
        if (type == RawJsonAppendingMarker.class) {
            RawJsonAppendingMarker raw = (RawJsonAppendingMarker) value;
            return new RawJsonAppendingMarker(raw.getFieldName(), fields.rawJson(raw), fields.messagePattern(raw));
        }
        if (type == EmptyLogstashMarker.class) {
            return new EmptyLogstashMarker();
        }
        if (type == DeferredLogstashMarker.class) {
            LogstashMarker supplied = (LogstashMarker) frozen(fields.supplied(value), freezer);
            return new DeferredLogstashMarker(() -> supplied);
        }
        if (type == DeferredStructuredArgument.class) {
            StructuredArgument supplied = (StructuredArgument) frozen(fields.supplied(value), freezer);
            return new AnsweredArgument(supplied, value.toString());
        }
        return null;
    }

    private Object frozen(Object part, Freezer freezer) {
        Object frozen = freezer.freeze(part);
        if (frozen instanceof LogstashMarker || frozen instanceof StructuredArgument) {
            return frozen;
        }
        // A mark that it failed or is nested too deep; thrown, it takes the place of the whole.
        throw new IllegalStateException(String.valueOf(frozen));
    }

    private static ObjectAppendingMarker objectCopy(
            ObjectAppendingMarker value, Freezer freezer, LogstashFields fields) {
        // The library prints an array deeply, as a message does, hence it must get a real one.
        @Nullable Object[] frozen = {freezer.freeze(fields.value(value))};
        return new ObjectAppendingMarker(
                value.getFieldName(), Freezer.forMessage(frozen)[0], fields.messagePattern(value));
    }

    private static @Nullable MapEntriesAppendingMarker mapCopy(@Nullable Map<?, ?> map, Freezer freezer) {
        Object frozen = freezer.freeze(map);
        if (frozen == null) {
            return new MapEntriesAppendingMarker(null);
        }
        return frozen instanceof Map<?, ?> entries ? new MapEntriesAppendingMarker(entries) : null;
    }

    private void addReferences(Marker original, LogstashMarker copy, Freezer freezer) {
        for (Iterator<Marker> each = original.iterator(); each.hasNext(); ) {
            copy.add(references.freeze(each.next(), freezer));
        }
    }

    private void noteOnce(String line) {
        if (noted.compareAndSet(false, true)) {
            note.accept(line);
        }
    }

    /** The library's own class prints its identity hash, so the copy must repeat the original's. */
    private static final class AnsweredArgument extends DeferredStructuredArgument {

        private final String text;

        AnsweredArgument(StructuredArgument answer, String text) {
            super(() -> answer);
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
