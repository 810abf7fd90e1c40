package io.penstock.logback.freeze;

import io.penstock.freeze.FreezeExtension;
import io.penstock.freeze.Freezer;
import io.penstock.freeze.StructureCapture;
import java.util.Iterator;
import java.util.Map;
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
 *   append, keyValue, value, array, appendEntries ─► the same class around a frozen value; itself if that cannot change
 *   raw, empty ────────────────────────────────────► the same class
 *   defer ─────────────────────────────────────────► the supplier is asked now; the same class around its frozen answer
 *   fields of an immutable object ─────────────────► the same class around the same object
 *   fields of any other object, other classes ─────► the same class, or a subclass, around what is written now
 * </pre>
 *
 * <p>What a value is frozen to, {@link Freezer#freezeField} decides: {@link CapturedValue} where it is no plain structure.
 *
 * <p>One binary for each release from 7.4 on, though they write with different lines of Jackson: nothing here calls, or
 * overrides, a method that has a type of Jackson in its signature.
 */
final class LogstashCopies implements FreezeExtension {

    private final LogstashFields fields;
    private final @Nullable Structure structure;
    private final MarkerFreezer references = new MarkerFreezer(this);

    /** @param structure keeps what only a mapper knows; null: nobody writes structure */
    LogstashCopies(LogstashFields fields, @Nullable Structure structure) {
        this.fields = fields;
        this.structure = structure;
    }

    @Override
    public boolean freezes(Class<?> type) {
        return StructuredArgument.class.isAssignableFrom(type) || LogstashMarker.class.isAssignableFrom(type);
    }

    @Override
    public Object freeze(Object value, Freezer freezer) {
        Object copy = sameClass(value, freezer);
        if (copy == null) {
            copy = captured(value, freezer);
        }
        if (copy != value && copy instanceof LogstashMarker marker) {
            addReferences((Marker) value, marker, freezer);
        }
        return copy;
    }

    /** Null for a class that is not the library's own. */
    private @Nullable Object sameClass(Object value, Freezer freezer) {
        Class<?> type = value.getClass();
        if (type == ObjectAppendingMarker.class) {
            return objectCopy((ObjectAppendingMarker) value, freezer);
        }
        if (type == MapEntriesAppendingMarker.class) {
            return new MapEntriesAppendingMarker(frozenEntries(fields.map(value), freezer));
        }
        if (type == ObjectFieldsAppendingMarker.class) {
            return fieldsCopy((ObjectFieldsAppendingMarker) value, freezer);
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

    private ObjectAppendingMarker objectCopy(ObjectAppendingMarker value, Freezer freezer) {
        Object held = fields.value(value);
        boolean passes = held == null || freezer.weigh(held) != Freezer.MUST_FREEZE;
        if (passes && !value.hasReferences()) {
            // Name, value and pattern are final: nothing about it can change.
            return value;
        }
        // The library prints an array deeply, as a message does, hence it must get a real one.
        Object frozen = freezer.freezeField(held);
        Object shown =
                frozen instanceof CapturedValue ? frozen : Freezer.forMessage(new @Nullable Object[] {frozen})[0];
        return new ObjectAppendingMarker(value.getFieldName(), shown, fields.messagePattern(value));
    }

    /** Each entry is a field of its own, and the library makes a text of each key. */
    private @Nullable Map<?, ?> frozenEntries(@Nullable Map<?, ?> map, Freezer freezer) {
        if (map == null) {
            return null;
        }
        Object text = freezer.isPrinted() ? freezer.freeze(map) : null;
        FrozenEntries entries = new FrozenEntries(text);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (freezer.bytesLeft() <= 0) {
                entries.add("...", "[cut at maxMessageBytes]");
                break;
            }
            entries.add(String.valueOf(entry.getKey()), freezer.freezeField(entry.getValue()));
        }
        return entries;
    }

    private ObjectFieldsAppendingMarker fieldsCopy(ObjectFieldsAppendingMarker value, Freezer freezer) {
        Object object = fields.object(value);
        if (object == null || freezer.weigh(object) != Freezer.MUST_FREEZE) {
            return new ObjectFieldsAppendingMarker(object);
        }
        // As the library prints it, arrays deeply.
        @Nullable Object[] text = {freezer.isPrinted() ? freezer.freeze(object) : null};
        return new ObjectFieldsAppendingMarker(
                fieldsOf(value, object.getClass(), Freezer.forMessage(text)[0], freezer));
    }

    private Object captured(Object value, Freezer freezer) {
        if (value instanceof LogstashMarker marker) {
            Object captured = fieldsOf(
                    value, value.getClass(), freezer.isPrinted() ? freezer.cut(ownText(marker)) : null, freezer);
            return value instanceof StructuredArgument
                    ? new CapturedMarkerArgument(marker.getName(), captured)
                    : new CapturedMarker(marker.getName(), captured);
        }
        String text = freezer.isPrinted() ? String.valueOf(freezer.cut(value.toString())) : null;
        ObjectFieldsAppendingMarker written =
                new ObjectFieldsAppendingMarker(fieldsOf(value, value.getClass(), text, freezer));
        return new AnsweredArgument(written, text == null ? "" : text);
    }

    private Object fieldsOf(Object writer, Class<?> named, @Nullable Object text, Freezer freezer) {
        if (structure == null || !structure.isWanted()) {
            return text == null ? "" : text;
        }
        StructureCapture.Captured captured =
                structure.captureFields(named, fields.writer(writer), text, freezer.bytesLeft());
        freezer.take(captured.bytes(), captured.value().sizeBytes());
        return captured.value();
    }

    /** A marker's text without that of its references, which the copy gets by itself. */
    private static String ownText(LogstashMarker marker) {
        String all = String.valueOf(marker.toString());
        if (!marker.hasReferences()) {
            return all;
        }
        StringBuilder references = new StringBuilder();
        for (Marker reference : marker) {
            String text = reference.toString();
            if (!text.isEmpty()) {
                references.append(", ").append(text);
            }
        }
        String tail = references.toString();
        return all.endsWith(tail) ? all.substring(0, all.length() - tail.length()) : all;
    }

    private void addReferences(Marker original, LogstashMarker copy, Freezer freezer) {
        for (Iterator<Marker> each = original.iterator(); each.hasNext(); ) {
            copy.add(references.freeze(each.next(), freezer));
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

    /** Writes what a user's own marker wrote, and goes by its name; like it, it is no argument. */
    @SuppressWarnings("serial") // Marker is Serializable; nobody here serializes.
    private static final class CapturedMarker extends DeferredLogstashMarker {

        private final String name;
        private final Object captured;

        CapturedMarker(String name, Object captured) {
            super(() -> new ObjectFieldsAppendingMarker(captured));
            this.name = name;
            this.captured = captured;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean contains(String other) {
            return name.equals(other) || super.contains(other);
        }

        @Override
        protected String toStringSelf() {
            return captured.toString();
        }
    }

    /** As above, for one that is an argument, too. */
    @SuppressWarnings("serial")
    private static final class CapturedMarkerArgument extends ObjectFieldsAppendingMarker {

        private final String name;

        CapturedMarkerArgument(String name, Object captured) {
            super(captured);
            this.name = name;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean contains(String other) {
            return name.equals(other) || super.contains(other);
        }
    }
}
