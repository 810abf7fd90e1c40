package io.penstock.logback;

import ch.qos.logback.core.util.Duration;
import io.penstock.AsyncConfig;
import io.penstock.context.CarryContext;
import io.penstock.freeze.FreezeExtension;
import io.penstock.freeze.Freezer;
import io.penstock.freeze.StructureCapture;
import io.penstock.stats.FigureSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects what Joran sets, remembers what could not be understood. Confined to the configuring thread. */
final class Settings {

    final AsyncConfig.Builder builder = AsyncConfig.builder();
    final List<String> immutableTypes = new ArrayList<>();
    boolean includeCallerData;
    CarryContext carryContext = CarryContext.AUTO;
    /** The problems by setting. If a setting is set again with a right value, its problem is removed. */
    private final Map<String, String> misread = new LinkedHashMap<>();

    /** Reads a word; if that fails the problem is kept until start, since a setter can tell Joran nothing. */
    <T> void read(String name, String text, Function<String, T> parser, Consumer<T> setting) {
        try {
            setting.accept(parser.apply(text));
            misread.remove(name);
        } catch (IllegalArgumentException unknown) {
            misread.put(name, unknown.getMessage());
        }
    }

    boolean isMisread(String name) {
        return misread.containsKey(name);
    }

    void maxMessageBytes(long bytes) {
        // Beyond an int the value is refused by its range anyway; only the number shown would be another.
        builder.maxMessageBytes((int) Math.min(bytes, Integer.MAX_VALUE));
    }

    List<String> problems() {
        List<String> problems = new ArrayList<>(misread.values());
        problems.addAll(builder.problems());
        return problems;
    }

    AsyncConfig config() {
        return builder.build();
    }

    /** What the ring and the sender do not know of; as it is now, and holding nothing. */
    FigureSource figures() {
        boolean callerData = includeCallerData;
        String context = carryContext.name().toLowerCase(Locale.ROOT);
        String types = String.join(" ", immutableTypes);
        return figures -> figures.text(
                        "includeCallerData",
                        "Setting: whether the caller's class, method and line are taken.",
                        callerData)
                .text("carryContext", "Setting: whether what belongs to the calling thread is carried along.", context)
                .text("immutableType", "Setting: the types whose instances cross by reference.", types);
    }

    Freezer freezer(@Nullable FreezeExtension extension, @Nullable StructureCapture structure) {
        Freezer.Builder freezer =
                Freezer.builder().maxMessageBytes(config().maxMessageBytes()).structure(structure);
        immutableTypes.forEach(freezer::immutableType);
        if (extension != null) {
            freezer.extension(extension);
        }
        return freezer.build();
    }

    /** Registered names that no class answers to, most likely misspelt. */
    List<String> unknownImmutableTypes(ClassLoader ours) {
        List<String> unknown = new ArrayList<>();
        for (String name : immutableTypes) {
            if (!isKnown(name, ours) && !isKnown(name, Thread.currentThread().getContextClassLoader())) {
                unknown.add(name);
            }
        }
        return unknown;
    }

    private static boolean isKnown(String className, ClassLoader loader) {
        try {
            Class.forName(className, false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError missing) {
            return false;
        }
    }

    static java.time.Duration toJava(Duration duration) {
        return java.time.Duration.ofMillis(duration.getMilliseconds());
    }
}
