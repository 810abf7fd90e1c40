package io.penstock.benchmark.questions;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.benchmark.report.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EncoderCostTest {

    private final Map<String, EncoderCost.Measured> measured = new LinkedHashMap<>();

    @Test
    void verdicts_machineChangesItsSpeed_decidesByTheRatiosWithinARound() {
        // The machine is fast for three rounds, slow for five; and while our encoder had its turn in the fourth it was
        // still fast.
        EncoderCost.add(
                List.of(
                        round(0, 250, 100),
                        round(1, 250, 100),
                        round(2, 250, 100),
                        round(3, 500, 100),
                        round(4, 500, 200),
                        round(5, 500, 200),
                        round(6, 500, 200)),
                measured);

        // By the medians 500 : 100 or 500 : 200, as it happens; seven pairs say 2.5.
        assertThat(EncoderCost.verdicts(measured))
                .singleElement()
                .extracting(Verdict::line)
                .asString()
                .startsWith("met: our encoder on the drain thread against Logback's, pattern: median 2.500 of 7 pairs")
                .endsWith("the medians of 1 starts from 2.500 to 2.500 (at least 2.000)");
    }

    @Test
    void verdicts_oneOfTwoStartsIsSlower_cannotTell() {
        EncoderCost.add(List.of(round(0, 250, 100), round(1, 250, 100), round(2, 250, 100)), measured);
        EncoderCost.add(List.of(round(0, 250, 90), round(1, 250, 90), round(2, 250, 90)), measured);
        EncoderCost.add(List.of(round(0, 250, 140), round(1, 250, 140)), measured);

        assertThat(EncoderCost.verdicts(measured).get(0).line())
                .startsWith("met")
                .contains("the medians of 3 starts from 1.786 to 2.778")
                .endsWith("this run cannot tell for sure");
    }

    private static String round(int number, double logbackNanos, double behindProxyNanos) {
        return "pattern," + number + "," + logbackNanos + ",110.0," + behindProxyNanos + ",38.00,1369,377,41,176";
    }
}
