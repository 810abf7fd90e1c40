package io.penstock.logback.freeze;

import io.penstock.freeze.Freezer;
import io.penstock.freeze.StructureCapture;
import io.penstock.logback.freeze.CapturedValue.Contents;
import io.penstock.words.FoldedCount;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps, at the call, what the JSON encoders behind one appender would write then, each by its own mapper. Safe for any
 * thread.
 *
 * <pre>
 *   caller: bean ─► each mapper behind the appender ─► tokens ─┐
 *                └─► toString(), if somebody may print it ─────┴─► CapturedValue ─► ring
 *   drain thread: encoder ─► its mapper ─► CapturedValue: the tokens of just this mapper, through the encoder's own generator
 * </pre>
 *
 * <p>So naming strategies, annotations, mix-ins and date settings count as at the call, and what decorates the generator,
 * such as masks by path, sees the same tokens as without us. A mapper that was not known at the call gets a mark with the
 * name of the class: the text might say what that mapper hides.
 *
 * <p>Encoders are looked for when the first value needs it, and again when one that was found is another now, or one
 * turns up that was not found.
 */
public final class Structure implements StructureCapture {

    private static final long SEARCH_AGAIN_NANOS = 100_000_000;

    private final Object root;
    private final Consumer<String> note;
    private final JsonLibraries libraries;
    private final FoldedCount failures = new FoldedCount();
    private volatile @Nullable JsonReaders known;
    /** Guarded by this, as the time is. */
    private boolean soughtInVain;

    private long lastSearch;

    private Structure(Object root, JsonLibraries libraries, Consumer<String> note) {
        this.root = root;
        this.libraries = libraries;
        this.note = note;
    }

    /**
     * Null where there is no Jackson, and hence nobody to write structure.
     *
     * @param root the appender, or the encoder, behind which the encoders are
     * @param note receives a line for the status list when a value could not be captured: the 1st, 2nd, 4th, 8th … time
     */
    public static @Nullable Structure behind(@Nullable Object root, Consumer<String> note) {
        if (root == null) {
            return null;
        }
        JsonLibraries libraries = JsonLibraries.present();
        return libraries == null ? null : new Structure(root, libraries, note);
    }

    private JsonReaders readers() {
        JsonReaders present = known;
        return present != null && present.areCurrent() ? present : lookUp();
    }

    private synchronized JsonReaders lookUp() {
        JsonReaders found = new JsonReaderSearch(libraries).from(root);
        known = found;
        return found;
    }

    /** The mapper that a generator belongs to, if it is one behind this appender by now. */
    @Nullable
    JsonReader readerOf(Object generator) {
        JsonReaders present = known;
        JsonReader reader = present == null ? null : present.of(generator);
        return reader == null ? lookFor(generator) : reader;
    }

    /** Whoever is not found will not be found a moment later. */
    private synchronized @Nullable JsonReader lookFor(Object generator) {
        long now = System.nanoTime();
        if (soughtInVain && now - lastSearch < SEARCH_AGAIN_NANOS) {
            return null;
        }
        JsonReader reader = lookUp().of(generator);
        soughtInVain = reader == null;
        lastSearch = now;
        return reader;
    }

    @Override
    public boolean isWanted() {
        return readers().isAnybody();
    }

    @Override
    public boolean wantsArguments() {
        return readers().wantArguments();
    }

    @Override
    public boolean wantsText() {
        return readers().wantText();
    }

    @Override
    public @Nullable Tree copyOfTree(Object value, long maxBytes) {
        return libraries.copyOfTree(value, maxBytes);
    }

    @Override
    public Captured capture(Object value, @Nullable Object text, long maxBytes) {
        Attempt attempt = new Attempt(value.getClass(), text);
        attempt.eachReader(maxBytes, (reader, most) -> reader.keep(value, most));
        return new Captured(libraries.captured(attempt.contents()), attempt.bytes);
    }

    /** As {@link #capture}, of what a structured argument or a marker writes. */
    Captured captureFields(Class<?> type, JsonReader.FieldsWriter writer, @Nullable Object text, long maxBytes) {
        Attempt attempt = new Attempt(type, text);
        attempt.eachReader(maxBytes, (reader, most) -> reader.keepFields(writer, most));
        return new Captured(new CapturedFields(attempt.contents()), attempt.bytes);
    }

    /** One value, to be kept for each reader. */
    private final class Attempt {

        private final Class<?> type;
        private final @Nullable Object text;
        private final List<JsonReader> readers = new ArrayList<>(1);
        private final List<Object> tokens = new ArrayList<>(1);
        private String mark;
        private long heapBytes;
        private long bytes;

        Attempt(Class<?> type, @Nullable Object text) {
            this.type = type;
            this.text = text;
            this.mark = "[" + type.getName() + " not captured: its encoder was not known at the call]";
            this.heapBytes = Freezer.sizeOf(text);
        }

        void eachReader(long maxBytes, Keeping keeping) {
            for (JsonReader reader : readers().all()) {
                try {
                    JsonReader.Kept kept = inTwoTries(reader, maxBytes, keeping);
                    if (kept != null) {
                        readers.add(reader);
                        tokens.add(kept.tokens());
                        heapBytes += kept.heapBytes();
                        bytes = Math.max(bytes, kept.bytes());
                    }
                } catch (JsonReader.TooMuchException tooMuch) {
                    mark = "[" + type.getName() + " not captured: more than maxMessageBytes or too deep]";
                } catch (Throwable failure) {
                    mark = failed(type, failure);
                }
            }
        }

        Contents contents() {
            return new Contents(
                    Structure.this,
                    text,
                    readers.toArray(new JsonReader[0]),
                    tokens.toArray(),
                    mark,
                    heapBytes + 2L * mark.length());
        }
    }

    /** The second one when another thread seems to have changed a collection during the first. */
    private static JsonReader.@Nullable Kept inTwoTries(JsonReader reader, long maxBytes, Keeping keeping)
            throws Throwable {
        try {
            return keeping.by(reader, maxBytes);
        } catch (Exception failure) {
            if (!(rootOf(failure) instanceof java.util.ConcurrentModificationException)) {
                throw failure;
            }
            return keeping.by(reader, maxBytes);
        }
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        for (int i = 0; i < 32 && root.getCause() != null; i++) {
            root = root.getCause();
        }
        return root;
    }

    /** Names only: the message of a failure may hold the very data that somebody took care not to print. */
    private String failed(Class<?> type, Throwable failure) {
        if (failure.getClass().getName().equals("java.lang.ThreadDeath")) {
            throw (Error) failure;
        }
        String mark = "[FAILED JSON of " + type.getName() + ": "
                + rootOf(failure).getClass().getName() + "]";
        long count = failures.next();
        if (count != 0) {
            note.accept("A mapper could not write a value (" + count + " so far): " + mark
                    + "; without this appender the line would have been lost or cut short");
        }
        return mark;
    }

    private interface Keeping {
        JsonReader.@Nullable Kept by(JsonReader reader, long maxBytes) throws Throwable;
    }
}
