package io.penstock.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a program logs and ends: for a JVM of its own, started by {@link EndingProcess}. The host's program configures itself,
 * and hands over what logs a number as {@code #number#}.
 *
 * <table>
 * <caption>words</caption>
 * <tr><td>{@code main}, {@code exit}, {@code term}</td><td>main returns, System.exit(0), or waits for SIGTERM</td></tr>
 * <tr><td>{@code events=N}</td><td>logged by main before; 2,000 unless said</td></tr>
 * <tr><td>{@code late=N}</td><td>a hook of the application's is busy for 300 ms and then logs so many</td></tr>
 * <tr><td>{@code stops}</td><td>and then stops the host</td></tr>
 * <tr><td>{@code requests=N}</td><td>so many threads log until a hook asks them to stop</td></tr>
 * <tr><td>{@code saturated}</td><td>four more threads want all the machine can give</td></tr>
 * </table>
 */
public final class Ending {

    private static final int BUSY_MILLIS = 300;

    private final List<String> words;
    private final LongConsumer log;
    private final Runnable stop;
    private final AtomicLong numbers = new AtomicLong();
    private final @Nullable LongSupplier accepted;

    private Ending(List<String> words, LongConsumer log, Runnable stop, @Nullable LongSupplier accepted) {
        this.words = words;
        this.log = log;
        this.stop = stop;
        this.accepted = accepted;
    }

    /** Logs, says so on stdout, and ends as the words say. */
    public static void run(List<String> words, LongConsumer log, Runnable stop) throws InterruptedException {
        new Ending(words, log, stop, null).run();
    }

    /**
     * As {@link #run(List, LongConsumer, Runnable)}, for a host that may be stopped before the application's hooks are done.
     *
     * @param accepted how many events were taken by then; those are to be written
     */
    public static void run(List<String> words, LongConsumer log, Runnable stop, LongSupplier accepted)
            throws InterruptedException {
        new Ending(words, log, stop, accepted).run();
    }

    private void run() throws InterruptedException {
        if (words.contains("saturated")) {
            for (int i = 0; i < 4; i++) {
                daemon(() -> {
                    while (true) {
                        Thread.onSpinWait();
                    }
                });
            }
        }
        prepareHooks();
        log(number("events", 2_000));
        System.out.println("logged");
        if (words.contains("exit")) {
            System.exit(0);
        }
        if (words.contains("term")) {
            new CountDownLatch(1).await();
        }
    }

    private void prepareHooks() {
        int late = number("late", 0);
        if (late > 0) {
            hook(() -> {
                stayBusy();
                // Said before: what is logged last has no moment more.
                if (accepted == null) {
                    System.out.println("count " + (numbers.get() + late));
                }
                log(late);
                if (words.contains("stops")) {
                    stop.run();
                }
                if (accepted != null) {
                    System.out.println("count " + accepted.getAsLong());
                }
            });
        }
        int requests = number("requests", 0);
        if (requests > 0) {
            serve(requests);
        }
    }

    private void serve(int requests) {
        AtomicLong ended = new AtomicLong();
        CountDownLatch served = new CountDownLatch(requests);
        for (int i = 0; i < requests; i++) {
            daemon(() -> {
                while (ended.get() == 0) {
                    log(1);
                }
                served.countDown();
            });
        }
        hook(() -> {
            stayBusy();
            ended.set(1);
            served.await();
            System.out.println("count " + (accepted == null ? numbers.get() : accepted.getAsLong()));
        });
    }

    /**
     * What the application does when it ends, before it has something to say: closes its own things, for as long as the one that
     * lost its last lines did. This waits for nothing, and nothing is expected to have happened after it.
     */
    private static void stayBusy() throws InterruptedException {
        Thread.sleep(BUSY_MILLIS);
    }

    private void log(int events) {
        for (int i = 0; i < events; i++) {
            log.accept(numbers.getAndIncrement());
        }
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    private void hook(Step step) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                step.run();
            } catch (InterruptedException nobodyDoesThat) {
                throw new IllegalStateException(nobodyDoesThat);
            }
        }));
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    private int number(String key, int otherwise) {
        return words.stream()
                .filter(word -> word.startsWith(key + "="))
                .map(word -> Integer.parseInt(word.substring(key.length() + 1)))
                .findFirst()
                .orElse(otherwise);
    }

    /** The words of a JVM's arguments. */
    public static List<String> words(String[] arguments) {
        return new ArrayList<>(List.of(arguments));
    }
}
