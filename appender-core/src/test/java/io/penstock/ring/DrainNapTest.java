package io.penstock.ring;

import static io.penstock.ring.TestRing.LONG;
import static io.penstock.ring.TestRing.inBackground;
import static io.penstock.ring.TestRing.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.Severity;
import io.penstock.sink.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrainNapTest {

    private static final long NEARLY_FOR_EVER = TimeUnit.DAYS.toNanos(1);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1024})
    void idle_nothingHappens_takesFewRounds(int lastBatch) {
        DrainNap nap = new DrainNap(TimeUnit.SECONDS.toNanos(1), 8192, Sleeper.PARKED);
        nap.worked(lastBatch);
        long start = System.nanoTime();
        int rounds = 0;

        while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(100)) {
            nap.idle(true, () -> true);
            rounds++;
        }

        // 110 rounds of hesitation and a dozen naps of doubling length; without naps it would be millions.
        assertThat(rounds).isLessThan(300);
    }

    @Test
    void idle_afterLargeBatch_hesitatesBeforeItNaps() {
        DrainNap nap = new DrainNap(NEARLY_FOR_EVER, 8192, Sleeper.PARKED);
        AtomicInteger naps = new AtomicInteger();

        nap.worked(1024);
        for (int round = 0; round < 111; round++) {
            nap.idle(true, () -> naps.incrementAndGet() > 0);
        }
        assertThat(naps).hasValue(0);
        nap.idle(true, () -> naps.incrementAndGet() > 0);

        assertThat(naps).hasValue(1);
    }

    @Test
    void idle_nothingForLong_saysThatItSleeps() {
        DrainNap nap = new DrainNap(50_000, 8192, Sleeper.PARKED);
        AtomicBoolean asleep = new AtomicBoolean();

        int naps = 0;
        while (!asleep.get()) {
            // Looked at where a producer would look; then there is something to do, so that the test need not sleep.
            nap.idle(true, () -> {
                asleep.set(nap.isAsleep());
                return !asleep.get();
            });
            naps++;
        }

        assertThat(naps).isEqualTo(65);
        assertThat(nap.isAsleep()).isFalse();
    }

    @Test
    void idle_workedInBetween_napsBeforeItSleepsAgain() {
        DrainNap nap = new DrainNap(50_000, 8192, Sleeper.PARKED);
        AtomicBoolean everAsleep = new AtomicBoolean();

        for (int round = 0; round < 200; round++) {
            if (round % 60 == 0) {
                nap.worked(1);
            }
            nap.idle(true, () -> {
                everAsleep.compareAndSet(false, nap.isAsleep());
                return true;
            });
        }

        assertThat(everAsleep).isFalse();
    }

    @Test
    void idle_somethingToDo_returnsAtOnce() {
        DrainNap nap = new DrainNap(NEARLY_FOR_EVER, 8192, Sleeper.PARKED);

        // Naps of 50 µs times 2 to the 40th would take years.
        for (int round = 0; round < 60; round++) {
            nap.idle(true, () -> false);
        }
    }

    @Test
    void idle_interruptFlagLeftBehind_isClearedSoThatTheNextNapLasts() {
        DrainNap nap = new DrainNap(TimeUnit.SECONDS.toNanos(1), 8192, Sleeper.PARKED);
        Thread.currentThread().interrupt();

        nap.idle(true, () -> true);

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void wake_betweenAnnouncementAndPark_endsTheNapAtOnce() {
        DrainNap nap = new DrainNap(NEARLY_FOR_EVER, 8192, Sleeper.PARKED);

        // The naps double: from the thirtieth on a lost wake-up costs hours.
        for (int round = 0; round < 60; round++) {
            nap.idle(true, () -> {
                nap.wake();
                return true;
            });
        }
    }

    @Test
    void wake_napperHasASuccessor_wakesTheOneThatNaps() throws Exception {
        List<Thread> woken = new ArrayList<>();
        DrainNap nap = new DrainNap(NEARLY_FOR_EVER, 8192, new Sleeper() {
            @Override
            public void nap(long nanos) {
                throw new IllegalStateException("dies in its nap");
            }

            @Override
            public void wake(Thread drainThread) {
                woken.add(drainThread);
            }
        });
        List<Thread> nappers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread napper = new Thread(() -> assertThatThrownBy(() -> nap.idle(true, () -> true)), "test-napper-" + i);
            napper.start();
            napper.join(LONG.toMillis());
            nappers.add(napper);
        }

        nap.wake();
        nap.wake();

        assertThat(woken).containsExactly(nappers.get(1));
    }

    @Test
    void wake_againstLongNaps_isNeverLost() throws Exception {
        DrainNap nap = new DrainNap(NEARLY_FOR_EVER, 8192, Sleeper.PARKED);
        AtomicLong work = new AtomicLong();
        AtomicLong done = new AtomicLong();
        AtomicBoolean end = new AtomicBoolean();
        AtomicLong napper = new AtomicLong();
        Thread drain = new Thread(
                () -> {
                    while (!end.get()) {
                        long present = work.get();
                        if (present != done.get()) {
                            done.set(present);
                        } else {
                            nap.idle(true, () -> work.get() == done.get() && !end.get());
                            napper.incrementAndGet();
                        }
                    }
                },
                "test-napper");
        drain.setDaemon(true);
        drain.start();

        FutureTask<Boolean> waker = inBackground(() -> {
            // The first naps are short and end by themselves, the later ones only by a wake.
            // As many as a busy machine gets through in that time.
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            for (long item = 1; item <= 20_000 && System.nanoTime() - until < 0; item++) {
                work.set(item);
                nap.wake();
                while (done.get() != item) {
                    Thread.yield();
                }
            }
            return true;
        });

        assertThat(result(waker)).isTrue();
        assertThat(napper.get()).isGreaterThan(40);
        end.set(true);
        nap.wake();
        drain.join(LONG.toMillis());
        assertThat(drain.isAlive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ring_drainThreadInLongNap_isWokenByUrgentEventAndQuarterMark(boolean urgent) {
        RecordingSink sink = new RecordingSink();
        AsyncConfig.Builder config = AsyncConfig.builder().ringSize(64).maxIdleNap(Duration.ofSeconds(1));
        try (TestRing ring = new TestRing(config, sink)) {
            ring.offer(Severity.INFO, 0);
            long events = 1;
            long waited = 0;

            for (int round = 0; round < 10; round++) {
                // The mark lies at every sixteenth event, the urgent one comes right behind it.
                while (events % 16 != (urgent ? 1 : 0)) {
                    ring.offer(Severity.INFO, events++);
                }
                // A flush wakes; each nap is twice as long as the one before, until it is the longest.
                for (int flush = 0; flush < 20; flush++) {
                    assertThat(ring.ring.flush(LONG)).isTrue();
                    awaitNap(ring);
                }
                long start = System.nanoTime();
                ring.offer(urgent ? Severity.ERROR : Severity.INFO, events++);
                ring.awaitDelivered(events);
                waited += System.nanoTime() - start;
            }

            // Ten naps of a second, had nobody woken it.
            assertThat(Duration.ofNanos(waited)).isLessThan(Duration.ofSeconds(4));
        }
    }

    private static void awaitNap(TestRing ring) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(1)).until(() -> {
            Thread thread = ring.drainThread();
            return thread != null && thread.getState() == Thread.State.TIMED_WAITING;
        });
    }
}
