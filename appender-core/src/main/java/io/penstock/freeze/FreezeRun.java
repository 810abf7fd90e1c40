package io.penstock.freeze;

import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.TimeZone;
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

    private final Freezer freezer;
    private final TypeKinds kinds;
    private final TextRoom room;
    private final @Nullable Object[] path = new @Nullable Object[MAX_DEPTH];
    private int depth;
    private long tally;
    /** Whether somebody may ask for the text of what is frozen now. */
    private boolean printed = true;
    /** Only what JDK classes alone make up is copied; anything else is {@link #foreign}. */
    private boolean plainOnly;

    private boolean foreign;

    FreezeRun(Freezer freezer, TypeKinds kinds) {
        this.freezer = freezer;
        this.kinds = kinds;
        this.room = new TextRoom(freezer.maxMessageBytes());
    }

    void tally(long bytes) {
        tally += bytes;
    }

    long tally() {
        return tally;
    }

    TextRoom room() {
        return room;
    }

    /** An argument of the log call: what may pass by reference does so, whatever room is left. */
    @Nullable
    Object argument(@Nullable Object value) {
        return value == null || freezer.weigh(value) != Freezer.MUST_FREEZE ? value : freeze(value);
    }

    void prints(boolean somebodyAsks) {
        printed = somebodyAsks;
    }

    boolean isPrinted() {
        StructureCapture structure = freezer.structure();
        return printed || structure == null || structure.wantsText();
    }

    /** Whether copying on makes no sense: what is needed is not a copy. */
    boolean isGivenUp() {
        return foreign;
    }

    /**
     * A value that somebody may read as structure. What consists of the JDK's classes only is copied, as text would be;
     * anything else is captured as a whole, since only the whole tells a serializer which rules apply within.
     *
     * @param argument whether it is an argument of a message: what belongs to an extension then means itself
     * @param deepText whether an array prints its elements
     */
    @Nullable
    Object field(@Nullable Object value, boolean argument, boolean deepText) {
        StructureCapture structure = freezer.structure();
        if (value == null || freezer.weigh(value) != Freezer.MUST_FREEZE) {
            return value;
        }
        boolean isExtensions = kinds.kindOf(value.getClass()) >= TypeKinds.FIRST_EXTENSION;
        if (structure == null || argument && isExtensions || !structure.isWanted()) {
            return freeze(value);
        }
        TextRoom.Start start = room.start();
        Object copy = plainCopy(value);
        if (!foreign) {
            return copy;
        }
        foreign = false;
        room.backTo(start);
        return captured(value, deepText, structure);
    }

    private @Nullable Object plainCopy(Object value) {
        plainOnly = true;
        try {
            return freeze(value);
        } finally {
            plainOnly = false;
        }
    }

    private Object captured(Object value, boolean deepText, StructureCapture structure) {
        TextRoom.Start start = room.start();
        @Nullable Object[] text = {isPrinted() ? freeze(value) : null};
        long leftAfterText = room.left();
        room.backTo(start);
        StructureCapture.Captured captured =
                structure.capture(value, deepText ? Freezer.forMessage(text)[0] : text[0], room.left());
        room.take(captured.bytes());
        room.leaveAtMost(leftAfterText);
        return captured.value();
    }

    /** Null, and the whole is given up, unless it is the tree of a JSON library. */
    private @Nullable Object treeOf(Object value) {
        StructureCapture structure = freezer.structure();
        StructureCapture.Tree tree = structure == null ? null : structure.copyOfTree(value, room.left());
        if (tree == null) {
            foreign = true;
            return null;
        }
        room.take(tree.bytes());
        tally += tree.bytes();
        return tree.copy();
    }

    /** Whether a serializer may have rules of its own for a collection or another container. */
    private static boolean isForeign(Object value, int kind) {
        return switch (kind) {
            case TypeKinds.COLLECTION, TypeKinds.COLLECTION_WITH_TEXT, TypeKinds.MAP, TypeKinds.MAP_WITH_TEXT ->
                !JdkTypes.isFromJdk(value.getClass());
            case TypeKinds.REFERENCE -> true;
            default -> kind >= TypeKinds.FIRST_EXTENSION;
        };
    }

    /** An element of a container. */
    @Nullable
    Object element(@Nullable Object value) {
        room.takeElements(1);
        return value == null ? null : freeze(value);
    }

    private @Nullable Object freeze(Object value) {
        int kind = kinds.kindOf(value.getClass());
        if (plainOnly) {
            if (foreign) {
                return null;
            }
            if (kind == TypeKinds.TEXT && !(value instanceof CharSequence && JdkTypes.isFromJdk(value.getClass()))) {
                return treeOf(value);
            }
            if (isForeign(value, kind)) {
                foreign = true;
                return null;
            }
        }
        return switch (kind) {
            case TypeKinds.STRING -> room.fit((String) value);
            case TypeKinds.PASS, TypeKinds.FROZEN -> value;
            case TypeKinds.CLONED -> clone(value);
            case TypeKinds.NUMBER -> valueOf(value);
            case TypeKinds.TEXT -> text(value);
            default -> container(value, kind);
        };
    }

    private static Object clone(Object value) {
        if (value instanceof Date date) {
            return date.clone();
        }
        return value instanceof Calendar calendar ? calendar.clone() : ((TimeZone) value).clone();
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
        return room.isFull() ? room.fullMark() : room.fit(SafeText.of(value));
    }

    private @Nullable Object container(Object value, int kind) {
        for (int i = depth - 1; i >= 0; i--) {
            if (path[i] == value) {
                return room.mark(cycleMark(value, i == depth - 1));
            }
        }
        if (depth == MAX_DEPTH) {
            return room.mark(
                    "[deeper than " + MAX_DEPTH + " levels: " + value.getClass().getName() + "]");
        }
        if (room.isFull()) {
            return room.fullMark();
        }
        path[depth++] = value;
        try {
            return copyInTwoTries(value, kind);
        } finally {
            path[--depth] = null;
        }
    }

    /** As the JDK prints a collection within itself, and SLF4J an array. */
    private static String cycleMark(Object value, boolean direct) {
        if (direct && value instanceof Collection) {
            return "(this Collection)";
        }
        if (direct && value instanceof Map) {
            return "(this Map)";
        }
        return value.getClass().isArray()
                ? "[...]"
                : "[cycle: " + value.getClass().getName() + "]";
    }

    /** The second one when another thread seems to have changed the collection during the first. */
    private @Nullable Object copyInTwoTries(Object value, int kind) {
        TextRoom.Start start = room.start();
        try {
            return copy(value, kind);
        } catch (RuntimeException raced) {
            foreign = false;
            room.backTo(start);
        } catch (Throwable failure) {
            return failedCopy(value, kind, failure);
        }
        try {
            return copy(value, kind);
        } catch (Throwable failure) {
            room.backTo(start);
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
        return saysItself ? text(value) : room.mark(failed);
    }
}
