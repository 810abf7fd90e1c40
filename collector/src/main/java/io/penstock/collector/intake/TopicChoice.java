package io.penstock.collector.intake;

import io.penstock.collector.log.TopicName;
import io.penstock.collector.record.LogRecord;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which topic a record belongs to whose protocol names none. Immutable.
 *
 * <p>What a sender calls itself is brought into a topic's alphabet; nothing is refused for it. Who names nothing gets the fallback.
 */
public final class TopicChoice {

    /** Longer names are cut; nobody calls a service so. */
    private static final int MOST_CHARS = 100;

    private final TopicName fallback;
    private final Function<LogRecord, @Nullable String> by;

    private TopicChoice(TopicName fallback, Function<LogRecord, @Nullable String> by) {
        this.fallback = fallback;
        this.by = by;
    }

    /** All records the same. */
    public static TopicChoice always(TopicName topic) {
        return new TopicChoice(topic, record -> null);
    }

    /** By the name of the application, the record's service. */
    public static TopicChoice byApp(TopicName fallback) {
        return new TopicChoice(fallback, LogRecord::service);
    }

    /** By the host that the record names. */
    public static TopicChoice byHost(TopicName fallback) {
        return new TopicChoice(fallback, LogRecord::host);
    }

    /** By the facility of syslog. */
    public static TopicChoice byFacility(TopicName fallback) {
        return new TopicChoice(fallback, LogRecord::facility);
    }

    /** Where records go that name nothing, or whose topic would be one too many. */
    public TopicName fallback() {
        return fallback;
    }

    TopicName of(LogRecord record) {
        String name = by.apply(record);
        return name == null || name.isEmpty() ? fallback : new TopicName(mapped(name));
    }

    /** Each character that a topic's name cannot have, and a dot that it cannot begin with, becomes an underscore. */
    private static String mapped(String name) {
        StringBuilder mapped = new StringBuilder(name.length());
        for (int i = 0; i < Math.min(name.length(), MOST_CHARS); i++) {
            char c = name.charAt(i);
            mapped.append(TopicName.isAllowed(c) && (c != '.' || i > 0) ? c : '_');
        }
        return mapped.toString();
    }
}
