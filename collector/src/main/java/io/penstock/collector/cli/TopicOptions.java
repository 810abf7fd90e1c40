package io.penstock.collector.cli;

import io.penstock.collector.intake.TopicChoice;
import io.penstock.collector.log.TopicName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The topic of records whose protocol names none. */
final class TopicOptions {

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "of records whose protocol names none (${DEFAULT-VALUE})")
    private String topic = "default";

    @Option(
            names = "--topic-by",
            paramLabel = "WHAT",
            description =
                    "a topic for each app, host or facility that such records name; --topic for those that name none, and when there are --max-topics (all the same)")
    private @Nullable String by;

    /** @throws IllegalArgumentException that names the setting */
    TopicChoice choice() {
        if (!TopicName.isValid(topic)) {
            throw new IllegalArgumentException(
                    "--topic=" + topic + " is no name of a topic; use letters, digits, dot, underscore and hyphen");
        }
        TopicName fallback = new TopicName(topic);
        if (by == null) {
            return TopicChoice.always(fallback);
        }
        return switch (by) {
            case "app" -> TopicChoice.byApp(fallback);
            case "host" -> TopicChoice.byHost(fallback);
            case "facility" -> TopicChoice.byFacility(fallback);
            default ->
                throw new IllegalArgumentException("--topic-by=" + by + " is unknown; use app, host or facility");
        };
    }
}
