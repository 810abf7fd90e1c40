package io.penstock.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import io.penstock.sink.CountedSink;
import io.penstock.sink.Echoes;
import io.penstock.sink.Sink;
import io.penstock.sink.SinkTraits;
import io.penstock.sink.Sleeper;
import io.penstock.sink.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A ring driven as a host drives it; closing it checks that its drain thread has ended. */
final class TestRing implements AutoCloseable {

    private static final AtomicInteger NAMES = new AtomicInteger();
    static final Duration LONG = Duration.ofSeconds(20);

    final String threadName = "test-drain-" + NAMES.incrementAndGet();
    final RecordingAnnouncer announcer = new RecordingAnnouncer();
    final List<NumberedSlot> slots = new CopyOnWriteArrayList<>();
    final AsyncRing<NumberedSlot> ring;

    TestRing(AsyncConfig.Builder config, Sink<NumberedSlot> sink) {
        this(config, sink, TimeSource.system());
    }

    TestRing(AsyncConfig.Builder config, Sink<NumberedSlot> sink, TimeSource time) {
        this(config, null, sink, time, EndOfProcess.OF_THIS_JVM);
    }

    /** For whom another process ends. */
    TestRing(AsyncConfig.Builder config, Sink<NumberedSlot> sink, EndOfProcess end) {
        this(config, null, sink, TimeSource.system(), end);
    }

    /** With a stage at admission. */
    TestRing(AsyncConfig.Builder config, AdmissionStage<NumberedSlot> stage, Sink<NumberedSlot> sink) {
        this(config, stage, sink, TimeSource.system(), EndOfProcess.OF_THIS_JVM);
    }

    private TestRing(
            AsyncConfig.Builder config,
            @Nullable AdmissionStage<NumberedSlot> stage,
            Sink<NumberedSlot> sink,
            TimeSource time,
            EndOfProcess end) {
        RingTally tally = new RingTally();
        ring = new AsyncRing<>(
                config.build(),
                threadName,
                this::newSlot,
                stage,
                new CountedSink<>(sink, tally),
                traits(sink),
                tally,
                announcer,
                time,
                end);
    }

    /** A sink of a test is its own sleeper and tells echoes itself, if it can. */
    static SinkTraits traits(Sink<NumberedSlot> sink) {
        Sleeper sleeper = sink instanceof Sleeper itself ? itself : Sleeper.PARKED;
        Echoes echoes = sink instanceof Echoes itself ? itself : Echoes.NONE;
        return new SinkTraits("The wrapped appender", false, sleeper, echoes);
    }

    private NumberedSlot newSlot() {
        NumberedSlot slot = new NumberedSlot();
        slots.add(slot);
        return slot;
    }

    /** Sixteen slots, two of them for WARN and ERROR; never waits. */
    static AsyncConfig.Builder tiny() {
        return AsyncConfig.builder()
                .ringSize(16)
                .overflowPolicy(OverflowPolicy.DROP)
                .drainTimeout(LONG);
    }

    boolean offer(Severity severity, long number) {
        return offer(severity, 0, number, 0);
    }

    boolean offer(Severity severity, int producer, long number, long bytes) {
        if (!ring.admits(severity)) {
            return false;
        }
        NumberedSlot slot = ring.claim(severity, bytes);
        if (slot == null) {
            return false;
        }
        fill(slot, producer, number);
        ring.publish(slot);
        return true;
    }

    /** As a sink does that passes on what it was given. */
    void passOn(NumberedSlot given, long number) {
        NumberedSlot slot = ring.admits(Severity.INFO) ? ring.claim(Severity.INFO, 0, given) : null;
        if (slot != null) {
            fill(slot, 0, number);
            ring.publish(slot);
        }
    }

    static void fill(NumberedSlot slot, int producer, long number) {
        slot.producer = producer;
        slot.number = number;
        slot.payload = slot;
    }

    /** Offers events of increasing numbers from {@code first} on until one is refused; how many got in. */
    int fill(Severity severity, long first) {
        int accepted = 0;
        while (offer(severity, first + accepted)) {
            accepted++;
        }
        return accepted;
    }

    Books books() {
        return ring.books();
    }

    void awaitDelivered(long events) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(1)).until(() -> books().delivered() >= events);
    }

    /** The live drain thread, or null. */
    @Nullable
    Thread drainThread() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(threadName) && thread.isAlive()) {
                return thread;
            }
        }
        return null;
    }

    static <T> FutureTask<T> inBackground(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "test-background");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    static <T> T result(FutureTask<T> task) throws Exception {
        return task.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        ring.stop();
        await().atMost(LONG).pollInterval(Duration.ofMillis(1)).until(() -> drainThread() == null);
        Books books = books();
        assertThat(books.offered()).isEqualTo(books.accepted() + books.dropped());
        assertThat(books.accepted()).isEqualTo(books.delivered() + books.failed() + books.pending());
        assertThat(books.pending()).isNotNegative();
    }
}
