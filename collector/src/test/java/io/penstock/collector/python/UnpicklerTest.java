package io.penstock.collector.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.collector.log.LogLevel;
import io.penstock.collector.record.LogRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnpicklerTest {

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void read_protocol0_asPython2Writes() throws Exception {
        byte[] pickle = latin1(
                "(dp0\nS'name'\np1\nS'a\\'b'\np2\nsS'created'\nF1.5\nsS'n'\nI42\nsS't'\nI01\nsS'u'\nVgr\\u00fc\nsS'none'\nNs.");

        assertThat(Unpickler.read(pickle))
                .isEqualTo(
                        Map.of("name", "a'b", "created", 1.5, "n", 42L, "t", true, "u", "grü", "none", noneOf(pickle)));
    }

    private static Object noneOf(byte[] pickle) throws PickleException {
        return ((Map<?, ?>) Unpickler.read(pickle)).get("none");
    }

    @Test
    void read_binaryStringsOfPython2_areText() throws Exception {
        // {'k': 'v', 'l': <a long string>} with SHORT_BINSTRING and BINSTRING.
        byte[] pickle = latin1("}q\0(U\1kU\1vU\1lT\3\0\0\0xyzu.");

        assertThat(Unpickler.read(pickle)).isEqualTo(Map.of("k", "v", "l", "xyz"));
    }

    @Test
    void read_protocol4_memoAndTuples() throws Exception {
        byte[] pickle =
                HexFormat.of().parseHex("80049512000000000000007d94288c0161948c016294680286948c0163944b0175" + "2e");

        assertThat(Unpickler.read(pickle)).isEqualTo(Map.of("a", List.of("b", "b"), "c", 1L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cos\nsystem\n(S'touch /tmp/x'\ntR.",
                "cbuiltins\neval\n(S'1'\ntR.",
                "csubprocess\nPopen\n(S'x'\ntR.",
                "(S'x'\nios\nsystem\n.",
                "(cos\nsystem\nS'x'\no.",
                "Pthing\n.",
                "}S'a'\nQs.",
                "(dS'm'\ncos\nsystem\n(S'x'\ntRs."
            })
    void read_whatWantsSomethingCalled_isRefused(String pickle) {
        assertThatThrownBy(() -> Unpickler.read(latin1(pickle))).isInstanceOf(PickleException.class);
    }

    @Test
    void read_objectAmongPlainData_isAPlaceholder() throws Exception {
        // {'id': UUID(...), 'n': 1}, by NEWOBJ and BUILD.
        byte[] pickle = latin1("\u0080\u0002}(U\2idcuuid\nUUID\n)\u0081}U\3intK\1sbU\1nK\1u.");

        assertThat(Unpickler.read(pickle)).isEqualTo(Map.of("id", new Unpickler.Placeholder("uuid.UUID"), "n", 1L));
    }

    @Test
    void read_lengthThatIsNotThere_takesNoMemory() {
        for (String pickle : List.of(
                "X\u00ff\u00ff\u00ff\u007fa.",
                "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007fa.",
                "T\u00ff\u00ff\u00ff\u00ffa.",
                "\u008b\u00ff\u00ff\u00ff\u007f.")) {
            assertThatThrownBy(() -> Unpickler.read(latin1(pickle))).hasMessage("the pickle is damaged");
        }
    }

    @Test
    void read_nestedWithoutEnd_isRefused() {
        assertThatThrownBy(() -> Unpickler.read(latin1("(".repeat(100_000)))).hasMessageContaining("nested deeper");
    }

    @Test
    void record_listThatContainsItself_ends() throws Exception {
        // l = []; l.append(l); {'msg': 'm', 'l': l}
        byte[] pickle = latin1("}(U\3msgU\1mU\1l]q\0h\0au.");

        LogRecord record = new PythonRecords(Clock.systemUTC()).record(pickle, "test");

        assertThat(new String(record.toJson(), StandardCharsets.UTF_8))
                .contains("[...]")
                .hasSizeLessThan(1000);
    }

    private static String json(byte[] pickle) throws PickleException {
        return new String(
                new PythonRecords(Clock.systemUTC()).record(pickle, "test").toJson(), StandardCharsets.UTF_8);
    }

    @Test
    @Timeout(20)
    void record_listsThatDoubleEachOther_isBounded() throws Exception {
        // a = ['x']; 60 times: a = (a, a)
        StringBuilder pickle = new StringBuilder("}(U\3msgU\1mU\1a]U\1xaq\0");
        for (int i = 0; i < 60; i++) {
            pickle.append("h").append((char) i).append("\u0086q").append((char) (i + 1));
        }

        assertThat(json(latin1(pickle + "u."))).hasSizeLessThan(1_000_000);
    }

    @Test
    @Timeout(20)
    void record_longTextAtManyPlaces_isBounded() throws Exception {
        // A list that holds the same text of 60,000 bytes 9,000 times, and the same as keys.
        StringBuilder pickle = new StringBuilder("}(U\3msgU\1mU\1t");
        pickle.append("T\u0060\u00ea\0\0").append("y".repeat(60_000)).append("q\0U\1l]q\1(");
        pickle.append("h\0".repeat(9_000))
                .append("eU\1m](")
                .append("}h\0Ns".repeat(9_000))
                .append("eu.");

        assertThat(json(latin1(pickle.toString()))).hasSizeLessThan(1_000_000).contains("[...]");
    }

    @Test
    void record_listsThatContainEachOther_ends() throws Exception {
        // a = []; b = [a]; a.append(b)
        assertThat(json(latin1("}(U\3msgU\1mU\1a]q\0]q\1h\0aau.")))
                .contains("[...]")
                .hasSizeLessThan(1000);
    }

    @Test
    @Timeout(20)
    void record_numbersOfManyDigits_arePlaceholders() throws Exception {
        String digits = "7".repeat(2_000_000);

        assertThat(json(latin1("}U\1aI" + digits + "\ns."))).contains("\"a\":\"[int of about 2000000 digits]\"");
        assertThat(json(latin1("}U\1aL" + digits + "L\ns."))).contains("\"a\":\"[int of about 2000000 digits]\"");
        assertThat(json(latin1("}U\1a\u008b\u0080\u0084\u001e\0" + digits + "s.")))
                .contains("\"a\":\"[int of about 4820000 digits]\"");
        assertThat(json(latin1("}U\1aL123456789012345678901234567890L\ns.")))
                .contains("\"a\":123456789012345678901234567890");
    }

    @Test
    void read_namesPutTogetherOfWhatIsRemembered_areRefused() {
        String name = "T\0\1\0\0" + "n".repeat(256) + "q\0";

        assertThatThrownBy(() -> Unpickler.read(latin1(name + "h\0\u0093.")))
                .hasMessage("the pickle names a class by more than 255 characters");
        assertThatThrownBy(() -> Unpickler.read(latin1("]]\u0093."))).hasMessage("the pickle is damaged");
    }

    @Test
    void record_numberThatNoHeaderCanHold_isAnAttribute() throws Exception {
        String session = "T\u002c\1\0\0" + "s".repeat(300);

        LogRecord tooLong = new PythonRecords(Clock.systemUTC())
                .record(latin1("}(U\7session" + session + "U\bsequenceK\1u."), "test");
        LogRecord negative = new PythonRecords(Clock.systemUTC())
                .record(latin1("}(U\7sessionU\1nU\bsequenceJ\u00fe\u00ff\u00ff\u00ffu."), "test");

        assertThat(tooLong.session()).isNull();
        assertThat(tooLong.attributes()).isEqualTo(Map.of("session", "s".repeat(300), "sequence", 1L));
        assertThat(negative.session()).isNull();
        assertThat(negative.attributes()).isEqualTo(Map.of("session", "n", "sequence", -2L));
    }

    @Test
    void record_timeFarOff_isKept() throws Exception {
        // 9.9e10 seconds.
        byte[] pickle = latin1("}U\7createdG\u0042\u0037\u000c\u00dc\u001e\u0000\u0000\u0000s.");

        assertThat(new PythonRecords(Clock.systemUTC()).record(pickle, "test").time())
                .isEqualTo(Instant.ofEpochSecond(99_000_000_000L));
    }

    @Test
    void record_levelsAndNumbers_areKept() throws Exception {
        byte[] pickle = latin1("}(U\3msgU\1mU\tlevelnameU\7WARNINGU\7levelnoK\36U\7createdG"
                + "A\u00d9\u0000\u0000\u0000\u0000\u0000\u0000" + "U\btrace_idK\5u.");

        LogRecord record = new PythonRecords(Clock.systemUTC()).record(pickle, "test");

        assertThat(record.level()).isEqualTo(LogLevel.WARN);
        assertThat(record.attributes()).isEqualTo(Map.of("trace_id", 5L));
        assertThat(record.time().getEpochSecond()).isEqualTo(1677721600L);
    }

    @Test
    void read_anyBytes_failsInOneWayOnly() {
        Random random = new Random(3);
        byte[] start = latin1("\u0080\u0002}q\0(U\3msgU\1mU\1l]q\1(K\1K\2eU\1tK\1K\2\u0086U\1d}U\1xNsu.");
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = start.clone();
            for (int j = 0; j < 1 + random.nextInt(6); j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                new PythonRecords(Clock.systemUTC()).record(bytes, "test").toJson();
            } catch (PickleException expected) {
                assertThat(expected).hasMessageNotContaining("null");
            } catch (Throwable other) {
                throw new AssertionError("bytes " + HexFormat.of().formatHex(bytes), other);
            }
        }
    }

    @Test
    void frames_cutAnywhere_areTheSame() {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(new byte[] {0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 1, 9});
        byte[] bytes = stream.toByteArray();
        for (int cut = 0; cut <= bytes.length; cut++) {
            io.netty.channel.embedded.EmbeddedChannel channel =
                    new io.netty.channel.embedded.EmbeddedChannel(new PythonFrameDecoder(100, null));
            channel.writeInbound(io.netty.buffer.Unpooled.copiedBuffer(bytes, 0, cut));
            channel.writeInbound(io.netty.buffer.Unpooled.copiedBuffer(bytes, cut, bytes.length - cut));

            assertThat((byte[]) channel.readInbound()).containsExactly(1, 2, 3);
            assertThat((byte[]) channel.readInbound()).isEmpty();
            assertThat((byte[]) channel.readInbound()).containsExactly(9);
        }
    }
}
