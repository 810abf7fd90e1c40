package io.penstock.benchmark;

import io.penstock.benchmark.subject.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The plots that the README shows, drawn from the raw output of runs below {@code results/}: {@code mvn -q -Pplots verify
 * -Dbench.name=short-1}. With several names, separated by commas, each plot is of the first run that has figures for it.
 */
public final class DocumentationPlots {

    private static final long RATE = 10_000;

    private DocumentationPlots() {}

    public static void main(String[] arguments) throws IOException {
        Settings settings = Settings.parse(arguments, Set.of("name", "results", "plots"));
        Path results = Path.of(settings.get("results", "results"));
        Path plots = Files.createDirectories(Path.of(settings.get("plots", "../docs/plots")));
        List<ResultPlots> runs = new ArrayList<>();
        for (String name : settings.require("name").split(",")) {
            Path run = results.resolve(name);
            if (!Files.isDirectory(run)) {
                throw new IllegalArgumentException(
                        "name=" + name + ": there is no " + run + "; use a directory below " + results);
            }
            runs.add(ResultPlots.of(run));
        }
        write(plots.resolve("caller-latency.svg"), runs, run -> run.callerLatency(Group.LOGBACK, RATE, "service"));
        write(plots.resolve("drained-throughput.svg"), runs, run -> run.drainedThroughput(Group.LOGBACK));
        write(plots.resolve("sent-events.svg"), runs, ResultPlots::sentEvents);
    }

    private static void write(Path file, List<ResultPlots> runs, Plot plot) throws IOException {
        for (ResultPlots run : runs) {
            Optional<String> svg = plot.of(run);
            if (svg.isPresent()) {
                Files.writeString(file, svg.get());
                System.out.println("drew " + file);
                return;
            }
        }
        System.out.println("no figures for " + file.getFileName() + "; it stays as it is");
    }

    private interface Plot {
        Optional<String> of(ResultPlots run) throws IOException;
    }
}
