package io.penstock.logback.freeze;

import io.penstock.freeze.FreezeExtension;
import io.penstock.freeze.Freezer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

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
    private static final String JACKSON_3 = "tools.jackson.core.JsonGenerator";

    private final Class<?> argument;
    private final Class<?> marker;
    private final FreezeExtension copies;

    private LogstashFreezer(Class<?> argument, Class<?> marker, FreezeExtension copies) {
        this.argument = argument;
        this.marker = marker;
        this.copies = copies;
    }

    /**
     * The extension, when the library is on the class path. Before its release 9.0 the library writes with Jackson 2;
     * then its objects cross by reference, because as text they would vanish from the JSON.
     *
     * @param note receives a line for the status list when something cannot be done as well as usual; each line once
     */
    public static Optional<FreezeExtension> ifPresent(Consumer<String> note) {
        try {
            ClassLoader loader = LogstashFreezer.class.getClassLoader();
            Class<?> argument = Class.forName(ARGUMENT, false, loader);
            Class<?> marker = Class.forName(MARKER, false, loader);
            FreezeExtension copies = copies(argument, note);
            return Optional.of(new LogstashFreezer(argument, marker, copies));
        } catch (ClassNotFoundException | LinkageError absent) {
            return Optional.empty();
        }
    }

    private static FreezeExtension copies(Class<?> argument, Consumer<String> note) {
        boolean jackson3 = Arrays.stream(argument.getMethods())
                .filter(method -> method.getName().equals("writeTo"))
                .anyMatch(method -> method.getParameterTypes()[0].getName().equals(JACKSON_3));
        if (jackson3) {
            return new LogstashCopies(note);
        }
        note.accept(
                "logstash-logback-encoder before 9.0: its structured arguments and markers are not frozen, their JSON"
                        + " may show later values; use 9.0 or later");
        return new ByReference();
    }

    @Override
    public boolean freezes(Class<?> type) {
        return argument.isAssignableFrom(type) || marker.isAssignableFrom(type);
    }

    @Override
    public Object freeze(Object value, Freezer freezer) {
        return copies.freeze(value, freezer);
    }

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
