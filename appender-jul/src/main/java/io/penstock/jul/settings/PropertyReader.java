package io.penstock.jul.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads the properties under one prefix, and remembers what is wrong with them. Confined to the thread that configures. */
public final class PropertyReader {

    private final String prefix;
    private final UnaryOperator<@Nullable String> properties;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> known = new TreeSet<>();
    private final Set<String> misread = new TreeSet<>();

    /**
     * @param properties as {@link java.util.logging.LogManager#getProperty}
     */
    public PropertyReader(String prefix, UnaryOperator<@Nullable String> properties) {
        this.prefix = prefix;
        this.properties = properties;
    }

    /** Sets what the property says, unless there is none; what the parser throws is a problem. */
    <T extends @Nullable Object> void read(String name, BiFunction<String, String, T> parser, Consumer<T> setting) {
        known.add(name);
        String text = properties.apply(prefix + "." + name);
        if (text == null || text.isBlank()) {
            return;
        }
        try {
            setting.accept(parser.apply(name, text.trim()));
        } catch (IllegalArgumentException wrong) {
            misread.add(name);
            problems.add(wrong.getMessage());
        }
    }

    boolean isMisread(String name) {
        return misread.contains(name);
    }

    /**
     * Reports each of these names that is no setting, since it is most likely misspelt. To be called when all settings have
     * been read.
     */
    public void mustBeKnown(Set<String> given) {
        for (String name : new TreeSet<>(given)) {
            if (!known.contains(name)) {
                problems.add(name + " is no setting here; use some of " + String.join(", ", known));
            }
        }
    }

    /** What could not be read, one sentence each: setting, value, what to do. */
    public List<String> problems() {
        return problems;
    }
}
