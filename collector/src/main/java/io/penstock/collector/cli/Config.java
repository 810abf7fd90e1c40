package io.penstock.collector.cli;

import io.penstock.collector.client.LogdConnection;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what the collector expects of its clients. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Prints what the collector tells its clients: address, time-outs, largest batch.")
final class Config implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ServerOption server = new ServerOption();

    @Override
    public Integer call() throws Exception {
        try (LogdConnection connection = server.connect()) {
            if (spec != null) {
                connection
                        .config()
                        .forEach((key, value) -> spec.commandLine().getOut().println(key + ": " + value));
            }
        }
        return 0;
    }
}
