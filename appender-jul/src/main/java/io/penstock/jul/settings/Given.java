package io.penstock.jul.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What was set by setters before a handler began: for configurations that make a handler first and set its properties
 * then, as jboss-logmanager's and WildFly's do. Guarded by the handler it belongs to.
 */
public final class Given {

    private final Map<String, String> settings = new LinkedHashMap<>();

    public void set(String setting, String value) {
        settings.put(setting, value);
    }

    /** These, and the properties where there is none. */
    public UnaryOperator<@Nullable String> over(String prefix, UnaryOperator<@Nullable String> properties) {
        return key -> {
            String set = key.startsWith(prefix + ".") ? settings.get(key.substring(prefix.length() + 1)) : null;
            return set == null ? properties.apply(key) : set;
        };
    }
}
