package io.penstock.jul.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** The records that wrapped handlers see. */
class PlainRecordsTest {

    @Test
    void blank_isOfTheJdksClassAndTakesNoNumber() {
        long before = new LogRecord(Level.INFO, "").getSequenceNumber();

        LogRecord record = PlainRecords.blank();

        assertThat(record).isExactlyInstanceOf(LogRecord.class);
        assertThat(record.getSourceClassName()).isNull();
        assertThat(new LogRecord(Level.INFO, "").getSequenceNumber()).isEqualTo(before + 1);
    }

    /** Where the JDK does not let us make plain ones. */
    @Test
    void frozenRecord_serialized_isAPlainOneForItsReader() throws Exception {
        LogRecord record = FrozenRecord.blank();
        record.setLevel(Level.WARNING);
        record.setMessage("sent {0}");
        record.setParameters(new Object[] {1});
        record.setInstant(Instant.EPOCH);
        record.setSequenceNumber(5);
        record.setSourceClassName("com.acme.Shop");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(record);
        }
        LogRecord read;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            read = (LogRecord) in.readObject();
        }

        assertThat(read).isExactlyInstanceOf(LogRecord.class);
        assertThat(read.getMessage()).isEqualTo("sent {0}");
        assertThat(read.getParameters()).containsExactly("1");
        assertThat(read.getSequenceNumber()).isEqualTo(5);
        assertThat(read.getSourceClassName()).isEqualTo("com.acme.Shop");
    }
}
