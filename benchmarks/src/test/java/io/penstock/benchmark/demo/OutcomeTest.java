package io.penstock.benchmark.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class OutcomeTest {

    @Test
    void complaints_booksBalanceAndAllLinesAreThere_areNone() {
        assertThat(outcome(100, new Books(100, 100, 0, 0, 0, ""), 100).complaints())
                .isEmpty();
    }

    @Test
    void complaints_linesMissing_saySo() {
        assertThat(outcome(100, new Books(100, 100, 0, 0, 0, ""), 98).complaints())
                .containsExactly("missing=2: 98 lines in the files for 100 calls");
    }

    @Test
    void complaints_eventNobodyAccountsFor_saySo() {
        assertThat(outcome(100, new Books(100, 97, 2, 0, 0, ""), 100).complaints())
                .containsExactly(
                        "the books do not balance: offered=100 is not delivered=97 + dropped=0 (failed=2, pending=0)");
    }

    @Test
    void complaints_proxySawFewerCallsThanWereMade_saySo() {
        assertThat(outcome(100, new Books(99, 99, 0, 0, 0, ""), 100).complaints())
                .containsExactly("the proxy counted offered=99, but 100 calls were made");
    }

    @Test
    void complaints_noBooks_saySo() {
        Outcome outcome = new Outcome(100, Optional.empty(), 100, latency(), 1_000_000_000);

        assertThat(outcome.complaints()).singleElement().asString().startsWith("no MXBean matches ");
    }

    @Test
    void table_waysWithAndWithoutBooks_showsADashForWhatNobodyCounted() {
        Map<Way, Outcome> outcomes = new LinkedHashMap<>();
        outcomes.put(LogbackWay.PENSTOCK, outcome(1_100, new Books(1_100, 1_088, 0, 12, 0, "ringFull=12"), 1_088));
        outcomes.put(LogbackWay.LOGBACK_ASYNC, new Outcome(1_100, Optional.empty(), 900, latency(), 2_000_000_000));

        String table = OutcomeTable.markdown(outcomes);

        assertThat(rowOf(table, "delivered")).isEqualTo("1,088 -");
        assertThat(rowOf(table, "dropped")).isEqualTo("12 -");
        assertThat(rowOf(table, "dropped by reason")).isEqualTo("ringFull=12 -");
        assertThat(rowOf(table, "missing")).isEqualTo("12 200");
        assertThat(rowOf(table, "messages per second")).isEqualTo("1,100 550");
        assertThat(rowOf(table, "caller latency max, µs")).isEqualTo("5.000 5.000");
    }

    private static Outcome outcome(long offered, Books books, long found) {
        return new Outcome(offered, Optional.of(books), found, latency(), 1_000_000_000);
    }

    private static Histogram latency() {
        Histogram latency = new Histogram(1_000_000_000, 5);
        latency.recordValue(5_000);
        return latency;
    }

    private static String rowOf(String table, String title) {
        return table.lines()
                .filter(line -> line.startsWith("| " + title + " "))
                .filter(line -> line.substring(1, line.indexOf('|', 1)).strip().equals(title))
                .map(line -> line.substring(line.indexOf('|', 1))
                        .replace('|', ' ')
                        .strip()
                        .replaceAll("\\s+", " "))
                .findFirst()
                .orElseThrow();
    }
}
