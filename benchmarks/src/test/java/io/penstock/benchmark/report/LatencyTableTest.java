package io.penstock.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.figures.Audit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyTableTest {

    private static final Set<Contender> RIVALS = Set.of(Contender.LOGBACK_ASYNC, Contender.LOGSTASH_ASYNC);

    private final Map<Contender, Histogram> latencies = new LinkedHashMap<>();
    private final Map<Contender, Audit> audits = new LinkedHashMap<>();

    @Test
    void markdown_twoRivals_comparesEachPercentileWithTheBetterOne() {
        // 980 fast calls and 20 slow ones: p50 shows the fast, p99 the slow.
        measured(Contender.PENSTOCK, 200, 1_000);
        measured(Contender.LOGBACK_ASYNC, 2_000, 50_000);
        measured(Contender.LOGSTASH_ASYNC, 4_000, 10_000);

        String[] lines = LatencyTable.markdown(latencies, audits, RIVALS).split("\n");

        assertThat(cells(lines[2]))
                .containsExactly(
                        Contender.PENSTOCK.title(),
                        "0.200",
                        "0.200",
                        "1.000",
                        // One call beyond, and less than one.
                        "-",
                        "-",
                        "1.000",
                        "0.100",
                        "0.100",
                        "100",
                        "100",
                        "0");
        assertThat(cells(lines[3])).containsSubsequence("50.0", "1.000", "5.000", "100");
        assertThat(cells(lines[4])).containsSubsequence("10.0", "2.000", "1.000", "100");
    }

    @Test
    void markdown_noRivalTookPart_showsNoRatio() {
        measured(Contender.PENSTOCK, 200, 1_000);

        String row = LatencyTable.markdown(latencies, audits, RIVALS).split("\n")[2];

        assertThat(cells(row)).containsSubsequence("1.000", "-", "-", "100");
    }

    @Test
    void markdown_linesMissing_showsThemAsLost() {
        measured(Contender.LOGBACK_ASYNC, 200, 1_000);
        audits.put(Contender.LOGBACK_ASYNC, new Audit(100, OptionalLong.of(93)));

        String row = LatencyTable.markdown(latencies, audits, RIVALS).split("\n")[2];

        assertThat(cells(row)).endsWith("100", "93", "7");
    }

    private void measured(Contender contender, long fastNanos, long slowNanos) {
        Histogram histogram = new Histogram(1_000_000_000, 5);
        histogram.recordValueWithCount(fastNanos, 980);
        histogram.recordValueWithCount(slowNanos, 20);
        latencies.put(contender, histogram);
        audits.put(contender, new Audit(100, OptionalLong.of(100)));
    }

    private static String[] cells(String row) {
        return row.substring(1, row.length() - 1).strip().split("\\s*\\|\\s*");
    }
}
