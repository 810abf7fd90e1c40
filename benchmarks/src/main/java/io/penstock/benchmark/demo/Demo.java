package io.penstock.benchmark.demo;

import io.penstock.benchmark.contenders.LineAudit;
import io.penstock.benchmark.figures.Lookup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The demonstration: {@code mvn -q -Pdemo verify}.
 *
 * <p>Runs the workload through the proxy, through the plain file appender and through Logback's own AsyncAppender, each with a
 * {@code logback.xml} of its own and otherwise as shipped, and prints what was offered, delivered, dropped and found. Ends with exit
 * code 1 if the proxy's books do not balance or one of its lines is missing, and with 2 if a setting is wrong.
 *
 * <p>{@code -Ddemo.sink=tcp} sends the workload to a receiver that is killed in the middle, {@code -Ddemo.sink=collector} to our collector: see
 * {@link TcpDemo}.
 *
 * <p>{@code -Ddemo.host=jul} does the same with java.util.logging: the proxy, the plain FileHandler, and JBoss's AsyncHandler.
 * {@code -Ddemo.pauseScale=0.1} scales the pauses (0 is flat out), {@code -Ddemo.threads=200}, {@code -Ddemo.actions=1000},
 * {@code -Ddemo.seed=2017}.
 */
public final class Demo {

    private final DemoSettings settings;

    private Demo(DemoSettings settings) {
        this.settings = settings;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        DemoSettings settings;
        try {
            settings = DemoSettings.from(System.getProperties());
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
            return;
        }
        List<String> complaints = settings.sink() == Sink.FILE ? new Demo(settings).run() : new TcpDemo(settings).run();
        complaints.forEach(complaint -> System.err.println("FAILED: " + complaint));
        System.exit(complaints.isEmpty() ? 0 : 1);
    }

    private List<String> run() throws IOException, InterruptedException {
        Workload workload = Workload.of(settings.actions(), settings.seed());
        System.out.printf(
                "%s, %d threads share %d actions: %,d messages, pauses of 10 to 40 ms times %s%n",
                settings.host(), settings.threads(), settings.actions(), workload.lines(), settings.pauseScale());
        warmUp();

        List<Way> ways = settings.host().ways();
        Map<Way, Outcome> outcomes = new LinkedHashMap<>();
        for (Way way : ways) {
            outcomes.put(way, run(way, workload));
        }
        System.out.println();
        System.out.println(OutcomeTable.markdown(outcomes));
        return ways.stream()
                .filter(Way::keepsBooks)
                .flatMap(way -> Lookup.in(outcomes, way).complaints().stream())
                .toList();
    }

    /** Runs every way of logging once in small before any is measured, so that none profits from code that was compiled for another one. */
    private void warmUp() throws IOException, InterruptedException {
        DemoSettings small = settings.warmUp();
        Workload workload = Workload.of(small.actions(), small.seed());
        for (Way way : settings.host().ways()) {
            Path directory = emptyDirectory("warm-up");
            try (Logging logging = way.open(directory)) {
                new Crew(small, workload, logging).work(null);
            }
        }
        emptyDirectory("warm-up");
    }

    private Outcome run(Way way, Workload workload) throws IOException, InterruptedException {
        Path directory = emptyDirectory(way.directory());
        Crew crew;
        Optional<Books> books;
        long started = System.nanoTime();
        try (Logging logging = way.open(directory)) {
            crew = new Crew(settings, workload, logging);
            crew.work(new Progress(System.out, Terminal.isWatched(), way.title(), workload.lines(), started));
            books = way.keepsBooks() ? Books.readWhenSettled() : Optional.empty();
        }
        long elapsed = System.nanoTime() - started;
        long found = LineAudit.countLinesBelow(directory, Worker.MESSAGE_MARK)
                + LineAudit.countLinesBelow(directory, Worker.END_MARK);
        return new Outcome(crew.offered(), books, found, crew.latency(), elapsed);
    }

    private Path emptyDirectory(String name) throws IOException {
        return emptied(settings.directory().resolve(name));
    }

    /** A directory with nothing in it. */
    static Path emptied(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(directory);
    }
}
