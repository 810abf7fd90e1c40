package io.penstock.freeze;

import java.lang.reflect.Array;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Copies one container and freezes what it holds. Throws what a collection throws while another thread changes it. */
final class StructureCopy {

    private final FreezeRun run;
    private final TextRoom room;
    private final TextRoom.Start start;

    /**
     * A byte[] or char[] stays a plain array for the encoder's sake, but a copy does not print the identity hash of the
     * original. Text that shows one must be taken at the call.
     */
    private boolean holdsPlainArray;

    StructureCopy(FreezeRun run) {
        this.run = run;
        this.room = run.room();
        this.start = room.start();
    }

    @Nullable
    Object of(Object source, int kind) {
        return switch (kind) {
            case TypeKinds.OPTIONAL -> optional((Optional<?>) source);
            case TypeKinds.REFERENCE -> reference((AtomicReference<?>) source);
            case TypeKinds.ENTRY -> entry((Map.Entry<?, ?>) source);
            case TypeKinds.BYTES_OR_CHARS, TypeKinds.ARRAY -> array(source, kind);
            case TypeKinds.COLLECTION_WITH_TEXT -> collection((Collection<?>) source, true);
            case TypeKinds.MAP_WITH_TEXT -> map((Map<?, ?>) source, true);
            case TypeKinds.IMMUTABLE_MAP, TypeKinds.MAP -> map((Map<?, ?>) source, false);
            default -> collection((Collection<?>) source, false);
        };
    }

    private Optional<?> optional(Optional<?> source) {
        Object value = source.orElse(null);
        Object frozen = run.element(value);
        return frozen == value ? source : Optional.ofNullable(frozen);
    }

    private @Nullable Object reference(AtomicReference<?> source) {
        return printed(source.get());
    }

    /** A JSON encoder writes an entry as an object; all the JDK's entries print {@code key=value}. */
    private Map.Entry<?, ?> entry(Map.Entry<?, ?> source) {
        return new AbstractMap.SimpleImmutableEntry<>(run.element(source.getKey()), run.element(source.getValue()));
    }

    /** An array becomes {@code [I@1b2c3d}, as its holder prints it; a message formatter would print a copy deeply. */
    private @Nullable Object printed(@Nullable Object value) {
        boolean isArray = value != null && value.getClass().isArray();
        return run.element(isArray ? String.valueOf(value) : value);
    }

    private Object array(Object source, int kind) {
        if (source instanceof Object[] elements) {
            return new FrozenArray(source, frozen(Arrays.asList(elements).iterator()));
        }
        int length = Array.getLength(source);
        if (length > room.elementsLeft()) {
            return new FrozenArray(source, beginningOf(source));
        }
        room.takeElements(length);
        Object copy = Array.newInstance(source.getClass().getComponentType(), length);
        System.arraycopy(source, 0, copy, 0, length);
        return kind == TypeKinds.BYTES_OR_CHARS ? copy : new FrozenArray(source, copy);
    }

    /** Boxed, because a primitive array has no place for the mark. */
    private @Nullable Object[] beginningOf(Object primitives) {
        int length = room.elementsLeft();
        @Nullable Object[] beginning = new @Nullable Object[length + 1];
        for (int i = 0; i < length; i++) {
            beginning[i] = run.element(Array.get(primitives, i));
        }
        beginning[length] = room.fullMark();
        return beginning;
    }

    private Collection<@Nullable Object> collection(Collection<?> source, boolean withText) {
        @Nullable Object[] elements = frozen(elementsOf(source));
        FrozenList list = new FrozenList(elements, textOf(source, withText));
        if (source instanceof List) {
            return list;
        }
        return source instanceof Set ? new FrozenSet(list) : new FrozenCollection(list);
    }

    private FrozenMap map(Map<?, ?> source, boolean withText) {
        List<@Nullable Object> copy = new ArrayList<>();
        Iterator<?> entries = elementsOf(source.entrySet());
        while (entries.hasNext() && !run.isGivenUp()) {
            if (room.isFull()) {
                copy.add("...");
                copy.add(room.fullMark());
                break;
            }
            Map.Entry<?, ?> entry = (Map.Entry<?, ?>) entries.next();
            copy.add(element(entry.getKey()));
            copy.add(element(entry.getValue()));
        }
        return new FrozenMap(copy.toArray(), textOf(source, withText));
    }

    private @Nullable Object[] frozen(Iterator<?> elements) {
        List<@Nullable Object> copy = new ArrayList<>();
        while (elements.hasNext() && !run.isGivenUp()) {
            if (room.isFull()) {
                copy.add(room.fullMark());
                break;
            }
            copy.add(element(elements.next()));
        }
        return copy.toArray();
    }

    private @Nullable Object element(@Nullable Object value) {
        Object frozen = run.element(value);
        holdsPlainArray |= frozen instanceof byte[] || frozen instanceof char[];
        return frozen;
    }

    /**
     * A collection of the JDK is asked for its elements at once: only that is atomic for Vector and the synchronized
     * wrappers, whose iterators fail where their toString() does not.
     */
    private Iterator<?> elementsOf(Collection<?> source) {
        boolean atOnce = JdkTypes.isFromJdk(source.getClass()) && source.size() <= room.elementsLeft();
        return atOnce ? Arrays.asList(source.toArray()).iterator() : source.iterator();
    }

    /**
     * Null when the frozen elements print the same. Also when something was cut: then the structure is cyclic or huge,
     * and its toString() would not end well.
     */
    private @Nullable String textOf(Object source, boolean withText) {
        boolean wanted = (withText || holdsPlainArray) && !run.isGivenUp();
        return wanted && room.isUncutSince(start) ? room.fitBesideCopy(SafeText.of(source), start) : null;
    }
}
