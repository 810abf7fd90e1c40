package io.penstock.logback;

import ch.qos.logback.core.joran.util.PropertySetter;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusManager;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the settings of one component that Joran could not convert. Joran only warns about {@code
 * <ringSize>many</ringSize>} and leaves the default, which is not what the user asked for.
 */
final class JoranMistakes {

    private JoranMistakes() {}

    static List<String> of(Object component, StatusManager statuses) {
        List<String> mistakes = new ArrayList<>();
        for (Status status : statuses.getCopyOfStatusList()) {
            if (status.getLevel() >= Status.WARN
                    && status.getOrigin() instanceof PropertySetter setter
                    && setter.getObj() == component) {
                mistakes.add(status.getMessage().trim() + " Correct the value.");
            }
        }
        return mistakes;
    }
}
