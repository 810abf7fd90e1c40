package io.penstock.collector.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.collector.log.LogLevel;
import io.penstock.collector.log.TopicName;
import io.penstock.collector.record.LogRecord;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicChoiceTest {

    private static final TopicName FALLBACK = new TopicName("rest");

    private static LogRecord record(String host, String app, String facility) {
        return new LogRecord(
                Instant.EPOCH, LogLevel.INFO, null, "m", null, host, app, null, Map.of(), null, 0, facility, "test");
    }

    private static String byApp(String app) {
        return TopicChoice.byApp(FALLBACK).of(record("h", app, "f")).value();
    }

    @Test
    void by_eachOfThem_takesThatName() {
        LogRecord record = record("web-1", "orders", "local0");

        assertThat(TopicChoice.byApp(FALLBACK).of(record).value()).isEqualTo("orders");
        assertThat(TopicChoice.byHost(FALLBACK).of(record).value()).isEqualTo("web-1");
        assertThat(TopicChoice.byFacility(FALLBACK).of(record).value()).isEqualTo("local0");
        assertThat(TopicChoice.always(FALLBACK).of(record)).isEqualTo(FALLBACK);
    }

    @Test
    void by_recordNamesNothing_isTheFallback() {
        assertThat(byApp(null)).isEqualTo("rest");
        assertThat(byApp("")).isEqualTo("rest");
    }

    @Test
    void by_whatATopicCannotBeCalled_isMapped() {
        assertThat(byApp("../../etc/passwd")).isEqualTo("_._.._etc_passwd");
        assertThat(byApp("grüße an alle")).isEqualTo("gr__e_an_alle");
        assertThat(byApp(".hidden")).isEqualTo("_hidden");
        assertThat(byApp("x".repeat(1000))).isEqualTo("x".repeat(100));
        assertThat(byApp("\0\n\ud83d")).isEqualTo("___");
    }
}
