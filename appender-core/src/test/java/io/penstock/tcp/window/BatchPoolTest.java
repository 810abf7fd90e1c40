package io.penstock.tcp.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchPoolTest {

    private static final int BATCH = 1000;

    private final BatchPool pool = new BatchPool(10 * BATCH, BATCH, 16, true);
    private final Deque<KeptBatch> lent = new ArrayDeque<>();

    @Test
    void hasRoom_ninthBatchLent_isFalseAsTheLastOneIsForALongRecord() {
        take(BATCH - 16, 8);
        assertThat(pool.hasRoom()).isTrue();

        take(BATCH - 16, 1);

        assertThat(pool.hasRoom()).isFalse();
        assertThat(pool.isWithinLimit()).isTrue();
        take(100, 1);
        assertThat(pool.isWithinLimit()).isFalse();
        assertThat(pool.allocatedBytes()).isEqualTo(10 * BATCH);
    }

    @Test
    void take_afterGivingBack_lendsTheSameAgain() {
        take(100, 3);
        KeptBatch last = lent.getLast();
        pool.giveBack(lent.removeLast());

        take(100, 1);

        assertThat(lent.getLast()).isSameAs(last);
        assertThat(pool.allocatedBytes()).isEqualTo(3 * BATCH);
    }

    @Test
    void take_largeRecords_useTheSpareOne() {
        take(5 * BATCH, 1);
        KeptBatch large = lent.removeLast();
        pool.giveBack(large);
        assertThat(pool.allocatedBytes()).isEqualTo(6 * BATCH);

        take(4 * BATCH, 1);

        assertThat(lent.getLast()).isSameAs(large);
        assertThat(pool.allocatedBytes()).isEqualTo(6 * BATCH);
    }

    @Test
    void take_largeRecordsAgainAndAgain_allocatesNothingMore() {
        take(2 * BATCH, 3);
        Set<KeptBatch> allocated = Collections.newSetFromMap(new IdentityHashMap<>());
        allocated.addAll(lent);

        for (int i = 0; i < 100; i++) {
            pool.giveBack(lent.removeFirst());
            pool.giveBack(lent.removeFirst());
            take(2 * BATCH + i % 100, 2);
            allocated.addAll(lent);
        }

        assertThat(allocated).hasSize(3);
        assertThat(pool.allocatedBytes()).isEqualTo(9 * BATCH);
    }

    @Test
    void take_largeRecordWhileOthersAreIdle_letsGoOfTheIdle() {
        take(100, 9);
        while (!lent.isEmpty()) {
            pool.giveBack(lent.removeLast());
        }
        assertThat(pool.allocatedBytes()).isEqualTo(9 * BATCH);

        take(4 * BATCH, 1);

        assertThat(pool.allocatedBytes()).isBetween(9L * BATCH, 10L * BATCH);
    }

    @Test
    void keptBatch_shortRecords_areNoMoreThanItsTablesMayHold() {
        KeptBatch batch = pool.take(1);
        batch.begin(0);
        while (batch.hasRoomFor(1)) {
            batch.batch().buffer().put((byte) 0);
            batch.endRecord("");
        }

        assertThat(batch.records()).isEqualTo(BATCH / 16);
    }

    private void take(int frameBytes, int batches) {
        for (int i = 0; i < batches; i++) {
            lent.addLast(pool.take(frameBytes));
        }
    }
}
