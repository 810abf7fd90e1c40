package io.penstock.encode;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What has been made of texts that come again and again: names of loggers and threads, messages with places for
 * arguments, keys. Safe for any thread.
 *
 * <p>Each text has two places, and a new one pushes the older of the two out: bounded, and never wrong. What is kept
 * depends on the text alone.
 */
public final class FixedTexts<T> {

    private static final int PLACES = 1024;
    /** A longer text is not kept, and is made each time. */
    private static final int LONGEST = 1024;

    private final Function<String, T> make;
    /** Racy on purpose: an entry is immutable, and one that is not seen is made again. */
    private final @Nullable Entry<T>[] entries;

    private record Entry<T>(String text, T made) {}

    /** @param make makes of a text what is kept; depends on nothing else */
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type, which never leaves this class
    public FixedTexts(Function<String, T> make) {
        this.make = make;
        this.entries = new Entry[PLACES];
    }

    /** What has been made of the text, or is made now. */
    public T of(String text) {
        int hash = text.hashCode();
        int place = (hash ^ hash >>> 16) & PLACES - 1;
        Entry<T> latest = entries[place];
        if (latest != null && latest.text.equals(text)) {
            return latest.made;
        }
        Entry<T> second = entries[place ^ 1];
        if (second != null && second.text.equals(text)) {
            return second.made;
        }
        T made = make.apply(text);
        if (text.length() <= LONGEST) {
            entries[place ^ 1] = latest;
            entries[place] = new Entry<>(text, made);
        }
        return made;
    }
}
