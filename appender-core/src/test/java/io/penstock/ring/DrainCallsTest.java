package io.penstock.ring;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.RingBuffer;
import io.penstock.AsyncConfig;
import io.penstock.sink.LossReport;
import io.penstock.sink.Sink;
import io.penstock.sink.SinkTraits;
import io.penstock.sink.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many of those who wait for room are called, and when: the drain loop by itself, in front of callers that never come. */
@Timeout(20)
class DrainCallsTest {

    private static final int SLOTS = 1024;
    private static final int CALLERS = 200;

    private final RingBuffer<NumberedSlot> ring = RingBuffer.createMultiProducer(NumberedSlot::new, SLOTS);
    private final ManualTime time = new ManualTime();
    private final ByteBudget budget = new ByteBudget(1 << 20, SLOTS);
    private final SpaceWaiters waiters = new SpaceWaiters(ring, budget, 1, () -> {}, time);
    private final List<WaitingLine.Waiter> callers = new ArrayList<>();
    private DrainLoop<NumberedSlot> loop;

    /** What is to happen after so many events, and in each round of the loop after the last. */
    private class Script implements Sink<NumberedSlot> {

        int delivered;
        int idleRounds;
        boolean ended;

        void end() {
            ended = true;
            loop.stopWhenEmpty();
        }

        void after(int events) {}

        void idle(int round) {}

        @Override
        public void deliver(NumberedSlot slot) {
            after(++delivered);
        }

        @Override
        public boolean advance() {
            if (!ended && ring.getCursor() + 1 == delivered) {
                idle(++idleRounds);
            }
            return false;
        }

        @Override
        public void endOfBatch() {}

        @Override
        public long flush() {
            return EVERYTHING;
        }

        @Override
        public void report(LossReport report) {}
    }

    /** Otherwise the first of them take all there is, and the others were woken for nothing. */
    @Test
    void run_calledOnesAreOnTheirWay_callsNobodyElse() {
        List<Integer> called = new ArrayList<>();
        join();

        run(new Script() {
            @Override
            void after(int events) {
                called.add(called());
            }

            @Override
            void idle(int round) {
                called.add(called());
                end();
            }
        });

        assertThat(called.subList(SLOTS / 2 + 64, called.size())).containsOnly(4);
    }

    /** They may not be scheduled; then somebody else shall have the room, though nothing more can be consumed. */
    @Test
    void run_calledOnesDoNotCome_callsEverMore() {
        List<Integer> called = new ArrayList<>();
        join();

        run(new Script() {
            @Override
            void idle(int round) {
                called.add(called());
                time.advance(Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(250)));
                if (round == 7) {
                    end();
                }
            }
        });

        assertThat(called).containsExactly(4, 8, 16, 32, 64, 128, CALLERS);
    }

    /** Those wait for something else: bytes, perhaps. Called for ever, they would keep two threads busy. */
    @Test
    void run_allWereCalledAndNothingHappens_callsThemNoMore() {
        List<Integer> called = new ArrayList<>();
        join();

        run(new Script() {
            @Override
            void idle(int round) {
                time.advance(Duration.ofMillis(1));
                if (round == 20) {
                    // Back in line after a look in vain.
                    callers.forEach(caller -> caller.await(1));
                } else if (round > 20) {
                    called.add(called());
                }
                if (round == 40) {
                    end();
                }
            }
        });

        assertThat(called).hasSize(20).containsOnly(0);
    }

    @Test
    void run_roomWasTaken_callsAFewAgain() {
        List<Integer> called = new ArrayList<>();
        join();

        run(new Script() {
            @Override
            void idle(int round) {
                time.advance(Duration.ofMillis(1));
                if (round == 4) {
                    callers.forEach(caller -> caller.await(1));
                    publish();
                } else if (round > 4) {
                    called.add(called());
                    end();
                }
            }
        });

        assertThat(called).containsExactly(4);
    }

    /** Half a ring may take a slow sink minutes, and no caller waits that long. A faster one will be there soon. */
    @Test
    void run_slowSink_callsOneForEachSlot() {
        List<Integer> called = new ArrayList<>();
        join();

        run(new Script() {
            @Override
            void after(int events) {
                // Slots are given back after the first event, and in steps of 64.
                if (events % 64 == 1 && events > 1 && events < SLOTS / 2) {
                    called.add(called());
                    callers.forEach(caller -> caller.await(1));
                    time.advance(Duration.ofMillis(events == 129 ? 1 : 2));
                }
            }

            @Override
            void idle(int round) {
                end();
            }
        });

        assertThat(called).containsExactly(1, 64, 0, 4, 64, 64, 64);
    }

    private void join() {
        for (int i = 0; i < CALLERS; i++) {
            callers.add(waiters.line.join(false));
        }
    }

    private void publish() {
        for (int i = 0; i < SLOTS; i++) {
            long sequence = ring.next();
            ring.get(sequence).occupied = true;
            ring.publish(sequence);
        }
    }

    private int called() {
        return (int) callers.stream().filter(WaitingLine.Waiter::isCalled).count();
    }

    private void run(Script script) {
        AsyncConfig config = AsyncConfig.builder().ringSize(SLOTS).build();
        loop = new DrainLoop<>(
                ring,
                new FillMark(ring),
                script,
                SinkTraits.of("The sink"),
                new RingTally(),
                budget,
                waiters,
                new FlushBarriers(),
                new Commands(),
                new LossReporter(new DropLedger(time), time, config),
                false,
                slot -> {},
                new DrainNap(TimeUnit.MILLISECONDS.toNanos(1), SLOTS, Sleeper.PARKED),
                new RecordingAnnouncer(),
                time);
        publish();
        loop.run();
    }
}
