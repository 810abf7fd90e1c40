package io.penstock.freeze;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes log arguments safe to be read by another thread later: what cannot change passes by reference, the rest is
 * copied or turned into text. Safe for any thread.
 *
 * <p>A caller asks {@link #weigh(Object[])} first; only when it answers {@link #MUST_FREEZE} is {@link #freezeAll}
 * needed. No method here throws because of an argument: what fails leaves a marker with class names in its place.
 */
public final class Freezer {

    /** The answer of {@code weigh} when at least one argument must be frozen first. */
    public static final long MUST_FREEZE = -1;

    /** Default of {@link Builder#maxMessageBytes}: {@value} bytes. */
    public static final int DEFAULT_MAX_MESSAGE_BYTES = 256 * 1024;

    private final TypeKinds kinds;
    private final Weigher weigher;
    private final int maxMessageBytes;
    private final @Nullable StructureCapture structure;

    /** Set in the freezer of one event, and in the one that an extension gets: what they freeze counts as one call. */
    private final @Nullable FreezeRun enclosing;
    /** An extension's object looks small from outside; what it was made of is weighed when it is frozen. */
    private final boolean forExtension;

    private Freezer(Builder builder) {
        this.kinds = new TypeKinds(builder.immutableTypes, builder.extensions);
        this.maxMessageBytes = builder.maxMessageBytes;
        this.weigher = new Weigher(kinds, maxMessageBytes);
        this.structure = builder.structure;
        this.enclosing = null;
        this.forExtension = false;
    }

    private Freezer(Freezer origin, FreezeRun enclosing, boolean forExtension) {
        this.kinds = origin.kinds;
        this.maxMessageBytes = origin.maxMessageBytes;
        this.weigher = origin.weigher;
        this.structure = origin.structure;
        this.enclosing = enclosing;
        this.forExtension = forExtension;
    }

    /** A builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Estimated heap bytes that the arguments retain when every one of them may pass by reference, else
     * {@link #MUST_FREEZE}. Formats nothing and calls no code of the arguments; allocates nothing, except an iterator
     * for a {@code Set.of} or {@code Map.of}. Null weighs nothing.
     */
    public long weigh(@Nullable Object @Nullable [] arguments) {
        return weigher.weigh(arguments);
    }

    /** Like {@link #weigh(Object[])} for one value. An array given here is a value, not a list of arguments. */
    public long weigh(@Nullable Object value) {
        return weigher.weigh(value, 0);
    }

    /**
     * A new array in which each argument is frozen; those that may pass by reference are the same instances. The copies
     * and texts of all arguments share {@code maxMessageBytes} bytes of text; what finds no room is cut and carries a
     * mark. Containers are followed 16 levels deep.
     *
     * <p>Numbers and other values that pass by reference take no room, so the message made of the arguments may still
     * need {@link #cut}.
     */
    public @Nullable Object[] freezeAll(@Nullable Object[] arguments) {
        FreezeRun run = run();
        @Nullable Object[] frozen = new @Nullable Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            frozen[i] = run.argument(arguments[i]);
        }
        return frozen;
    }

    /**
     * As {@link #freezeAll(Object[])}, for a message that is known: an argument of an extension's class whose text the
     * message does not show need not make one.
     */
    public @Nullable Object[] freezeAll(@Nullable String message, @Nullable Object[] arguments) {
        FreezeRun run = run();
        boolean asFields = structure != null && structure.wantsArguments();
        int places = MessagePlaces.in(message);
        @Nullable Object[] frozen = new @Nullable Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            run.prints(i < places);
            frozen[i] = asFields ? run.field(arguments[i], true, false) : run.argument(arguments[i]);
        }
        run.prints(false);
        return frozen;
    }

    /**
     * Like {@link #freeze} for a value that belongs to a name: an encoder may write its structure and not its text. Within
     * an extension an array prints its elements, elsewhere what the array itself says.
     */
    public @Nullable Object freezeField(@Nullable Object value) {
        FreezeRun run = run();
        Object frozen = run.field(value, false, forExtension);
        if (forExtension) {
            run.tally(sizeOf(frozen));
        }
        return frozen;
    }

    /** For an extension: whether the text of what it freezes may be asked for. */
    public boolean isPrinted() {
        return enclosing == null || enclosing.isPrinted();
    }

    /** For an extension: how many bytes this event may still keep. */
    public long bytesLeft() {
        return enclosing == null ? maxMessageBytes : enclosing.room().left();
    }

    /** For an extension: what it has kept by other means than this freezer, in bytes of output and of heap. */
    public void take(long bytes, long heapBytes) {
        if (enclosing != null) {
            enclosing.room().take(bytes);
            enclosing.tally(heapBytes);
        }
    }

    /** Like {@link #freezeAll} for one value. */
    public @Nullable Object freeze(@Nullable Object value) {
        FreezeRun run = run();
        Object frozen = run.argument(value);
        if (forExtension) {
            run.tally(sizeOf(frozen));
        }
        return frozen;
    }

    /**
     * A freezer for the parts of one event, which share one bound of text: its arguments, key-value pairs and markers.
     * Confined to the thread that logs.
     */
    public Freezer forOneEvent() {
        FreezeRun run = new FreezeRun(this, kinds);
        run.prints(false);
        return new Freezer(this, run, false);
    }

    /**
     * Estimated heap bytes of what extensions have frozen for this event, which {@link #sizeOf} cannot see. Zero unless
     * this freezer is that {@linkplain #forOneEvent of one event}.
     */
    public long extensionBytes() {
        return enclosing == null ? 0 : enclosing.tally();
    }

    /**
     * Estimated heap bytes retained by a frozen value, or by an array of frozen arguments. For a value that passed by
     * reference it agrees with {@link #weigh(Object)}.
     */
    public static long sizeOf(@Nullable Object frozen) {
        return HeapSize.of(frozen);
    }

    /**
     * The same instance when its UTF-8 form is within {@link #maxMessageBytes}. Otherwise its beginning, cut between two
     * code points, with a mark that tells the original length; both together are within the limit.
     */
    public @Nullable String cut(@Nullable String text) {
        return text == null || TextCut.fits(text, maxMessageBytes)
                ? text
                : TextCut.cut(text, maxMessageBytes, maxMessageBytes);
    }

    /**
     * The arguments as a message formatter that prints arrays deeply must see them: plain arrays where a frozen array
     * stands for one. For reading only. The same array when it holds no frozen array.
     */
    public static @Nullable Object[] forMessage(@Nullable Object[] frozen) {
        return FrozenArray.plain(frozen);
    }

    /** The limit of a message's UTF-8 form, in bytes. */
    public int maxMessageBytes() {
        return maxMessageBytes;
    }

    @Nullable
    StructureCapture structure() {
        return structure;
    }

    Freezer within(FreezeRun run) {
        return new Freezer(this, run, true);
    }

    private FreezeRun run() {
        return enclosing != null ? enclosing : new FreezeRun(this, kinds);
    }

    /** Collects the settings of a {@link Freezer}. Not safe for concurrent use. */
    public static final class Builder {

        /** Below this a cut text would be nothing but its mark. */
        private static final int MIN_MESSAGE_BYTES = 128;

        private final Set<String> immutableTypes = new LinkedHashSet<>();
        private final List<FreezeExtension> extensions = new ArrayList<>();
        private int maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES;
        private @Nullable StructureCapture structure;

        private Builder() {}

        /**
         * Longer text is cut. Default {@value Freezer#DEFAULT_MAX_MESSAGE_BYTES}.
         *
         * @throws IllegalArgumentException below 128
         */
        public Builder maxMessageBytes(int bytes) {
            if (bytes < MIN_MESSAGE_BYTES) {
                throw new IllegalArgumentException("maxMessageBytes=" + bytes + " leaves no room for a message; use "
                        + MIN_MESSAGE_BYTES + " or more");
            }
            this.maxMessageBytes = bytes;
            return this;
        }

        /**
         * Instances of the class or interface with this binary name, and of all its subtypes, pass by reference.
         * Nothing is loaded to check the name. May be called repeatedly.
         */
        public Builder immutableType(String className) {
            immutableTypes.add(Objects.requireNonNull(className, "className"));
            return this;
        }

        /** Asked before the built-in rules, in the order given. May be called repeatedly. */
        public Builder extension(FreezeExtension extension) {
            extensions.add(Objects.requireNonNull(extension, "extension"));
            return this;
        }

        /** Asked for whatever has a name and would otherwise become text; null, the default, for none. */
        public Builder structure(@Nullable StructureCapture capture) {
            structure = capture;
            return this;
        }

        /** A freezer with the present settings. */
        public Freezer build() {
            return new Freezer(this);
        }
    }
}
