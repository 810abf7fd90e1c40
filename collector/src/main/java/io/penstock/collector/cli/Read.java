package io.penstock.collector.cli;

import io.penstock.collector.client.LogdConnection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints what is kept. */
@Command(
        name = "read",
        mixinStandardHelpOptions = true,
        description = "Prints a topic's messages, one per line, from the oldest or from an offset on.")
final class Read implements Callable<Integer> {

    @Mixin
    private ServerOption server = new ServerOption();

    @Option(names = "--topic", paramLabel = "NAME", defaultValue = "default", description = "(${DEFAULT-VALUE})")
    private String topic = "default";

    @Option(names = "--offset", paramLabel = "N", defaultValue = "-1", description = "of a batch (the oldest kept)")
    private long offset = -1;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "" + Long.MAX_VALUE, description = "of messages (all)")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = {"--follow", "-f"},
            description = "wait for more at the end")
    private boolean follow;

    @Override
    public Integer call() throws Exception {
        try (LogdConnection connection = server.connect()) {
            new Printing(connection, topic).print(offset, limit, follow);
        }
        return 0;
    }
}
