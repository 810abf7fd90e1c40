package io.penstock.wire.relp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.encode.Utf8Buffer;
import io.penstock.wire.Batch;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.RecordedAcknowledgements;
import io.penstock.wire.WireSession;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelpSessionTest {

    private static final String OPENED =
            "1 rsp 93 200 OK\nrelp_version=0\nrelp_software=librelp,1.11.0,http://librelp.adiscon.com\ncommands=syslog\n";

    private final RelpProtocol protocol = new RelpProtocol();
    private final RecordedAcknowledgements seen = new RecordedAcknowledgements();
    private WireSession session = protocol.openSession();

    @BeforeEach
    void greet() {
        session.greet(ByteBuffer.allocate(256));
    }

    @Test
    void greet_newSession_offersWhatWeNeed() {
        ByteBuffer target = ByteBuffer.allocate(256);

        protocol.openSession().greet(target);

        assertThat(ascii(target.flip()))
                .isEqualTo("1 open 53 relp_version=0\nrelp_software=penstock\ncommands=syslog\n");
    }

    @Test
    void frame_record_leavesRoomForItsNumber() {
        assertThat(frame("abc")).isEqualTo("000000000 syslog 3 abc\n");
        assertThat(frame("0123456789")).isEqualTo("000000000 syslog 10 0123456789\n");
        assertThat(frame("")).isEqualTo("000000000 syslog 0\n");
    }

    @Test
    void stamp_batches_numberTheirRecordsInTurnFromTwo() throws ProtocolException {
        Batch one = batch("a", "b");
        Batch two = batch("c");

        stampFrom(session, one, 0);
        stampFrom(session, two, 0);
        protocol.frame(new Utf8Buffer(0).append("d"), one.buffer());
        one.endRecord();
        stampFrom(session, one, 2);

        assertThat(content(one)).isEqualTo("000000002 syslog 1 a\n000000003 syslog 1 b\n000000005 syslog 1 d\n");
        assertThat(content(two)).isEqualTo("000000004 syslog 1 c\n");
        receive(OPENED + "2 rsp 6 200 OK\n5 rsp 6 200 OK\n");
        assertThat(seen.list).containsExactly("+0", "+3");
    }

    @Test
    void stamp_onTheNextConnection_beginsAnew() {
        Batch batch = batch("a", "b", "c");
        stampFrom(session, batch, 0);

        stampFrom(protocol.openSession(), batch, 1);

        assertThat(content(batch)).isEqualTo("000000002 syslog 1 a\n000000002 syslog 1 b\n000000003 syslog 1 c\n");
    }

    @Test
    void isOpen_afterTheAnswerToOpen_isTrue() throws ProtocolException {
        assertThat(session.isOpen()).isFalse();

        receive(OPENED.substring(0, OPENED.length() - 1));
        assertThat(session.isOpen()).isFalse();

        receive(OPENED);
        assertThat(session.isOpen()).isTrue();
        assertThat(session.mostOutstanding()).isEqualTo(RelpProtocol.MOST_OUTSTANDING);
    }

    @Test
    void receive_answersSplitAnywhere_yieldTheSame() throws ProtocolException {
        String answers = OPENED + "2 rsp 6 200 OK\n000000003 rsp 6 200 OK\n4 rsp 10 500 sorry!\n0 serverclose 0\n";
        for (int split = 0; split <= answers.length(); split++) {
            for (int second = split; second <= answers.length(); second++) {
                session = protocol.openSession();
                greet();
                stampFrom(session, batch("a", "b", "c"), 0);
                seen.list.clear();

                receiveInPieces(answers, split, second);

                assertThat(seen.list)
                        .as("split at %d and %d", split, second)
                        .containsExactly("+0", "+1", "-2 500 sorry!");
                assertThat(session.isClosing()).isTrue();
            }
        }
    }

    @Test
    void receive_refusal_givesThePeersWordsCutAndClean() throws ProtocolException {
        stampFrom(session, batch("a"), 0);
        String words = "500 no\u0007 \u00e9" + "x".repeat(300);

        receive(OPENED + "2 rsp " + words.length() + " " + words + "\n");

        assertThat(seen.list).containsExactly("-0 500 no? ?" + "x".repeat(191));
    }

    @Test
    void receive_dataBehindTheRefusal_isNotPartOfTheReason() throws ProtocolException {
        stampFrom(session, batch("a"), 0);

        receive(OPENED + "2 rsp 12 500 why\nmore\n");

        assertThat(seen.list).containsExactly("-0 500 why");
    }

    @Test
    void receive_answersInAnyOrder_findTheirUnits() throws ProtocolException {
        stampFrom(session, batch("a", "b", "c"), 0);

        receive(OPENED + "4 rsp 3 200\n2 rsp 6 200 OK\n3 rsp 6 200 OK\n");

        assertThat(seen.list).containsExactly("+2", "+0", "+1");
    }

    @Test
    void numbers_atTheirEnd_goRoundToOne() throws ProtocolException {
        RelpSession late = new RelpSession(RelpProtocol.MOST_OUTSTANDING, 999_999_996);
        session = late;
        greet();
        Batch batch = batch("a", "b", "c", "d");

        stampFrom(late, batch, 0);

        assertThat(content(batch))
                .isEqualTo("999999998 syslog 1 a\n999999999 syslog 1 b\n000000001 syslog 1 c\n000000002 syslog 1 d\n");
        receive(OPENED + "999999998 rsp 6 200 OK\n999999999 rsp 6 200 OK\n1 rsp 6 200 OK\n2 rsp 6 200 OK\n");
        assertThat(seen.list).containsExactly("+999999996", "+999999997", "+999999998", "+999999999");
        ByteBuffer farewell = ByteBuffer.allocate(32);
        late.farewell(farewell);
        assertThat(ascii(farewell.flip())).isEqualTo("000000003 close 0\n");
    }

    @ParameterizedTest
    @CsvSource({"999999997", "4", "500000000"})
    void numbers_beyondThoseInFlight_areUnitsLongGone(int number) throws ProtocolException {
        RelpSession late = new RelpSession(RelpProtocol.MOST_OUTSTANDING, 999_999_998);
        session = late;
        greet();
        stampFrom(late, batch("a"), 0);

        receive(OPENED + number + " rsp 6 200 OK\n");

        // The window knows that they are not outstanding.
        assertThat(seen.list).containsExactly("+" + (number - 2));
    }

    @Test
    void farewell_answered_isTakenAsWell() throws ProtocolException {
        stampFrom(session, batch("a"), 0);
        receive(OPENED + "2 rsp 6 200 OK\n");
        ByteBuffer farewell = ByteBuffer.allocate(32);

        session.farewell(farewell);
        receive("3 rsp 0\n0 serverclose 0\n");

        assertThat(ascii(farewell.flip())).isEqualTo("000000003 close 0\n");
        assertThat(session.isClosing()).isTrue();
        assertThat(seen.list).containsExactly("+0");
    }

    @Test
    void receive_otherHint_isIgnored() throws ProtocolException {
        receive(OPENED + "0 tip 4 soon\n0 tip 0\n");

        assertThat(session.isOpen()).isTrue();
        assertThat(session.isClosing()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 rsp 13 200 OK\nx=y\nz,| relp: the peer does not accept the command syslog",
                "1 rsp 24 200 OK\ncommands=eventlog| relp: the peer does not accept the command syslog",
                "1 rsp 10 500 no way| relp: the peer refused the session: 500 no way",
                "1 rsp 0| relp: the peer refused the session: ",
                "2 rsp 6 200 OK| relp: an answer to number 2, while open was number 1"
            })
    void receive_openRefused_saysWhy(String answerAndMessage) {
        String[] parts = answerAndMessage.split("\\| ");

        assertThatThrownBy(() -> receive(parts[0] + "\n"))
                .isInstanceOf(ProtocolException.class)
                .hasMessage(parts.length == 1 ? "" : parts[1]);
        assertThat(session.isOpen()).isFalse();
    }

    /** After two records were sent. Each is refused without the rest having come, hence without a line end. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 rsp 6 200 OK\\n | relp: an answer to number 1, which is none of ours; the last one was 3",
                "4 rsp 6 200 OK\\n | relp: an answer to number 4, which is none of ours; the last one was 3",
                "999999999 rsp 6 200 OK\\n | relp: an answer to number 999999999, which is none of ours; the last one was 3",
                "1000000000 | relp: a number of more than 9 digits",
                "-2 rsp 6 200 OK | relp: byte 0x2D where a digit is due",
                "2 rsp -6 | relp: byte 0x2D where a digit is due",
                "2 rsp 1073741824 | relp: a number of more than 9 digits",
                "2 rsp 999999999 | relp: the peer announces an answer of 999999999 bytes, more than 4096 make no sense",
                "2 rsp 4097 | relp: the peer announces an answer of 4097 bytes, more than 4096 make no sense",
                "2 rsp 0\\n | relp: the answer to number 2 has no status",
                "2 rsp 6 200 OKx | relp: byte 0x78 where the line end behind 6 bytes of data is due",
                "2 rsp 6\\n | relp: byte 0x0A where a space is due",
                "2 rsp 2 20\\n | relp: byte 0x0A where a status of three digits is due",
                "2 rsp 4 2000\\n | relp: byte 0x30 where a status of three digits is due",
                "2 rsp 6 2OO OK\\n | relp: byte 0x4F where a status of three digits is due",
                "2 syslog 6 | relp: the peer may not send syslog with number 2",
                "2  rsp | relp: byte 0x20 where a letter is due",
                "2 rsp  6 | relp: byte 0x20 where a digit is due",
                "2 abcdefghijabcdefghijabcdefghijabc | relp: a command of more than 32 letters",
                "HTTP/1.1 400 Bad Request | relp: byte 0x48 where a digit is due",
                "\\n | relp: byte 0x0A where a digit is due",
                "0 rsp2 | relp: byte 0x32 where a space is due",
                "0 rsp 6 | relp: the peer may not send rsp with number 0"
            })
    void receive_nonsense_endsTheSession(String answer, String message) throws ProtocolException {
        stampFrom(session, batch("a", "b"), 0);
        receive(OPENED);

        assertThatThrownBy(() -> receive(answer.replace("\\n", "\n")))
                .isInstanceOf(ProtocolException.class)
                .hasMessage(message);
        assertThat(seen.list).isEmpty();
    }

    private void receive(String answers) throws ProtocolException {
        receiveInPieces(answers, answers.length(), answers.length());
    }

    /** As the sender does: what was not consumed is shown again. */
    private void receiveInPieces(String answers, int first, int second) throws ProtocolException {
        ByteBuffer source = ByteBuffer.allocateDirect(8192);
        byte[] bytes = answers.getBytes(StandardCharsets.ISO_8859_1);
        int from = 0;
        for (int to : new int[] {first, second, bytes.length}) {
            source.put(bytes, from, to - from).flip();
            session.receive(source, seen);
            source.compact();
            from = to;
        }
    }

    private Batch batch(String... records) {
        Batch batch = new Batch(1000, protocol.batchHeaderBytes());
        for (String record : records) {
            protocol.frame(new Utf8Buffer(0).append(record), batch.buffer());
            batch.endRecord();
        }
        return batch;
    }

    private String frame(String record) {
        ByteBuffer target = ByteBuffer.allocate(protocol.frameBytes(record.length()));
        protocol.frame(new Utf8Buffer(0).append(record), target);
        return ascii(target.flip());
    }

    private static String content(Batch batch) {
        return ascii(batch.buffer().duplicate().flip());
    }

    private static String ascii(ByteBuffer bytes) {
        return StandardCharsets.US_ASCII.decode(bytes).toString();
    }

    private static void stampFrom(WireSession session, Batch batch, int first) {
        session.stamp(batch, first, batch.records());
    }
}
