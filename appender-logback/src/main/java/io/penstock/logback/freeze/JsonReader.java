package io.penstock.logback.freeze;

import org.jspecify.annotations.Nullable;

/**
 * A mapper that an encoder behind the appender writes with: it is asked at the call for what it would write. Safe for
 * any thread, as mappers are.
 */
abstract class JsonReader {

    /** Equal for mappers that nobody has decorated, which therefore write the same; null: like no other. */
    private final @Nullable String sameAs;

    JsonReader(@Nullable String sameAs) {
        this.sameAs = sameAs;
    }

    /** Whether this is the one that a generator belongs to which has come to a frozen value. */
    abstract boolean isOf(Object generator);

    /** What the mapper writes for the value. */
    abstract Kept keep(Object value, long maxBytes) throws Throwable;

    /** What a structured argument or a marker writes, which may be several fields; null: not with this line of Jackson. */
    abstract @Nullable Kept keepFields(FieldsWriter writer, long maxBytes) throws Throwable;

    final boolean writesAs(JsonReader other) {
        return this == other || (sameAs != null && sameAs.equals(other.sameAs));
    }

    /** Writes to a generator of the one line of Jackson or the other. */
    interface FieldsWriter {

        boolean writesTo(Class<?> generator);

        void writeTo(Object generator) throws Throwable;
    }

    /** Tokens, the estimated bytes of heap that they take, and those of the JSON that will become of them. */
    record Kept(Object tokens, long heapBytes, long bytes) {}

    /** More than there is room for, or deeper than a generator goes. Without a stack: it is no mistake of anybody. */
    @SuppressWarnings("serial")
    static final class TooMuchException extends RuntimeException {

        @SuppressWarnings("StaticAssignmentOfThrowable") // it has no stack trace, and nothing can be suppressed in it
        static final TooMuchException INSTANCE = new TooMuchException();

        private TooMuchException() {
            super("too much for an event", null, false, false);
        }
    }
}
