package io.penstock.freeze;

import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;

/**
 * One call of freezeAll: the room for text it still has and the containers it is inside of. Confined to the calling
 * thread, and a new one for each call, since the user's toString() may log and so come back here.
 */
final class FreezeRun {

    /** Containers within containers. */
    static final int MAX_DEPTH = 16;

    /**
     * What an element costs of the room for text besides its own text: the separator. It bounds the number of elements,
     * too: 256 KiB / 2 bytes = 131,072, and more could not be printed within maxMessageBytes anyway.
     */
    static final int ELEMENT_BYTES = 2;

    private final Freezer freezer;
    private final TypeKinds kinds;
    private final @Nullable Object[] path = new @Nullable Object[MAX_DEPTH];
    private int depth;
    private long room;
    private int cuts;

    FreezeRun(Freezer freezer, TypeKinds kinds) {
        this.freezer = freezer;
        this.kinds = kinds;
        this.room = freezer.maxMessageBytes();
    }

    /** An argument of the log call: what may pass by reference does so, whatever room is left. */
    @Nullable Object argument(@Nullable Object value) {
        return value == null || freezer.weigh(value) != Freezer.MUST_FREEZE ? value : freeze(value);
    }

    /** An element of a container. */
    @Nullable Object element(@Nullable Object value) {
        room -= ELEMENT_BYTES;
        return value == null ? null : freeze(value);
    }

    private @Nullable Object freeze(Object value) {
        int kind = kinds.kindOf(value.getClass());
        return switch (kind) {
            case TypeKinds.STRING -> limited((String) value);
            case TypeKinds.PASS, TypeKinds.FROZEN -> value;
            case TypeKinds.CLONED -> value instanceof Date date ? date.clone() : ((Calendar) value).clone();
            case TypeKinds.NUMBER -> valueOf(value);
            case TypeKinds.TEXT -> text(value);
            default -> container(value, kind);
        };
    }

    private static Object valueOf(Object number) {
        if (number instanceof AtomicBoolean flag) {
            return flag.get();
        }
        if (number instanceof AtomicInteger integer) {
            return integer.get();
        }
        Number other = (Number) number;
        if (number instanceof DoubleAdder || number instanceof DoubleAccumulator) {
            return other.doubleValue();
        }
        return other.longValue();
    }

    /** No user code runs for text that would find no room. */
    private String text(Object value) {
        return isFull() ? fullMark() : limited(SafeText.of(value));
    }

    private String limited(String text) {
        if (isFull()) {
            return text.isEmpty() ? text : fullMark();
        }
        if (TextCut.fits(text, room)) {
            room -= TextCut.utf8Length(text);
            return text;
        }
        cuts++;
        String cut = TextCut.cut(text, room, freezer.maxMessageBytes());
        room = 0;
        return cut;
    }

    private @Nullable Object container(Object value, int kind) {
        for (int i = depth - 1; i >= 0; i--) {
            if (path[i] == value) {
                return cycleMark(value, i == depth - 1);
            }
        }
        if (depth == MAX_DEPTH) {
            return mark("[deeper than " + MAX_DEPTH + " levels: " + value.getClass().getName() + "]");
        }
        if (isFull()) {
            return fullMark();
        }
        path[depth++] = value;
        try {
            return copyTwice(value, kind);
        } finally {
            path[--depth] = null;
        }
    }

    /** A second time when another thread was changing the collection the first time. */
    private @Nullable Object copyTwice(Object value, int kind) {
        long roomBefore = room;
        int cutsBefore = cuts;
        try {
            return copy(value, kind);
        } catch (RuntimeException raced) {
            room = roomBefore;
            cuts = cutsBefore;
        } catch (Throwable failure) {
            return failedCopy(value, kind, failure);
        }
        try {
            return copy(value, kind);
        } catch (Throwable failure) {
            room = roomBefore;
            return failedCopy(value, kind, failure);
        }
    }

    private @Nullable Object copy(Object value, int kind) {
        if (kind >= TypeKinds.FIRST_EXTENSION) {
            return kinds.extension(kind).freeze(value, freezer.within(this));
        }
        return new StructureCopy(this).of(value, kind);
    }

    /** A collection with a toString() of its own may still have something to say when its iterator fails. */
    private String failedCopy(Object value, int kind, Throwable failure) {
        String failed = SafeText.failed("copy", value, failure);
        boolean saysItself = kind == TypeKinds.COLLECTION_WITH_TEXT || kind == TypeKinds.MAP_WITH_TEXT;
        return saysItself ? text(value) : mark(failed);
    }

    /** As the JDK prints a collection within itself, and SLF4J an array. */
    private String cycleMark(Object value, boolean direct) {
        if (direct && value instanceof Collection) {
            return mark("(this Collection)");
        }
        if (direct && value instanceof Map) {
            return mark("(this Map)");
        }
        return mark(value.getClass().isArray() ? "[...]" : "[cycle: " + value.getClass().getName() + "]");
    }

    String fullMark() {
        return mark("[cut at maxMessageBytes=" + freezer.maxMessageBytes() + "]");
    }

    private String mark(String mark) {
        cuts++;
        room -= mark.length();
        return mark;
    }

    boolean isFull() {
        return room <= 0;
    }

    boolean hasRoomFor(long elements) {
        return elements <= room / ELEMENT_BYTES;
    }

    long room() {
        return room;
    }

    void take(long bytes) {
        room -= bytes;
    }

    /** How often something was left out so far; a container compares it to know whether its copy is complete. */
    int cuts() {
        return cuts;
    }

    /**
     * What {@code source} prints, for a copy that began with {@code roomBefore}. Copy and text say the same thing, so the
     * larger of the two counts, not their sum.
     */
    String textOfCopied(Object source, long roomBefore) {
        long roomAfterCopy = room;
        room = roomBefore;
        String text = limited(SafeText.of(source));
        room = Math.min(room, roomAfterCopy);
        return text;
    }
}
