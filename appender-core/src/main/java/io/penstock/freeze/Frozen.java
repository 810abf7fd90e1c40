package io.penstock.freeze;

/**
 * A copy of ours that nobody can change. Meeting one again, in a second appender, it passes by reference. Safe for any
 * thread.
 */
public interface Frozen {

    /** Estimated heap bytes, summed once when the copy was made. */
    long sizeBytes();

    /** What a message formatter that prints arrays deeply must see in its place. For reading only. */
    default Object forMessage() {
        return this;
    }
}
