package io.penstock.benchmark.documentation;

import io.penstock.benchmark.contenders.Group;
import io.penstock.benchmark.measure.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The plots and tables that README and documentation show, from the raw output of runs below {@code results/}: {@code mvn -q -Pplots
 * verify -Dbench.name=full-1}. With several names, separated by commas, each plot is of the first run that has figures for it; the
 * tables are of the first run alone, since what stands in one table must have been measured together.
 *
 * <p>The tables stand between marks in {@code README.md} and {@code docs/benchmarks.md}, see {@link MarkedFile}. Whatever the run has no
 * figures for is not in them: what an older run had there must not stay.
 */
public final class DocumentationFigures {

    private static final long RATE = 10_000;

    private DocumentationFigures() {}

    public static void main(String[] arguments) throws IOException {
        Settings settings = Settings.parse(arguments, Set.of("name", "results", "root"));
        Path results = Path.of(settings.get("results", "results"));
        List<Path> runs = new ArrayList<>();
        for (String name : settings.require("name").split(",")) {
            Path run = results.resolve(name);
            if (!Files.isDirectory(run)) {
                throw new IllegalArgumentException(
                        "name=" + name + ": there is no " + run + "; use a directory below " + results);
            }
            runs.add(run);
        }
        Path root = Path.of(settings.get("root", ".."));
        writeTables(root, runs.get(0));
        System.out.println("wrote the tables of README.md and docs/benchmarks.md");
        drawPlots(Files.createDirectories(root.resolve("docs/plots")), runs);
    }

    /** Writes both files or none: it first makes sure that each has its marks. */
    static void writeTables(Path root, Path run) throws IOException {
        RunFigures figures = RunFigures.of(run);
        Path readme = root.resolve("README.md");
        Path benchmarks = root.resolve("docs/benchmarks.md");
        MarkedFile newReadme =
                MarkedFile.read(readme).with("contenders", ContenderTable.markdown(figures, link(readme, run)));
        MarkedFile newBenchmarks = MarkedFile.read(benchmarks)
                .with("run", facts(figures.report().facts(), link(benchmarks, run)))
                .with("targets", TargetTable.markdown(figures.verdicts()))
                .with("rows we lose", Comparisons.of(figures).markdown());
        newReadme.write();
        newBenchmarks.write();
    }

    private static String link(Path from, Path run) {
        Path directory = from.toAbsolutePath().normalize().resolveSibling("");
        String path = directory
                .relativize(run.toAbsolutePath().normalize().resolve("report.md"))
                .toString();
        return "[" + run.getFileName() + "](" + path.replace('\\', '/') + ")";
    }

    private static String facts(Map<String, String> facts, String link) {
        CompactTable table = new CompactTable(Set.of(), List.of("run", link));
        facts.forEach(table::row);
        return table.toString();
    }

    private static void drawPlots(Path plots, List<Path> runs) throws IOException {
        write(plots.resolve("caller-latency.svg"), runs, run -> run.callerLatency(Group.LOGBACK, RATE, "service"));
        write(
                plots.resolve("caller-latency-response.svg"),
                runs,
                run -> run.callerLatency(Group.LOGBACK, RATE, "response"));
        write(plots.resolve("drained-throughput.svg"), runs, run -> run.drainedThroughput(Group.LOGBACK));
        write(plots.resolve("sent-events.svg"), runs, ResultPlots::sentEvents);
    }

    private static void write(Path file, List<Path> runs, Plot plot) throws IOException {
        for (Path run : runs) {
            Optional<String> svg = plot.of(ResultPlots.of(run));
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
