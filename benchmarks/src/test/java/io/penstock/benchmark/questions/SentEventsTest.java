package io.penstock.benchmark.questions;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.benchmark.contenders.EventSender;
import io.penstock.benchmark.report.Verdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SentEventsTest {

    private final Map<EventSender, SentEvents.Measured> measured = new EnumMap<>(EventSender.class);

    @Test
    void verdicts_rivalsLargerBufferIsFaster_decidesByItsDefaultAndPrintsBoth() {
        measured(EventSender.PENSTOCK_SYSLOG, 2_400_000);
        measured(EventSender.LLE, 600_000);
        measured(EventSender.LLE_64K, 1_200_000);

        assertThat(SentEvents.verdicts(measured).get(0).line())
                .startsWith("met: RFC 5424 from real events against LogstashTcpSocketAppender with its own encoder:"
                        + " median 4.000 of 6 rounds")
                .contains("; against its best row (" + EventSender.LLE_64K.label() + ") median 2.000 of 6 rounds");
    }

    @Test
    void verdicts_rivalsDefaultIsItsBest_printsThat() {
        measured(EventSender.PENSTOCK_SYSLOG, 2_400_000);
        measured(EventSender.LLE, 600_000);
        measured(EventSender.LLE_64K, 500_000);

        assertThat(SentEvents.verdicts(measured).get(0).line())
                .contains("; against its best row (" + EventSender.LLE.label() + ") median 4.000 of 6 rounds");
    }

    @Test
    void verdicts_rivalDidNotTakePart_isNotRun() {
        measured(EventSender.PENSTOCK_SYSLOG, 2_400_000);

        assertThat(SentEvents.verdicts(measured).get(0).outcome()).isEqualTo(Verdict.Outcome.NOT_RUN);
    }

    private void measured(EventSender sender, double eventsPerSecond) {
        SentEvents.Measured figures = new SentEvents.Measured();
        for (int round = 1; round <= 6; round++) {
            Properties result = new Properties();
            result.setProperty("0.rate", Double.toString(eventsPerSecond));
            result.setProperty("0.allocated", "0.0");
            result.setProperty("size", "256.0");
            result.setProperty("calls", "1000");
            result.setProperty("received", "1000");
            figures.add(round, result, 1);
        }
        measured.put(sender, figures);
    }
}
