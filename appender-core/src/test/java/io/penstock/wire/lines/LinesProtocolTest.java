package io.penstock.wire.lines;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.encode.Utf8Buffer;
import io.penstock.wire.Framing;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.RecordedAcknowledgements;
import io.penstock.wire.WireSession;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LinesProtocolTest {

    /** In the table {@code ~} is CR, {@code |} LF and {@code #} NUL. */
    @ParameterizedTest
    @CsvSource({
        "newline, abc, abc|",
        "newline, abc|, abc|",
        "newline, abc~|, abc~|",
        "newline, a|b, a|b|",
        "newline, a||, a||",
        "newline, '', |",
        "nul, abc|, abc#",
        "nul, abc~|, abc#",
        "nul, abc~, abc~#",
        "nul, a|b||, a|b|#",
        "nul, |, |#",
        "nul, #a#b#|, ?a?b?#",
        "lengthPrefix4, abc|, ###\u0003abc",
        "lengthPrefix4, ~|, ###\u0002~|",
        "octetCounting, abc|, 3 abc",
        "octetCounting, a#c, 3 a#c",
        "octetCounting, abcdefghij, 10 abcdefghij",
        "octetCounting, |, 1 |"
    })
    void frame_record_isThis(String framing, String record, String frame) {
        assertThat(ascii(frame(Framing.parse(framing), control(record)))).isEqualTo(control(frame));
    }

    @ParameterizedTest
    @EnumSource
    void frame_randomRecords_areReadBackByAnotherParser(Framing framing) throws IOException {
        long seed = 7;
        Random random = new Random(seed);
        LinesProtocol protocol = new LinesProtocol(framing);
        ByteBuffer stream = ByteBuffer.allocate(1 << 22);
        List<String> sent = new ArrayList<>();
        Utf8Buffer record = new Utf8Buffer(0);
        for (int i = 0; i < 2000; i++) {
            String text = text(random, random.nextInt(10) == 0 ? 3000 : 30, framing);
            record.clear();
            record.append(text).append(i % 3 == 0 ? "" : i % 3 == 1 ? "\n" : "\r\n");
            int before = stream.position();

            protocol.frame(record, stream);

            assertThat(stream.position() - before).isLessThanOrEqualTo(protocol.frameBytes(record.size()));
            sent.add(text);
        }
        byte[] bytes = new byte[stream.flip().remaining()];
        stream.get(bytes);

        assertThat(parse(framing, bytes)).as("seed %d", seed).isEqualTo(sent);
    }

    @Test
    void session_peerTalks_isReadAndForgotten() throws ProtocolException {
        ByteBuffer words = ByteBuffer.wrap(new byte[100]);
        WireSession session = new LinesProtocol(Framing.NEWLINE).openSession();

        session.receive(words, new RecordedAcknowledgements());

        assertThat(words.hasRemaining()).isFalse();
        assertThat(session.isOpen()).isTrue();
        assertThat(session.isClosing()).isFalse();
        assertThat(session.mostOutstanding()).isEqualTo(Integer.MAX_VALUE);
    }

    private static byte[] frame(Framing framing, String record) {
        LinesProtocol protocol = new LinesProtocol(framing);
        Utf8Buffer source = new Utf8Buffer(0).append(record);
        ByteBuffer target = ByteBuffer.allocate(protocol.frameBytes(source.size()));
        protocol.frame(source, target);
        byte[] frame = new byte[target.flip().remaining()];
        target.get(frame);
        return frame;
    }

    private static List<String> parse(Framing framing, byte[] stream) throws IOException {
        List<String> records = new ArrayList<>();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(stream));
        while (in.available() > 0) {
            byte[] record = new byte[stream.length];
            int length;
            switch (framing) {
                case LENGTH_PREFIX_4 -> {
                    length = in.readInt();
                    in.readFully(record, 0, length);
                }
                case OCTET_COUNTING -> {
                    length = 0;
                    for (int c = in.read(); c != ' '; c = in.read()) {
                        length = 10 * length + Character.digit(c, 10);
                    }
                    in.readFully(record, 0, length);
                }
                default -> {
                    int end = framing == Framing.NUL ? 0 : '\n';
                    length = 0;
                    for (int c = in.read(); c != end; c = in.read()) {
                        record[length++] = (byte) c;
                    }
                    if (framing == Framing.NEWLINE && length > 0 && record[length - 1] == '\r') {
                        length--;
                    }
                }
            }
            records.add(new String(record, 0, length, StandardCharsets.UTF_8));
        }
        return records;
    }

    /** Not empty, without a line end at its end; and without what the framing itself would end at. */
    private static String text(Random random, int most, Framing framing) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most);
        for (int i = 0; i < length; i++) {
            int c = random.nextInt(4) == 0 ? random.nextInt(0x20) : random.nextInt(0xD800);
            boolean ends = framing == Framing.NUL && c == 0 || framing == Framing.NEWLINE && c == '\n';
            text.appendCodePoint(ends ? ' ' : c);
        }
        return text.append('.').toString();
    }

    private static String control(String text) {
        return text.replace('~', '\r').replace('|', '\n').replace('#', '\0');
    }

    private static String ascii(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
