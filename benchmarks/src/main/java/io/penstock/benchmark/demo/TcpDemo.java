package io.penstock.benchmark.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The demonstration over TCP: {@code mvn -q -Pdemo verify -Ddemo.sink=tcp|collector [-Ddemo.host=jul]}.
 *
 * <p>The same workload through {@code TcpAppender}, or {@code TcpHandler}, RELP and {@code acked}, to a receiver in a process of its own. When half of
 * the calls are made, the receiver is killed with -9; it is back 300 ms later, on the same port; the collector takes longer, since its JVM
 * starts only then. What is in its files afterwards, and what {@code query} finds in the collector's, is set beside what the sender says.
 */
final class TcpDemo {

    private static final long GONE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final DemoSettings settings;

    TcpDemo(DemoSettings settings) {
        this.settings = settings;
    }

    /** What went wrong; empty if all is well. */
    List<String> run() throws IOException, InterruptedException {
        Workload workload = Workload.of(settings.actions(), settings.seed());
        System.out.printf(
                "%s over TCP, %d threads share %d actions: %,d messages, pauses of 10 to 40 ms times %s%n",
                settings.host(), settings.threads(), settings.actions(), workload.lines(), settings.pauseScale());
        DemoSettings small = settings.warmUp();
        run("warm-up", small, Workload.of(small.actions(), small.seed()), false);

        TcpOutcome outcome = run("relp, killed in the middle", settings, workload, true);
        System.out.println();
        System.out.println(outcome.markdown());
        return outcome.complaints();
    }

    private TcpOutcome run(String title, DemoSettings crewSettings, Workload workload, boolean shown)
            throws IOException, InterruptedException {
        Path directory =
                Demo.emptied(settings.directory().resolve(settings.sink().toString()));
        try (Receiver receiver = receiver(directory)) {
            receiver.start();
            long started = System.nanoTime();
            TcpLogging sender = TcpLogging.open(settings.host(), receiver.port(), longestWait());
            Crew crew;
            Optional<Books> books;
            try (Logging logging = sender.logging()) {
                crew = new Crew(crewSettings, workload, logging);
                AtomicBoolean over = new AtomicBoolean();
                Thread killer = new Thread(() -> killInTheMiddle(receiver, crew, workload.lines() / 2, over), "killer");
                killer.start();
                crew.work(
                        shown
                                ? new Progress(System.out, Terminal.isWatched(), title, workload.lines(), started)
                                : null);
                over.set(true);
                killer.join();
                books = Books.readWhenSettled();
            }
            long elapsed = System.nanoTime() - started;
            return new TcpOutcome(
                    TcpLogging.senderOf(settings.host()),
                    crew.offered(),
                    books,
                    sender.stats().get(),
                    receiver.received(),
                    receiver.removed(),
                    receiver.kills(),
                    crew.latency(),
                    elapsed);
        }
    }

    private Receiver receiver(Path directory) throws IOException {
        return settings.sink() == Sink.COLLECTOR ? new CollectorReceiver(directory) : Receiver.ofLines(directory);
    }

    /** The default, unless a JVM has to start meanwhile: then a ring that is full stays so for longer, and nobody gives up. */
    private String longestWait() {
        return settings.sink() == Sink.COLLECTOR ? "30 seconds" : "1 second";
    }

    private static void killInTheMiddle(Receiver receiver, Crew crew, long half, AtomicBoolean over) {
        while (crew.offered() < half && !over.get()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        receiver.kill();
        LockSupport.parkNanos(GONE_NANOS);
        try {
            receiver.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
