package io.penstock.jul;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads the properties under one prefix, and remembers what is wrong with them. Confined to the thread that configures. */
final class PropertyReader {

    private final String prefix;
    private final UnaryOperator<@Nullable String> properties;
    private final List<String> problems = new ArrayList<>();

    /**
     * @param properties as {@link java.util.logging.LogManager#getProperty}
     */
    PropertyReader(String prefix, UnaryOperator<@Nullable String> properties) {
        this.prefix = prefix;
        this.properties = properties;
    }

    /** Sets what the property says, unless there is none; what the parser throws is a problem. */
    <T extends @Nullable Object> void read(String name, BiFunction<String, String, T> parser, Consumer<T> setting) {
        String text = properties.apply(prefix + "." + name);
        if (text == null || text.isBlank()) {
            return;
        }
        try {
            setting.accept(parser.apply(name, text.trim()));
        } catch (IllegalArgumentException wrong) {
            problems.add(wrong.getMessage());
        }
    }

    /** What could not be read, one sentence each: setting, value, what to do. */
    List<String> problems() {
        return problems;
    }
}
