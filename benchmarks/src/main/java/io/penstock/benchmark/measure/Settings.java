package io.penstock.benchmark.measure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Command line settings of the form {@code key=value}; an empty value is the same as none. */
public final class Settings {

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    /** Refuses what is not a setting: a typing error must not silently measure the default. */
    public static Settings parse(String[] arguments, Set<String> known) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String key = equals < 0 ? argument : argument.substring(0, equals);
            if (equals < 0 || !known.contains(key)) {
                throw new IllegalArgumentException("unknown setting " + argument + "; use key=value with a key of "
                        + known.stream().sorted().toList());
            }
            String value = argument.substring(equals + 1);
            if (!value.isBlank()) {
                values.put(key, value);
            }
        }
        return new Settings(values);
    }

    public String get(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    public String require(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing; add " + key + "=...");
        }
        return value;
    }

    public long requireLong(String key) {
        return Long.parseLong(require(key));
    }
}
