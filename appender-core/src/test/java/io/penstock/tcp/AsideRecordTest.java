package io.penstock.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.Destination;
import io.penstock.TcpConfig;
import io.penstock.encode.Utf8Buffer;
import io.penstock.sink.Tally;
import io.penstock.tcp.window.InFlightWindow;
import io.penstock.tcp.window.TakenOut;
import io.penstock.wire.relp.RelpProtocol;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AsideRecordTest {

    private static final Destination FIRST = Destination.parse("first:514");
    private static final Destination SECOND = Destination.parse("second:514");

    private final AsideRecord aside = new AsideRecord(takenOut(), FIRST, 10, 0);

    private static TakenOut takenOut() {
        TcpConfig config = TcpConfig.builder().destination("first:514").build();
        InFlightWindow window = new InFlightWindow(config, new RelpProtocol(), Tally.discarding());
        window.add(new Utf8Buffer(8).append("poison"), "");
        return window.suspects().takeOut(0);
    }

    @Test
    void refused_sameDestinationTookOthersMeanwhile_counts() {
        aside.refused(FIRST, 11);
        aside.refused(FIRST, 12);

        assertThat(aside.refusals()).isEqualTo(2);
    }

    @Test
    void refused_nothingElseWasTakenMeanwhile_doesNotCount() {
        aside.refused(FIRST, 10);
        aside.refused(FIRST, 11);
        aside.refused(FIRST, 11);

        assertThat(aside.refusals()).isEqualTo(1);
    }

    /** What was taken since was another destination's: of this one it is not known whether it takes anything. */
    @Test
    void refused_anotherDestination_countsOnlyOnceThatOneTookOthers() {
        aside.refused(SECOND, 11);
        assertThat(aside.refusals()).isZero();

        aside.refused(SECOND, 12);
        assertThat(aside.refusals()).isEqualTo(1);
    }

    @Test
    void tried_againAndAgain_isDueAtGrowingIntervalsOfAMinuteAtMost() {
        long[] seconds = {2, 6, 14, 30, 62, 122, 182};
        for (long due : seconds) {
            assertThat(aside.dueNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(due));
            aside.tried(false, aside.dueNanos());
        }
        assertThat(aside.isTriedAtTheEnd()).isFalse();

        aside.tried(true, 0);
        assertThat(aside.isTriedAtTheEnd()).isTrue();
    }

    @Test
    void reconsider_neverRefused_isDueAtOnce() {
        aside.reconsider(1);
        assertThat(aside.dueNanos()).isEqualTo(1);

        aside.refused(FIRST, 11);
        aside.tried(false, 5);
        aside.reconsider(6);

        assertThat(aside.dueNanos()).isEqualTo(5 + TimeUnit.SECONDS.toNanos(4));
    }
}
