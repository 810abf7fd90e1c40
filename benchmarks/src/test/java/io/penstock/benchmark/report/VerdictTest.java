package io.penstock.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.benchmark.figures.Spread;
import io.penstock.benchmark.report.Verdict.Outcome;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    void atMost_exactlyAtTheLimit_isMet() {
        Verdict verdict = Verdict.atMost(0.1, "p50", OptionalDouble.of(0.3), OptionalDouble.of(3.0), "µs");

        assertThat(verdict.line()).isEqualTo("met: p50: 0.300 / 3.000 µs = 0.100 (at most 0.100)");
    }

    @Test
    void atMost_aboveTheLimit_isMissedWithTheRatio() {
        Verdict verdict = Verdict.atMost(0.1, "p50", OptionalDouble.of(0.6), OptionalDouble.of(3.0), "µs");

        assertThat(verdict.line()).isEqualTo("missed: p50: 0.600 / 3.000 µs = 0.200 (at most 0.100)");
    }

    @Test
    void atLeast_belowTheLimit_isMissed() {
        Verdict verdict =
                Verdict.atLeast(1, "throughput", OptionalDouble.of(900_000), OptionalDouble.of(1_000_000), "lines/s");

        assertThat(verdict.line())
                .isEqualTo("missed: throughput: 900,000 / 1,000,000 lines/s = 0.900 (at least 1.000)");
    }

    @Test
    void atMost_rivalDidNotTakePart_isNeitherMetNorMissed() {
        assertThat(Verdict.atMost(0.1, "p50", OptionalDouble.of(0.1), OptionalDouble.empty(), "µs")
                        .outcome())
                .isEqualTo(Outcome.NOT_RUN);
    }

    @Test
    void atLeast_processesOfBothOverlap_saysThatTheRunCannotTell() {
        Spread theirs = Spread.of(List.of(100.0, 101.0, 110.0, 110.0, 119.0, 120.0));

        assertThat(Verdict.atLeast(1, "throughput", six(119.0, 130.0, 140.0), theirs, "lines/s")
                        .line())
                .isEqualTo(
                        "met: throughput: 130.0 / 110.0 lines/s = 1.182 (at least 1.000); this run cannot tell for sure");
        assertThat(Verdict.atLeast(1, "throughput", six(121.0, 130.0, 140.0), theirs, "lines/s")
                        .line())
                .isEqualTo("met: throughput: 130.0 / 110.0 lines/s = 1.182 (at least 1.000)");
        assertThat(Verdict.atLeast(1, "throughput", six(90.0, 95.0, 99.0), theirs, "lines/s")
                        .line())
                .isEqualTo("missed: throughput: 95.0 / 110.0 lines/s = 0.864 (at least 1.000)");
    }

    private static Spread six(double least, double median, double most) {
        return Spread.of(List.of(least, median, median, median, median, most));
    }

    @Test
    void atLeast_fewerThanSixProcesses_cannotTellHoweverFarApart() {
        Spread theirs = Spread.of(List.of(100.0, 110.0, 120.0, 100.0, 110.0, 120.0));

        assertThat(Verdict.atLeast(1, "throughput", Spread.of(List.of(900.0, 901.0, 902.0)), theirs, "lines/s")
                        .line())
                .startsWith("met")
                .endsWith("this run cannot tell for sure");
    }

    @Test
    void atMost_startsOfBothOverlap_saysThatTheRunCannotTell() {
        Spread theirs = six(100.0, 110.0, 120.0);

        assertThat(Verdict.atMost(0.6, "time", six(50.0, 55.0, 61.0), theirs, "ns")
                        .line())
                .isEqualTo("met: time: 55.0 / 110.0 ns = 0.500 (at most 0.600); this run cannot tell for sure");
        assertThat(Verdict.atMost(0.6, "time", six(50.0, 55.0, 60.0), theirs, "ns")
                        .line())
                .isEqualTo("met: time: 55.0 / 110.0 ns = 0.500 (at most 0.600)");
        assertThat(Verdict.atMost(0.6, "time", six(73.0, 88.0, 90.0), theirs, "ns")
                        .line())
                .isEqualTo("missed: time: 88.0 / 110.0 ns = 0.800 (at most 0.600)");
        assertThat(Verdict.atMost(0.6, "time", six(71.0, 88.0, 90.0), theirs, "ns")
                        .line())
                .isEqualTo("missed: time: 88.0 / 110.0 ns = 0.800 (at most 0.600); this run cannot tell for sure");
    }

    @Test
    void atMost_fewerThanSixStarts_cannotTellHoweverFarApart() {
        Spread four = Spread.of(List.of(10.0, 11.0, 12.0, 13.0));

        assertThat(Verdict.atMost(0.6, "time", four, six(100.0, 110.0, 120.0), "ns")
                        .line())
                .startsWith("met")
                .endsWith("this run cannot tell for sure");
    }

    @Test
    void unlessControlExcludesOne_controlBesideOne_isInvalidWhateverWasMeasured() {
        Verdict met = Verdict.atLeast(0.9, "with the check", six(0.97, 0.98, 0.99), "processes");

        assertThat(met.unlessControlExcludesOne(six(0.99, 0.995, 1.0), "processes"))
                .isEqualTo(met);
        assertThat(met.unlessControlExcludesOne(six(0.977, 0.983, 0.992), "processes")
                        .line())
                .startsWith("invalid: with the check: the control excludes 1: median 0.983 of 6 processes,"
                        + " 95 % sure that it is from 0.977 to 0.992;")
                .contains("; measured: median 0.980 of 6 processes,");
        assertThat(met.unlessControlExcludesOne(six(1.001, 1.002, 1.003), "processes")
                        .outcome())
                .isEqualTo(Outcome.INVALID);
    }

    @Test
    void unlessControlExcludesOne_controlOfFewerThanSix_invalidatesNothing() {
        Verdict met = Verdict.atLeast(0.9, "with the check", six(0.97, 0.98, 0.99), "processes");

        assertThat(met.unlessControlExcludesOne(Spread.of(List.of(0.98, 0.99)), "processes"))
                .isEqualTo(met);
    }

    @Test
    void atLeast_oneStartOnTheOtherSide_saysThatTheRunCannotTellThoughThePairsAgree() {
        Spread pairs = six(2.1, 2.2, 2.3);

        assertThat(Verdict.atLeast(2, "encoder", pairs, Spread.of(List.of(2.1, 2.2, 2.3)))
                        .line())
                .endsWith("; the medians of 3 starts from 2.100 to 2.300 (at least 2.000)");
        assertThat(Verdict.atLeast(2, "encoder", pairs, Spread.of(List.of(1.9, 2.2, 2.3)))
                        .line())
                .startsWith("met")
                .endsWith("from 1.900 to 2.300 (at least 2.000); this run cannot tell for sure");
    }
}
