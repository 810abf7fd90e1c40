package io.penstock.collector.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.penstock.collector.log.SessionNumbers;
import io.penstock.collector.record.LogRecord;
import java.time.Clock;

/** Whatever a message says: one record of one line, and nothing is thrown. */
class SyslogParserFuzzTest {

    @FuzzTest(maxDuration = "20s")
    void parse(byte[] message) {
        LogRecord record = new SyslogParser(Clock.systemUTC()).parse(message, "syslog:127.0.0.1");

        assertThat(record.toJson()).doesNotContain((byte) '\n', (byte) '\r');
        if (record.session() != null) {
            assertThat(SessionNumbers.isName(record.session())).isTrue();
            assertThat(record.sequence()).isNotNegative();
        }
    }
}
