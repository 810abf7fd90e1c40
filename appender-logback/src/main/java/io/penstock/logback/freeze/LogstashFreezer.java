package io.penstock.logback.freeze;

import io.penstock.freeze.FreezeExtension;
import io.penstock.freeze.Freezer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Freezes the structured arguments and the markers of logstash-logback-encoder, so that its JSON stays JSON and says
 * what it would have said at the call. Safe for any thread.
 *
 * <p>This class names no type of the library, hence it can be loaded where the library is absent; {@link LogstashCopies}
 * does name them.
 */
public final class LogstashFreezer implements FreezeExtension {

    private static final String ARGUMENT = "net.logstash.logback.argument.StructuredArgument";
    private static final String MARKER = "net.logstash.logback.marker.LogstashMarker";

    private final Class<?> argument;
    private final Class<?> marker;
    private final FreezeExtension copies;

    private LogstashFreezer(Class<?> argument, Class<?> marker, FreezeExtension copies) {
        this.argument = argument;
        this.marker = marker;
        this.copies = copies;
    }

    /**
     * The extension, when the library is on the class path.
     *
     * @param structure keeps what only a mapper knows; null: nobody writes structure
     * @param note receives a line for the status list when something cannot be done as well as usual; each line once
     */
    public static Optional<FreezeExtension> ifPresent(@Nullable Structure structure, Consumer<String> note) {
        try {
            ClassLoader loader = LogstashFreezer.class.getClassLoader();
            Class<?> argument = Class.forName(ARGUMENT, false, loader);
            Class<?> marker = Class.forName(MARKER, false, loader);
            return Optional.of(new LogstashFreezer(argument, marker, copies(structure, note)));
        } catch (ClassNotFoundException | LinkageError absent) {
            return Optional.empty();
        }
    }

    private static FreezeExtension copies(@Nullable Structure structure, Consumer<String> note) {
        LogstashFields fields = LogstashFields.open(note);
        return fields == null ? new ByReference() : new LogstashCopies(fields, structure);
    }

    @Override
    public boolean freezes(Class<?> type) {
        return argument.isAssignableFrom(type) || marker.isAssignableFrom(type);
    }

    @Override
    public Object freeze(Object value, Freezer freezer) {
        return copies.freeze(value, freezer);
    }

    /** As text they would vanish from the JSON. */
    private static final class ByReference implements FreezeExtension {

        @Override
        public boolean freezes(Class<?> type) {
            return true;
        }

        @Override
        public Object freeze(Object value, Freezer freezer) {
            return value;
        }
    }
}
