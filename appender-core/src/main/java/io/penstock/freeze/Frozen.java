package io.penstock.freeze;

/**
 * A copy of ours that nobody can change. Meeting one again, in a second appender, it passes by reference. Safe for any
 * thread.
 */
public interface Frozen {

    /** Estimated heap bytes, summed once when the copy was made. */
    long sizeBytes();
}
