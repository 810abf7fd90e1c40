package io.penstock.jul.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.AsyncConfig;
import io.penstock.Drops;
import io.penstock.encode.Utf8Buffer;
import io.penstock.sink.LossReport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** What is sent of records, without a network. */
class RecordTextsTest {

    private static final class SequenceNumbers extends Formatter {
        @Override
        public String format(LogRecord record) {
            return record.getSequenceNumber() + " ";
        }
    }

    @Test
    void encode_twoLossReports_haveSequenceNumbersOfTheirOwn() {
        RecordTexts texts = new RecordTexts(null, null, new SequenceNumbers(), "losses", () -> {});
        LossReport report = new LossReport(
                Drops.none(),
                Instant.EPOCH,
                Instant.EPOCH,
                AsyncConfig.builder().build());
        Utf8Buffer sent = new Utf8Buffer(1024);

        texts.encode(report, sent);
        texts.encode(report, sent);

        assertThat(new String(sent.toByteArray(), StandardCharsets.UTF_8).split(" "))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }
}
