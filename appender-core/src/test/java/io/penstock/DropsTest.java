package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DropsTest {

    private final long[][] table = new long[DropReason.values().length][Severity.values().length];

    @Test
    void of_reasonAndSeverity_sumsWhatWasLeftOpen() {
        count(DropReason.RING_FULL, Severity.DEBUG, 10);
        count(DropReason.RING_FULL, Severity.INFO, 2);
        count(DropReason.STOPPED, Severity.INFO, 1);

        Drops drops = new Drops(table);

        assertThat(drops.total()).isEqualTo(13);
        assertThat(drops.of(DropReason.RING_FULL)).isEqualTo(12);
        assertThat(drops.of(Severity.INFO)).isEqualTo(3);
        assertThat(drops.of(DropReason.RING_FULL, Severity.INFO)).isEqualTo(2);
        assertThat(drops.of(DropReason.NESTED)).isZero();
        assertThat(drops.byReason()).isEqualTo("ringFull=12 stopped=1");
        assertThat(drops.bySeverity()).isEqualTo("DEBUG=10 INFO=3");
        assertThat(drops).hasToString("dropped=13 (ringFull=12 stopped=1)");
        assertThat(Drops.none()).hasToString("dropped=0");
    }

    @Test
    void since_earlierDrops_isTheDifferenceAndChangesNeither() {
        count(DropReason.NESTED, Severity.INFO, 3);
        Drops earlier = new Drops(table);
        count(DropReason.NESTED, Severity.INFO, 7);
        count(DropReason.STOPPED, Severity.ERROR, 1);
        Drops later = new Drops(table);

        Drops lost = later.since(earlier);

        assertThat(lost).hasToString("dropped=8 (nested=7 stopped=1)");
        assertThat(lost.bySeverity()).isEqualTo("INFO=7 ERROR=1");
        assertThat(earlier.total()).isEqualTo(3);
        assertThat(later.total()).isEqualTo(11);
    }

    @Test
    void books_drops_areTheirs() {
        count(DropReason.WAIT_EXPIRED, Severity.WARN, 4);
        Books books = new Books(3, 1, 0, 0, new Drops(table));
        Books earlier = Books.empty();

        assertThat(books.offered()).isEqualTo(7);
        assertThat(books.dropped(DropReason.WAIT_EXPIRED, Severity.WARN)).isEqualTo(4);
        assertThat(books.droppedSince(earlier).total()).isEqualTo(4);
        assertThat(books).hasToString("offered=7 accepted=3 delivered=1 failed=0 pending=2 dropped=4 (waitExpired=4)");
    }

    private void count(DropReason reason, Severity severity, long events) {
        table[reason.ordinal()][severity.ordinal()] += events;
    }
}
