package io.penstock.benchmark.questions;

import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.contenders.Group;
import io.penstock.benchmark.contenders.LoggingSubject;
import io.penstock.benchmark.contenders.SinkOptions;
import io.penstock.benchmark.figures.Audit;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.MarkdownTable;
import io.penstock.benchmark.measure.Fork;
import io.penstock.benchmark.measure.Form;
import io.penstock.benchmark.measure.Run;
import io.penstock.benchmark.measure.Settings;
import io.penstock.benchmark.report.Audits;
import io.penstock.benchmark.report.Section;
import io.penstock.benchmark.report.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How much heap does a queue hold, empty, and full because the sink has stopped taking anything?
 *
 * <p>The file is a named pipe that nobody reads for a while. One thread logs messages of some 130 characters, each with a text of its
 * own, until its call does not return any more, or 65,536 are logged: who takes so many has no bounds, or drops. 8192 places for
 * everybody who has a setting for it. Heap in use after garbage collections, three times: before it is started, after its first event,
 * and when it takes no more. Then the pipe is read to its end, and what comes out is audited. Linux and macOS only: needs the command mkfifo.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.questions.HeapWhenFull form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class HeapWhenFull implements Question {

    private static final int MOST_CALLS = 65_536;

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Survey.run(List.of(new HeapWhenFull()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        Map<Contender, Properties> results = new EnumMap<>(Contender.class);
        StringBuilder csv = new StringBuilder("contender,taken,empty_bytes,held_bytes,calls,lines\n");
        for (Contender contender : Run.shuffled(run.callers(contender -> takesPart(contender, run.form())), 1)) {
            run.progress("heap when full", 1, 1, contender);
            Optional<Properties> answer = run.measure(contender, InFork.class, "heap-when-full", List.of());
            if (answer.isEmpty()) {
                continue;
            }
            Properties result = answer.get();
            results.put(contender, result);
            csv.append(String.join(
                            ",",
                            contender.id(),
                            result.getProperty("taken"),
                            result.getProperty("emptyBytes"),
                            result.getProperty("heldBytes"),
                            result.getProperty("calls"),
                            result.getProperty("lines")))
                    .append('\n');
            run.keep("heap-when-full.csv", csv.toString());
        }
        return new Section(
                "Heap held when full",
                markdown(results),
                List.of(
                        noneLost(
                                "no line lost by Penstock behind a sink that stood still", Contender.PENSTOCK, results),
                        noneLost(
                                "no line lost by Penstock behind a sink that stood still, with java.util.logging",
                                Contender.JUL_PENSTOCK,
                                results)));
    }

    /**
     * Contenders without a queue are left out, and in the short form those that differ only in how the consumer waits, since their
     * queue is the same.
     */
    private static boolean takesPart(Contender contender, Form form) {
        return contender.group() != Group.JBOSS
                && contender.writesFile()
                && contender != Contender.LOGBACK_FILE
                && contender != Contender.JUL_FILE
                && (form != Form.SHORT || (contender.group() == Group.LOGBACK && !contender.differsInItsWaitOnly()));
    }

    private static Verdict noneLost(String target, Contender ours, Map<Contender, Properties> results) {
        return Audits.noneLost(target, results.containsKey(ours) ? Audits.read(results.get(ours)) : Audit.NOTHING);
    }

    private static String markdown(Map<Contender, Properties> results) {
        StringBuilder text = new StringBuilder(
                "Of the events taken the first one or two thousand are in the file's buffer and in the pipe; with"
                        + " java.util.logging, whose file has no buffer, some four hundred in the pipe.\n\n"
                        + "Held when empty: what starting it and a first event add to the heap. Places that are made ahead"
                        + " show there and nowhere else, and so do the file's buffer and what the library keeps for itself, its"
                        + " configuration and its classes. More when full, and per event taken: what the events add to that. A place that was there before costs an event nothing there; its text,"
                        + " its arguments, and places made for it do.\n");
        for (Group group : Group.values()) {
            Map<Contender, Properties> ofGroup = new LinkedHashMap<>(results);
            ofGroup.keySet().removeIf(contender -> contender.group() != group);
            if (!ofGroup.isEmpty()) {
                text.append(group.heading()).append('\n').append(table(ofGroup));
            }
        }
        return text.toString();
    }

    private static MarkdownTable table(Map<Contender, Properties> results) {
        MarkdownTable table = new MarkdownTable(
                "the sink stands still",
                "events taken",
                "held when empty, MB",
                "more when full, MB",
                "together, MB",
                "B more per event taken",
                "calls",
                "lines",
                "lost");
        results.forEach((contender, result) -> {
            Audit audit = Audits.read(result);
            long taken = Long.parseLong(result.getProperty("taken"));
            double empty = Double.parseDouble(result.getProperty("emptyBytes"));
            double held = Double.parseDouble(result.getProperty("heldBytes"));
            table.row(
                    contender.title(),
                    Figures.count(taken) + (taken == MOST_CALLS ? ", and did not stop" : ""),
                    Figures.of(empty / 1e6),
                    Figures.of(held / 1e6),
                    Figures.of((empty + held) / 1e6),
                    Figures.of(held / taken),
                    Figures.count(audit.calls()),
                    audit.linesText(),
                    audit.lostText());
        });
        return table;
    }

    /** The measuring process. */
    static final class InFork {

        private static final String FILLING = "x".repeat(90);
        private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

        private final LoggingSubject subject;
        private final CountDownLatch readable = new CountDownLatch(1);
        private volatile int calls;
        private volatile boolean full;
        private long lines;

        private InFork(LoggingSubject subject) {
            this.subject = subject;
        }

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Settings settings = Settings.parse(arguments, Set.of("directory", "contender"));
            Path directory = Path.of(settings.require("directory"));
            Properties result = new Properties();
            new InFork(Contender.byId(settings.require("contender")).create())
                    .measure(Fork.sinkDirectory(directory, "sink"), result);
            Fork.report(directory, result);
        }

        private void measure(Path directory, Properties result) throws IOException, InterruptedException {
            Path pipe = directory.resolve("sink.log");
            if (new ProcessBuilder("mkfifo", pipe.toString())
                            .inheritIO()
                            .start()
                            .waitFor()
                    != 0) {
                throw new IllegalStateException("mkfifo " + pipe + " failed");
            }
            Thread reader = new Thread(() -> read(pipe), "pipe-reader");
            reader.start();
            // The first reading loads what reads.
            heapInUse();
            long beforeStart = heapInUse();
            subject.start(directory, SinkOptions.waiting());
            log();
            long empty = heapInUse();

            Thread producer = new Thread(this::fill, "producer");
            producer.start();
            int taken = awaitStandstill(producer);
            long held = heapInUse() - empty;

            full = true;
            readable.countDown();
            producer.join();
            subject.stop();
            reader.join();
            result.setProperty("taken", Integer.toString(taken));
            result.setProperty("emptyBytes", Long.toString(empty - beforeStart));
            result.setProperty("heldBytes", Long.toString(held));
            Audits.write(calls, OptionalLong.of(lines), result);
        }

        private void log() {
            subject.log(calls, FILLING + calls);
            // One writer at a time.
            calls = calls + 1;
        }

        private void fill() {
            while (!full && calls < MOST_CALLS) {
                log();
            }
        }

        private int awaitStandstill(Thread producer) throws InterruptedException {
            int seen = calls;
            long since = System.nanoTime();
            while (producer.isAlive() && System.nanoTime() - since < STUCK_NANOS) {
                TimeUnit.MILLISECONDS.sleep(10);
                if (calls != seen) {
                    seen = calls;
                    since = System.nanoTime();
                }
            }
            return calls;
        }

        private static long heapInUse() throws InterruptedException {
            for (int collection = 0; collection < 3; collection++) {
                System.gc();
                TimeUnit.MILLISECONDS.sleep(50);
            }
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        }

        private void read(Path pipe) {
            // Opening waits for whoever writes; reading waits for us.
            try (BufferedReader in = Files.newBufferedReader(pipe, StandardCharsets.ISO_8859_1)) {
                readable.await();
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    lines += line.contains(LoggingSubject.LINE_MARK) ? 1 : 0;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts a measurement", e);
            }
        }
    }
}
