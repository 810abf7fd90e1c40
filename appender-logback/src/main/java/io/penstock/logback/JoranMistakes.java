package io.penstock.logback;

import ch.qos.logback.core.joran.util.PropertySetter;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusManager;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the settings of one component that Joran could not convert. Joran only warns about {@code
 * <ringSize>many</ringSize>} and leaves the default, which is not what the user asked for.
 */
final class JoranMistakes {

    private static final Pattern NOT_SET =
            Pattern.compile("Failed to set property \\[(\\w+)] to value \"(.*)\"", Pattern.DOTALL);

    private JoranMistakes() {}

    static List<String> of(Object component, StatusManager statuses) {
        Set<String> mistakes = new LinkedHashSet<>();
        for (Status status : statuses.getCopyOfStatusList()) {
            if (status.getLevel() >= Status.WARN
                    && status.getOrigin() instanceof PropertySetter setter
                    && setter.getObj() == component) {
                Matcher notSet = NOT_SET.matcher(status.getMessage());
                if (notSet.find()) {
                    mistakes.add(mistake(component, notSet.group(1), notSet.group(2)));
                }
            }
        }
        return List.copyOf(mistakes);
    }

    private static String mistake(Object component, String setting, String value) {
        String setter = "set" + Character.toUpperCase(setting.charAt(0)) + setting.substring(1);
        return Arrays.stream(component.getClass().getMethods())
                .filter(method -> method.getName().equals(setter) && method.getParameterCount() == 1)
                .map(method -> method.getParameterTypes()[0])
                .findFirst()
                .map(type -> setting + "=" + value + " is not " + expected(type))
                .orElse(setting + "=" + value + " cannot be read; correct the value");
    }

    private static String expected(Class<?> type) {
        if (type == Duration.class) {
            return "a time; use a number and a unit, such as 5 seconds";
        }
        if (type == FileSize.class) {
            return "a size; use a number and a unit, such as 64MB";
        }
        return type == boolean.class ? "a truth value; use true or false" : "a whole number; use digits only";
    }
}
