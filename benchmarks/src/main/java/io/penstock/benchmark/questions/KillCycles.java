package io.penstock.benchmark.questions;

import io.penstock.benchmark.contenders.TcpContender;
import io.penstock.benchmark.contenders.TcpSubject;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.MarkdownTable;
import io.penstock.benchmark.measure.Fork;
import io.penstock.benchmark.measure.Form;
import io.penstock.benchmark.measure.Jdks;
import io.penstock.benchmark.measure.Settings;
import io.penstock.benchmark.report.Environment;
import io.penstock.peer.Received;
import io.penstock.peer.ReceiverProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How many records does a receiver lose that is killed with -9 and restarted, again and again, and does the sender know?
 *
 * <p>One thread logs 4,000 messages of 200 bytes a second while the receiver lives 80 to 1,400 ms and is gone 10 to 50 ms; the
 * same lives for everybody. What is in the receiver's files is counted. Every subject is told to wait when it has no room and
 * to reconnect after 20 ms, so that nothing is lost but by the kills.
 *
 * <p>{@code mvn -q -Pkill verify}. Settings: {@code cycles=30}, {@code subjects=all} or a list of ids, {@code name=} of the
 * directory below {@code results/}.
 */
public final class KillCycles {

    private static final int SLOW_BYTES_PER_SECOND = 400_000;
    private static final String HEADER =
            "contender,reader,kills,calls,received,lost,duplicates,out_of_order,says,seconds\n";

    private KillCycles() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Settings settings = Settings.parse(arguments, Set.of("cycles", "subjects", "name"));
        List<TcpContender> contenders = TcpContender.parse(settings.get("subjects", "all"));
        int cycles = Integer.parseInt(settings.get("cycles", "30"));
        String name = settings.get("name", LocalDate.now(ZoneOffset.UTC) + "-" + Environment.commit() + "-kill");
        Path results = Files.createDirectories(Path.of("results", name));
        Path work = Path.of("target", "kill").toAbsolutePath();

        String environment = Environment.markdown(Form.FULL);
        StringBuilder csv = new StringBuilder(HEADER);
        StringBuilder report = new StringBuilder("# Kill cycles\n\n").append(environment);
        for (String reader : List.of("fast", "slow")) {
            MarkdownTable table = new MarkdownTable(
                    reader + " reader", "lost", "lost per kill", "duplicates per kill", "out of order", "says it lost");
            for (TcpContender contender : contenders) {
                System.out.printf("kill cycles: %s reader, %s%n", reader, contender.id());
                Properties result = Fork.run(
                        Jdks.present(),
                        InFork.class,
                        work,
                        List.of("contender=" + contender.id(), "reader=" + reader, "cycles=" + cycles),
                        Duration.ofMinutes(20));
                csv.append(contender.id())
                        .append(',')
                        .append(reader)
                        .append(',')
                        .append(cycles);
                for (String column :
                        List.of("calls", "received", "lost", "duplicates", "outOfOrder", "says", "seconds")) {
                    csv.append(',').append(result.getProperty(column));
                }
                csv.append('\n');
                table.row(
                        contender.title(),
                        result.getProperty("lost"),
                        perKill(result, "lost", cycles),
                        perKill(result, "duplicates", cycles),
                        result.getProperty("outOfOrder"),
                        result.getProperty("says"));
            }
            report.append('\n').append(table);
        }
        Files.writeString(results.resolve("kill-cycles.csv"), csv);
        Files.writeString(results.resolve("report.md"), report);
        System.out.printf("%n%s%nWritten to results/%s%n", report, name);
    }

    private static String perKill(Properties result, String column, int cycles) {
        return String.format(Locale.ROOT, "%.1f", Double.parseDouble(result.getProperty(column)) / cycles);
    }

    /** The process that logs. */
    static final class InFork {

        private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1) / 4000;
        private static final int MESSAGE_BYTES = 199;

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Settings settings = Settings.parse(arguments, Set.of("directory", "contender", "reader", "cycles"));
            Path directory = Path.of(settings.require("directory"));
            TcpContender contender = TcpContender.byId(settings.require("contender"));
            ReceiverProcess receiver =
                    ReceiverProcess.of(contender.protocol(), Fork.sinkDirectory(directory, "received"));
            if (settings.require("reader").equals("slow")) {
                receiver.slow(SLOW_BYTES_PER_SECOND);
            }
            long began = System.nanoTime();
            TcpSubject subject = contender.create();
            long calls;
            try (receiver) {
                receiver.start();
                subject.start(receiver.port());
                calls = run(subject, receiver, (int) settings.requireLong("cycles"));
                subject.stop();
                settle(receiver.directory());
            }

            Received received = Received.in(receiver.directory());
            Properties result = new Properties();
            result.setProperty("calls", Long.toString(calls));
            result.setProperty("received", Long.toString(received.distinct()));
            result.setProperty("lost", Long.toString(received.lost(calls)));
            result.setProperty("duplicates", Long.toString(received.duplicates()));
            result.setProperty("outOfOrder", Long.toString(received.outOfOrder()));
            result.setProperty("says", subject.confession());
            result.setProperty("seconds", Figures.of((System.nanoTime() - began) / 1e9));
            Fork.report(directory, result);
            System.exit(0);
        }

        private static long run(TcpSubject subject, ReceiverProcess receiver, int cycles)
                throws IOException, InterruptedException {
            AtomicBoolean over = new AtomicBoolean();
            AtomicLong calls = new AtomicLong();
            Thread caller = new Thread(() -> call(subject, over, calls), "caller");
            caller.start();
            SplittableRandom random = new SplittableRandom(20170611);
            for (int cycle = 0; cycle < cycles; cycle++) {
                receiver.prepareNextLife();
                TimeUnit.MILLISECONDS.sleep(random.nextInt(80, 1401));
                receiver.kill();
                TimeUnit.MILLISECONDS.sleep(random.nextInt(10, 51));
                receiver.start();
            }
            TimeUnit.SECONDS.sleep(2);
            over.set(true);
            caller.join();
            return calls.get();
        }

        private static void call(TcpSubject subject, AtomicBoolean over, AtomicLong calls) {
            long due = System.nanoTime();
            while (!over.get()) {
                long now = System.nanoTime();
                if (now < due) {
                    LockSupport.parkNanos(due - now);
                } else {
                    due = Math.max(due, now - TimeUnit.MILLISECONDS.toNanos(20)) + INTERVAL_NANOS;
                    subject.log(new String(Received.numbered(calls.get(), MESSAGE_BYTES), StandardCharsets.US_ASCII));
                    calls.incrementAndGet();
                }
            }
        }

        /** Whoever does not wait for the receiver's end leaves bytes that the receiver has still to read. */
        private static void settle(Path directory) throws IOException, InterruptedException {
            long before = -1;
            for (long now = Received.in(directory).records();
                    now != before;
                    now = Received.in(directory).records()) {
                before = now;
                TimeUnit.SECONDS.sleep(2);
            }
        }
    }
}
