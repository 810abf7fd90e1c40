package io.penstock.collector.cli;

import io.penstock.collector.client.LogdConnection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints what comes from now on. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = "Prints a topic's messages as they come, until it is stopped.")
final class Tail implements Callable<Integer> {

    @Mixin
    private ServerOption server = new ServerOption();

    @Option(names = "--topic", paramLabel = "NAME", defaultValue = "default", description = "(${DEFAULT-VALUE})")
    private String topic = "default";

    @Option(names = "--limit", paramLabel = "N", defaultValue = "" + Long.MAX_VALUE, description = "of messages (none)")
    private long limit = Long.MAX_VALUE;

    @Override
    public Integer call() throws Exception {
        try (LogdConnection connection = server.connect()) {
            String end = connection.stats().get("topic." + topic + ".end");
            // Where the topic is not there yet, its first message is the next one.
            new Printing(connection, topic).print(end == null ? 0 : Long.parseLong(end), limit, true);
        }
        return 0;
    }
}
