package io.penstock.collector.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchLayoutTest {

    @Test
    void envelope_batchThatARealLogdServerTook_sameNumbers() {
        // Three messages sent to a running logd server: it answered 0, and gave the next batch offset 67.
        MessageBatch batch = Batches.of("hi", "hallo", "sup");

        assertThat(new String(
                        Envelope.of(Batches.TOPIC, batch.size(), batch.bodyCrc(), batch.count()),
                        StandardCharsets.US_ASCII))
                .isEqualTo("BATCH 37 default 702548520 3\r\n");
        assertThat(BatchHeader.of(batch, 0, 1, 0).nextOffset(Batches.TOPIC)).isEqualTo(67);
    }

    @Test
    void body_severalMessages_inLogdsLayout() {
        ByteBuffer body = Batches.of("hi", "", "grüße").body();

        assertThat(StandardCharsets.UTF_8.decode(body.duplicate()).toString())
                .isEqualTo("MSG 2\r\nhi\r\nMSG 0\r\n\r\nMSG 7\r\ngrüße\r\n");
    }

    @Test
    void header_everyField_standsWhereTheDocumentSays() {
        MessageBatchBuilder builder = new MessageBatchBuilder(Batches.TOPIC, MessageForm.JSON);
        builder.add("{}".getBytes(StandardCharsets.UTF_8), LogLevel.WARN, -5, 7, "ab", 41);
        builder.add("{}".getBytes(StandardCharsets.UTF_8), LogLevel.WARN, 9, 7, "ab", 42);
        builder.add("{}".getBytes(StandardCharsets.UTF_8), LogLevel.ERROR, 3, 7, "ab", 44);
        MessageBatch batch = builder.build();

        ByteBuffer header = BatchHeader.of(batch, 67, 3, 1000).encode();

        // 98 bytes, one entry of 8 + 1 + 2 + 2 + 2 * 16, and the checksum: 147, rounded up to 152.
        assertThat(header.remaining()).isEqualTo(152);
        assertThat(HexFormat.of().formatHex(header.array(), 0, 8)).isEqualTo("504e534b01000098");
        assertThat(header.getInt(8)).isEqualTo(batch.size());
        assertThat(header.getLong(16)).isEqualTo(67);
        assertThat(header.getInt(24)).isEqualTo(batch.size());
        assertThat(header.getInt(28)).isEqualTo(batch.bodyCrc());
        assertThat(header.getInt(32)).isEqualTo(3);
        assertThat(header.getInt(36)).isEqualTo(0x01000000);
        assertThat(header.getLong(40)).isEqualTo(3);
        assertThat(header.getLong(48)).isEqualTo(1000);
        assertThat(header.getLong(56)).isEqualTo(-5);
        assertThat(header.getLong(64)).isEqualTo(9);
        assertThat(List.of(header.getInt(72), header.getInt(84), header.getInt(88), header.getInt(92)))
                .containsExactly(0, 2, 1, 0);
        assertThat(header.getShort(96)).isEqualTo((short) 1);
        assertThat(header.getLong(98)).isEqualTo(7);
        assertThat(header.get(106)).isEqualTo((byte) 2);
        assertThat(header.getShort(109)).isEqualTo((short) 2);
        assertThat(List.of(header.getLong(111), header.getLong(119), header.getLong(127), header.getLong(135)))
                .containsExactly(41L, 42L, 44L, 44L);
    }

    @Test
    void decode_whatWasEncoded_isEqual() throws Exception {
        MessageBatchBuilder builder = new MessageBatchBuilder(Batches.TOPIC, MessageForm.JSON);
        builder.add(new byte[10], LogLevel.INFO, 5, 1, "s", 1);
        BatchHeader header = BatchHeader.of(builder.build(), 12, 2, 99);

        BatchHeader again = BatchHeader.decode(header.encode());

        assertThat(again).usingRecursiveComparison().isEqualTo(header);
    }

    @Test
    void decode_anyBitWrong_refused() {
        ByteBuffer whole = BatchHeader.of(Batches.of("a", "b"), 0, 1, 0).encode();

        for (int bit = 0; bit < whole.capacity() * 8; bit++) {
            byte[] damaged = whole.array().clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);

            assertThatThrownBy(() -> {
                        ByteBuffer buffer = ByteBuffer.wrap(damaged);
                        int size = BatchHeader.headerSize(buffer);
                        BatchHeader.decode(ByteBuffer.wrap(java.util.Arrays.copyOf(damaged, size)));
                    })
                    .as("bit %d", bit)
                    .isInstanceOf(CorruptLogException.class);
        }
    }

    @Test
    void builder_messageLongerThanABatch_standsAlone() {
        MessageBatchBuilder builder = new MessageBatchBuilder(Batches.TOPIC, MessageForm.RAW);

        assertThat(builder.hasRoomFor(1 << 20)).isTrue();
        builder.add(new byte[100_000], LogLevel.UNKNOWN, Long.MIN_VALUE);
        assertThat(builder.hasRoomFor(1)).isFalse();
    }

    @Test
    void builder_fullBatch_isWithinTheLimitWithItsEnvelope() {
        MessageBatchBuilder builder = new MessageBatchBuilder(Batches.TOPIC, MessageForm.RAW);
        while (builder.hasRoomFor(100)) {
            builder.add(new byte[100], LogLevel.UNKNOWN, Long.MIN_VALUE);
        }
        MessageBatch batch = builder.build();

        int whole = Envelope.size(Batches.TOPIC, batch.size(), batch.bodyCrc(), batch.count()) + batch.size();

        assertThat(whole).isBetween(MessageBatchBuilder.MOST_BYTES - 200, MessageBatchBuilder.MOST_BYTES);
    }

    @Test
    void builder_scatteredNumbers_closesBeforeTheHeaderIsTooLong() {
        MessageBatchBuilder builder = new MessageBatchBuilder(Batches.TOPIC, MessageForm.RAW);
        long number = 0;
        while (builder.hasRoomFor(0)) {
            builder.add(new byte[0], LogLevel.UNKNOWN, Long.MIN_VALUE, 1, "session-" + number, number += 2);
        }

        assertThat(builder.count()).isGreaterThan(500);
        assertThat(BatchHeader.of(builder.build(), 0, 1, 0).encode().capacity()).isLessThan(BatchHeader.MOST_BYTES);
    }

    @Test
    void sessionName_thatNoHeaderCanHold_isRefusedBeforeItIsWritten() {
        for (String name : List.of("", "s".repeat(256), "ü".repeat(128))) {
            MessageBatchBuilder builder = new MessageBatchBuilder(new TopicName("t"), MessageForm.JSON);
            builder.add(new byte[1], LogLevel.INFO, 0, 1, name, 1);

            assertThatThrownBy(builder::build)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("255 bytes");
        }
    }
}
