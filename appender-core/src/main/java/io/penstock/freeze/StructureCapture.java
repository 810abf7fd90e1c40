package io.penstock.freeze;

import org.jspecify.annotations.Nullable;

/**
 * Keeps what a reader of structure, such as a JSON encoder, would make of a value at the call, where its text would not
 * do. Must be safe for any thread: it is called on the threads that log.
 */
public interface StructureCapture {

    /** Whether anybody may read structure at present; if not, text is kept as everywhere. */
    boolean isWanted();

    /** Whether the arguments of a message are read as fields, too. */
    boolean wantsArguments();

    /** Whether anybody may print the text of a field, besides the message. */
    boolean wantsText();

    /** A copy of a value that is nothing but structure, such as the tree of a JSON library; null if it is none. */
    @Nullable
    Tree copyOfTree(Object value, long maxBytes);

    /** The copy, and estimated bytes of heap. */
    record Tree(Object copy, long bytes) {}

    /**
     * What stands for {@code value} from here on.
     *
     * @param text what {@code toString} of the answer prints, frozen; null if nobody will ask
     * @param maxBytes how much may be kept at most
     */
    Captured capture(Object value, @Nullable Object text, long maxBytes);

    /** With the bytes that it will take where it is written. */
    record Captured(Frozen value, long bytes) {}
}
