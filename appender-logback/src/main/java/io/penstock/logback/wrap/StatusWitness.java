package io.penstock.logback.wrap;

import ch.qos.logback.core.Appender;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.recovery.ResilientOutputStreamBase;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusManager;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the errors that a wrapped appender reports while it takes an event: most appenders swallow their exceptions and
 * tell only the status manager. Logback lets only a few such reports through, so this is a witness, not proof. Confined
 * to the drain thread.
 *
 * <p>It asks the status manager how many statuses there are, and looks at them if there are more. It does not listen: as
 * soon as anybody does, Logback itself prints none of its errors and warnings any more.
 */
final class StatusWitness {

    private static final String[] CONFIGURATION = {
        "ch.qos.logback.core.joran.",
        "ch.qos.logback.core.model.",
        "ch.qos.logback.classic.joran.",
        "ch.qos.logback.classic.model."
    };

    private final Context context;
    private int before;

    StatusWitness(Context context) {
        this.context = context;
    }

    /** Before an event is handed over. */
    void begin() {
        before = context.getStatusManager().getCount();
    }

    /** The error of the appender since {@link #begin}, or null. */
    @Nullable
    Status error(Appender<?> appender) {
        StatusManager statuses = context.getStatusManager();
        int more = statuses.getCount() - before;
        return more == 0 ? null : find(statuses.getCopyOfStatusList(), more, appender);
    }

    private static @Nullable Status find(List<Status> statuses, int more, Appender<?> appender) {
        // Fewer than before: the list was cleared meanwhile, and all of it is new.
        int first = more < 0 ? 0 : Math.max(0, statuses.size() - more);
        for (Status status : statuses.subList(first, statuses.size())) {
            if (status.getLevel() == Status.ERROR && mayComeFrom(appender, status.getOrigin())) {
                return status;
            }
        }
        return null;
    }

    /**
     * A status does not tell its thread. What is certainly somebody else's was added on another one at the same moment;
     * the rest may come from whatever the appender is made of.
     */
    private static boolean mayComeFrom(Appender<?> appender, @Nullable Object origin) {
        if (origin == appender) {
            return true;
        }
        // A stream of the appender's own is watched by other means.
        return !(origin instanceof Appender<?>)
                && !(origin instanceof ResilientOutputStreamBase)
                && !isConfiguration(origin);
    }

    private static boolean isConfiguration(@Nullable Object origin) {
        if (origin != null) {
            String name = origin.getClass().getName();
            for (String prefix : CONFIGURATION) {
                if (name.startsWith(prefix)) {
                    return true;
                }
            }
        }
        return false;
    }
}
