package io.penstock.ring;

import static io.penstock.ring.TestRing.LONG;
import static io.penstock.ring.TestRing.tiny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Books;
import io.penstock.DropReason;
import io.penstock.Severity;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random actions on one ring whose sink moves step by step, compared with a model that only counts. */
class RandomActionsTest {

    private static final int CAPACITY = 16;
    private static final int ACTIONS = 400;
    private static final Severity[] SEVERITIES = Severity.values();

    /** Seeds that once failed are kept here; a fresh one is added at each run. */
    static LongStream seeds() {
        return LongStream.concat(LongStream.rangeClosed(1, 20), LongStream.of(System.nanoTime()));
    }

    /** Takes an event for every permit, and fails for numbers divisible by five. */
    private static final class SteppingSink extends RecordingSink {
        final Semaphore permits = new Semaphore(0);

        @Override
        void take(NumberedSlot slot) throws Exception {
            permits.acquire();
            if (fails(slot.number)) {
                throw new IOException("event " + slot.number);
            }
        }

        static boolean fails(long number) {
            return number % 5 == 0;
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void ring_randomActions_agreesWithTheModel(long seed) {
        Random random = new Random(seed);
        SteppingSink sink = new SteppingSink();
        List<Long> accepted = new ArrayList<>();
        long offered = 0;
        int worked = 0;
        try (TestRing ring = new TestRing(tiny(), sink)) {
            for (int action = 0; action < ACTIONS; action++) {
                String at = "seed " + seed + ", action " + action;
                int waiting = accepted.size() - worked;
                switch (random.nextInt(8)) {
                    case 0, 1, 2, 3, 4 -> {
                        Severity severity = SEVERITIES[random.nextInt(SEVERITIES.length)];
                        int room = severity.isAtLeast(Severity.WARN) ? CAPACITY : CAPACITY - 2;
                        boolean in = ring.offer(severity, offered);
                        // The slot of the last event worked off may be on its way back.
                        assertThat(in || waiting + 1 >= room)
                                .as("%s: refused with %s waiting", at, waiting)
                                .isTrue();
                        assertThat(!in || waiting < room)
                                .as("%s: taken with %s waiting", at, waiting)
                                .isTrue();
                        if (in) {
                            accepted.add(offered);
                        }
                        offered++;
                    }
                    case 5 -> {
                        int steps = random.nextInt(waiting + 1);
                        sink.permits.release(steps);
                        worked += steps;
                        awaitWorked(ring, worked, at);
                    }
                    case 6 -> {
                        sink.permits.release(waiting);
                        worked += waiting;
                        assertThat(ring.ring.flush(LONG)).as(at).isTrue();
                        assertThat(sink.written).as(at).containsExactlyElementsOf(successes(accepted));
                    }
                    default -> {
                        Books books = ring.books();
                        assertThat(books.offered()).as(at).isEqualTo(offered);
                        assertThat(books.accepted()).as(at).isEqualTo(accepted.size());
                        assertThat(books.pending()).as(at).isEqualTo(waiting);
                    }
                }
            }
            sink.permits.release(CAPACITY);

            assertThat(ring.ring.stop()).as("seed %s", seed).isZero();
            assertThat(ring.offer(Severity.INFO, offered)).isFalse();

            Books books = ring.books();
            assertThat(sink.seen).as("seed %s", seed).containsExactlyElementsOf(accepted);
            assertThat(sink.written).as("seed %s", seed).containsExactlyElementsOf(successes(accepted));
            assertThat(books.offered()).isEqualTo(offered + 1);
            assertThat(books.accepted()).isEqualTo(accepted.size());
            assertThat(books.delivered()).isEqualTo(successes(accepted).size());
            assertThat(books.failed()).isEqualTo(accepted.size() - books.delivered());
            assertThat(books.dropped(DropReason.STOPPED)).isOne();
            assertThat(books.dropped(DropReason.RING_FULL)).isEqualTo(offered - accepted.size());
            // The one drop after the stop is in the books, but nobody was left to report it.
            assertThat(sink.reports.stream()
                            .mapToLong(report -> report.lost().total())
                            .sum())
                    .as("seed %s", seed)
                    .isEqualTo(books.dropped() - 1);
        }
    }

    private static List<Long> successes(List<Long> numbers) {
        return numbers.stream().filter(number -> !SteppingSink.fails(number)).toList();
    }

    private static void awaitWorked(TestRing ring, int worked, String at) {
        await(at).atMost(LONG).pollInterval(Duration.ofMillis(1)).until(() -> {
            Books books = ring.books();
            return books.delivered() + books.failed() == worked;
        });
    }
}
