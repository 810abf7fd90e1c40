package io.penstock.logback.freeze;

import io.penstock.freeze.Frozen;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value as it was at the call: prints what its {@code toString} said, and writes itself with the mapper of an encoder
 * as that mapper wrote it then. To any other mapper it is a mark with the name of the value's class. Immutable.
 *
 * <p>The fields are transient so that no library that reads fields makes anything of them. Serialized it is its text.
 */
@SuppressWarnings("serial") // It is replaced before it is written.
abstract class CapturedValue implements Frozen, Serializable {

    private final transient @Nullable Structure origin;
    private final transient @Nullable Object text;
    private final transient JsonReader[] readers;
    private final transient Object[] tokens;
    private final transient String mark;
    private final transient long sizeBytes;

    CapturedValue(Contents contents) {
        this.origin = contents.origin;
        this.text = contents.text;
        this.readers = contents.readers;
        this.tokens = contents.tokens;
        this.mark = contents.mark;
        this.sizeBytes = contents.sizeBytes;
    }

    /**
     * @param text what to print, a frozen value or a plain array; null: nobody was going to ask
     * @param readers with their {@code tokens}, in the same order
     * @param mark what to write for everybody else
     */
    record Contents(
            @Nullable Structure origin,
            @Nullable Object text,
            JsonReader[] readers,
            Object[] tokens,
            String mark,
            long sizeBytes) {}

    /** What was kept for the encoder that has come to write this value; null: the mark. */
    final @Nullable Object tokensFor(Object generator) {
        for (int i = 0; i < readers.length; i++) {
            if (readers[i].isOf(generator)) {
                return tokens[i];
            }
        }
        JsonReader known = origin == null ? null : origin.readerOf(generator);
        if (known != null) {
            for (int i = 0; i < readers.length; i++) {
                if (readers[i].writesAs(known)) {
                    return tokens[i];
                }
            }
        }
        return null;
    }

    final String mark() {
        return mark;
    }

    @Override
    public final long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public final Object forMessage() {
        return text instanceof Frozen frozen && frozen.forMessage() != frozen ? frozen.forMessage() : this;
    }

    /** An array prints its elements, as logstash-logback-encoder prints one; elsewhere there is none here. */
    @Override
    public final String toString() {
        if (text == null) {
            return mark;
        }
        if (!text.getClass().isArray()) {
            return String.valueOf(text);
        }
        String inBrackets = Arrays.deepToString(new Object[] {text});
        return inBrackets.substring(1, inBrackets.length() - 1);
    }

    /** For Java serialization: whoever reads it need not know this class. */
    protected final Object writeReplace() {
        return toString();
    }
}
