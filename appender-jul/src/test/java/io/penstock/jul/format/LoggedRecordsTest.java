package io.penstock.jul.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.penstock.AsyncConfig;
import io.penstock.Drops;
import io.penstock.encode.Utf8Buffer;
import io.penstock.jul.capture.FilledSlot;
import io.penstock.jul.capture.RecordSlot;
import io.penstock.sink.LossReport;
import io.penstock.wire.EventRecords;
import io.penstock.wire.RecordEncoder;
import io.penstock.wire.RecordNumber;
import io.penstock.wire.choice.ChosenProtocol;
import io.penstock.wire.toy.ToyChoice;
import io.penstock.wire.toy.ToyRecords;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** What is sent of records, without a network. */
class LoggedRecordsTest {

    private static final class SequenceNumbers extends Formatter {
        @Override
        public String format(LogRecord record) {
            return record.getSequenceNumber() + " ";
        }
    }

    private final Utf8Buffer sent = new Utf8Buffer(1024);

    @Test
    void encode_twoLossReports_haveSequenceNumbersOfTheirOwn() throws Exception {
        RecordEncoder<RecordSlot> records =
                new EventRecords<>(new LoggedRecords(null, new SequenceNumbers(), "losses", () -> {}), null);
        LossReport report = new LossReport(
                Drops.none(),
                Instant.EPOCH,
                Instant.EPOCH,
                AsyncConfig.builder().build());

        records.encode(new RecordNumber("5e", 1), report, sent);
        records.encode(new RecordNumber("5e", 1), report, sent);

        assertThat(new String(sent.toByteArray(), StandardCharsets.UTF_8).split(" "))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void encode_structuredProtocol_fieldsArriveByNameAndType() throws Exception {
        RecordEncoder<RecordSlot> records =
                new ChosenProtocol(ToyChoice.TABLE).records(new LoggedRecords(null, null, "losses", () -> {}), null);
        LogRecord record = new LogRecord(Level.CONFIG, "order {0} \u20ac");
        record.setParameters(new Object[] {7});
        record.setLoggerName("shop.Order");
        record.setLongThreadID(42);
        record.setSourceClassName("shop.Till");
        record.setSourceMethodName("pay");
        record.setInstant(Instant.parse("2026-11-22T02:25:08.123456Z"));

        records.encode(new RecordNumber("5e", 1), FilledSlot.of(record), sent);

        Map<String, Object> fields = ToyRecords.read(sent.toByteArray()).get(0);
        fields.remove("session");
        assertThat(fields)
                .containsExactly(
                        entry("tag", "toy"),
                        entry("number", 1L),
                        entry("time", "2026-11-22T02:25:08.123456Z"),
                        entry("severity", "INFO"),
                        entry("logger", "shop.Order"),
                        entry("level", "CONFIG"),
                        entry("threadId", 42L),
                        entry("class", "shop.Till"),
                        entry("method", "pay"),
                        entry("text", "order 7 \u20ac"));
    }
}
