package io.penstock.tcp.window;

import io.penstock.Delivery;
import io.penstock.wire.WireProtocol.Unit;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random actions on a window, compared with the {@link WindowModel} after each of them. */
@Timeout(120)
class InFlightWindowModelTest {

    private static final int SEQUENCES_PER_SEED = 100;
    private static final int ACTIONS = 120;

    /** Where counters that are too narrow would wrap. */
    private static final long[] FIRST = {0, Integer.MAX_VALUE - 100L, (1L << 32) - 100};

    /** Seeds that once failed are kept here; a fresh one is added at each run. */
    static LongStream seeds() {
        return LongStream.concat(
                LongStream.of(1, 2, 3, 4, 5, 8389696371926L, 8542036988394L), LongStream.of(System.nanoTime()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void recordAcknowledged_randomActions_agreesWithTheModel(long seed) {
        run(seed, Unit.RECORD, Delivery.ACKED);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void batchAcknowledged_randomActions_agreesWithTheModel(long seed) {
        run(seed, Unit.BATCH, Delivery.ACKED);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void replay_randomActions_agreesWithTheModel(long seed) {
        run(seed, Unit.NONE, Delivery.REPLAY);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void bestEffort_randomActions_agreesWithTheModel(long seed) {
        run(seed, Unit.NONE, Delivery.BEST_EFFORT);
    }

    private static void run(long seed, Unit unit, Delivery delivery) {
        // Not seed + sequence: the first choices of generators with neighbouring seeds are the same.
        Random seeds = new Random(seed);
        for (int sequence = 0; sequence < SEQUENCES_PER_SEED; sequence++) {
            WindowModel model =
                    new WindowModel(new Random(seeds.nextLong()), unit, delivery, FIRST[sequence % FIRST.length]);
            int action = 0;
            try {
                for (; action < ACTIONS; action++) {
                    model.act();
                }
                model.finish();
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + ", sequence " + sequence + ", action " + action, e);
            }
        }
    }
}
