package io.penstock.wire.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.Severity;
import io.penstock.encode.Utf8Buffer;
import io.penstock.wire.Field;
import io.penstock.wire.Group;
import io.penstock.wire.RecordNumber;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Rfc5424Test {

    private static final Instant TIME = Instant.parse("2026-11-22T02:25:08.123456Z");
    private static final String OWN = "[penstock@32473 session=\"5e\" sequence=\"1\"";

    private final SyslogSettings.Builder settings =
            SyslogSettings.builder().hostname("host").appName("app");
    private final Utf8Buffer buffer = new Utf8Buffer(0);
    private RecordNumber number = new RecordNumber("5e", 0);

    @Test
    void message_withEverything_isThis() {
        Rfc5424 writer = writer();

        begun(writer)
                .put(Field.THREAD, "main")
                .put(Field.CLASS, null)
                .put(Field.LINE, -5)
                .group(Group.MDC)
                .put("user", "ada")
                .put("trip", null)
                .group(Group.KEY_VALUES)
                .put("k", List.of("v", 1))
                .text()
                .append("two\nlines\n");
        writer.end();

        assertThat(text())
                .isEqualTo("<14>1 2026-11-22T02:25:08.123456Z host app 4711 - [meta sequenceId=\"1\"]" + OWN
                        + " thread=\"main\" class=\"null\" line=\"-5\"][mdc@32473 user=\"ada\" trip=\"null\"]"
                        + "[kvp@32473 k=\"[v, 1\\]\"]"
                        + " two\nlines");
    }

    @Test
    void element_withoutParameters_isLeftOut() {
        Rfc5424 writer = writer();

        begun(writer).group(Group.MDC).group(Group.KEY_VALUES).text();
        writer.end();
        int first = buffer.size();
        begun(writer).put(Field.THREAD, "b").text().append('x');
        writer.end();

        assertThat(text().substring(0, first)).endsWith(OWN + "] ");
        assertThat(text().substring(first)).endsWith("sequence=\"2\" thread=\"b\"] x");
    }

    @ParameterizedTest
    @CsvSource({
        "kern, TRACE, 7",
        "kern, DEBUG, 7",
        "user, INFO, 14",
        "user, WARN, 12",
        "user, ERROR, 11",
        "local7, ERROR, 187"
    })
    void priority_isFacilityAndSeverity(String facility, Severity severity, int expected) {
        settings.facility(facility);

        begin(writer(), severity);

        assertThat(text()).startsWith("<" + expected + ">1 2026");
    }

    @Test
    void headerFields_strange_areCleanedAndCut() {
        settings.hostname("a b\u00e9" + "h".repeat(300)).appName("p".repeat(50)).msgid("\nid" + "m".repeat(50));

        begin(writer(), Severity.INFO);

        assertThat(text().split(" ", 8))
                .startsWith(
                        "<14>1",
                        "2026-11-22T02:25:08.123456Z",
                        "a_b_" + "h".repeat(251),
                        "p".repeat(48),
                        "4711",
                        "_id" + "m".repeat(29),
                        "[meta");
    }

    @Test
    void headerFields_empty_areUnknown() {
        settings.hostname("").appName("");

        begin(writer(), Severity.INFO);

        assertThat(text()).startsWith("<14>1 2026-11-22T02:25:08.123456Z - - 4711 - [meta ");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "user.id, user.id",
                "a=b, a_b",
                "`a b]c\"d`, a_b_c_d",
                "`\u00e9\u0000\u007F`, ___",
                "``, _",
                "abcdefghijabcdefghijabcdefghijab, abcdefghijabcdefghijabcdefghijab",
                "abcdefghijabcdefghijabcdefghijabc, abcdefghijabcdefghijabc~a4076f92",
                "abcdefghijabcdefghijabcdefghijabd, abcdefghijabcdefghijabc~a407fddd"
            })
    void paramName_strange_isCleanedAndCut(String name, String expected) {
        Rfc5424 writer = writer();

        begun(writer).group(Group.MDC).put(name, "v").text();

        assertThat(text()).contains("[mdc@32473 " + expected + "=\"v\"]");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "plain, plain",
                "``, ``",
                "\", \\\"",
                "\\, \\\\",
                "], \\]",
                "[a]=\"b\\n\", [a\\]=\\\"b\\\\n\\\"",
                "`a\nb\u0000`, `a\nb\u0000`",
                "\u20ac]\uD83D\uDE00\\, \u20ac\\]\uD83D\uDE00\\\\"
            })
    void paramValue_isEscaped(String value, String expected) {
        Rfc5424 writer = writer();

        begun(writer)
                .put(Field.METHOD, value)
                .put(Field.LOGGER, value)
                .group(Group.MDC)
                .put("n", value)
                .text();

        assertThat(text())
                .contains(" method=\"" + expected + "\"")
                .contains(" logger=\"" + expected + "\"][")
                .contains(" n=\"" + expected + "\"] ");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "plain, ` plain`",
                "``, ` `",
                "`\n`, ` `",
                "`\r\n`, ` `",
                "`a\n\n`, ` a\n`",
                "`a\r\n`, ` a`",
                "`a\r`, ` a\r`",
                "caf\u00e9, ` \uFEFFcaf\u00e9`",
                "\uFEFFcaf\u00e9, ` \uFEFF\uFEFFcaf\u00e9`",
                "`\u20ac\n`, ` \uFEFF\u20ac`",
                "`{\"a\":\"\u20ac\"}\n`, ` {\"a\":\"\u20ac\"}`",
                "`[\"\u20ac\"] `, ` [\"\u20ac\"] `",
                "`[main] \u20ac`, ` \uFEFF[main] \u20ac`",
                "`{\u20ac`, ` \uFEFF{\u20ac`",
            })
    void messageText_isMarkedAsUtf8WhereThatMatters(String given, String expected) {
        Rfc5424 writer = writer();

        begun(writer).text().append(given);
        writer.end();

        assertThat(text()).endsWith(OWN + "]" + expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "never, caf\u00e9, ` caf\u00e9`",
                "always, plain, ` \uFEFFplain`",
                "always, `{\"a\":1}`, ` \uFEFF{\"a\":1}`",
                "always, ``, ` `",
            })
    void messageText_isMarkedAsTheSettingSays(String bom, String given, String expected) {
        settings.bom(Bom.parse(bom));
        Rfc5424 writer = writer();

        begun(writer).text().append(given);
        writer.end();

        assertThat(text()).endsWith(OWN + "]" + expected);
    }

    @Test
    void paramNames_withTheSameBeginning_stayApartAndTheSameInEveryMessage() {
        String beginning = "customer.".repeat(5);
        Rfc5424 writer = writer();
        List<String> names = new ArrayList<>();

        for (int i = 0; i < 1000; i++) {
            // Aa and BB have the same hash code.
            for (String end : List.of("Aa" + i, "BB" + i)) {
                buffer.clear();
                begun(writer).group(Group.MDC).put(beginning + end, "v").text();
                names.add(text().replaceAll(".* ([^ ]+)=\"v\"] ", "$1"));
            }
        }

        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.length() == 32);
        buffer.clear();
        begun(writer()).group(Group.MDC).put(beginning + "Aa0", "w").text();
        assertThat(text()).contains(" " + names.get(0) + "=\"w\"");
    }

    @Test
    void oneLine_lineEndsAnywhere_areEscapedAsRsyslogDoes() {
        settings.oneLine(true);
        Rfc5424 writer = writer();
        buffer.append("before\n");

        begun(writer).group(Group.MDC).put("n", "a\nb").text().append("\u20ac\n\tat x\r\ny\u0000z\n\n");
        writer.end();

        assertThat(text())
                .startsWith("before\n<14>1 ")
                .endsWith(" n=\"a#012b\"] \uFEFF\u20ac#012\tat x#015#012y#000z#012");
    }

    @Test
    void sequenceId_atItsEnd_beginsAgainWithOneAndTheSequenceGoesOn() {
        Rfc5424 writer = writer();
        number = new RecordNumber("5e", Rfc5424.LAST_SEQUENCE_ID - 1);
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            buffer.clear();
            begin(writer, Severity.INFO);
            numbers.add(text().replaceAll(".*sequenceId=\"(\\d+)\".*sequence=\"(\\d+)\".*", "$1 $2"));
        }

        assertThat(numbers).containsExactly("2147483647 2147483647", "1 2147483648", "2 2147483649");
    }

    @Test
    void begin_afterAMessageThatFailed_leavesNothingOfIt() {
        Rfc5424 writer = writer();
        begun(writer).group(Group.MDC);
        buffer.clear();

        begun(writer).put(Field.THREAD, "b").text().append("x");
        writer.end();

        assertThat(text()).endsWith("[penstock@32473 session=\"5e\" sequence=\"2\" thread=\"b\"] x");
    }

    @Test
    void randomMessages_areReadBackByAnotherParser() {
        long seed = 5;
        Random random = new Random(seed);
        Rfc5424 writer = writer();
        for (int round = 1; round <= 3000; round++) {
            buffer.clear();
            Map<String, List<ParsedSyslog.Param>> expected = new LinkedHashMap<>();
            writer.begin(buffer, number.next(), Severity.WARN, TIME);
            for (Field field : Field.values()) {
                if (random.nextBoolean()) {
                    ParsedSyslog.Param param = new ParsedSyslog.Param(field.word(), text(random));
                    writer.put(field, param.value());
                    expected.computeIfAbsent("", name -> new ArrayList<>()).add(param);
                }
            }
            for (Group group : Group.values()) {
                writer.group(group);
                for (int i = random.nextInt(4); i > 0; i--) {
                    ParsedSyslog.Param param = new ParsedSyslog.Param("n" + random.nextInt(9), text(random));
                    writer.put(param.name(), param.value());
                    expected.computeIfAbsent(group.word(), name -> new ArrayList<>())
                            .add(param);
                }
            }
            String message = text(random);
            writer.text().append(message);
            writer.end();

            ParsedSyslog parsed = ParsedSyslog.parse(buffer.toByteArray());

            String where = "seed " + seed + " round " + round;
            assertThat(parsed.header()).as(where).isEqualTo("<12>1 2026-11-22T02:25:08.123456Z host app 4711 -");
            assertThat(parsed.message()).as(where).isEqualTo(message);
            expected.computeIfAbsent("", name -> new ArrayList<>())
                    .addAll(
                            0,
                            List.of(
                                    new ParsedSyslog.Param("session", "5e"),
                                    new ParsedSyslog.Param("sequence", "" + round)));
            Map<String, List<ParsedSyslog.Param>> named = new HashMap<>();
            expected.forEach((name, params) -> named.put((name.isEmpty() ? "penstock" : name) + "@32473", params));
            named.put("meta", List.of(new ParsedSyslog.Param("sequenceId", "" + round)));
            assertThat(parsed.elements()).as(where).isEqualTo(named);
        }
    }

    private Rfc5424 writer() {
        return new Rfc5424(settings.build(), 4711);
    }

    private Rfc5424 begun(Rfc5424 writer) {
        writer.begin(buffer, number.next(), Severity.INFO, TIME);
        return writer;
    }

    private void begin(Rfc5424 writer, Severity severity) {
        writer.begin(buffer, number.next(), severity, TIME);
        writer.text().append('x');
        writer.end();
    }

    private String text() {
        return new String(buffer.toByteArray(), StandardCharsets.UTF_8);
    }

    /** Of any character but a lone surrogate, with many of those that matter, and none at the end. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            text.append(
                    switch (random.nextInt(5)) {
                        case 0 -> "\"\\][= \n\r\u0000\u007F\uFEFF".charAt(random.nextInt(11));
                        case 1 -> (char) random.nextInt(0xD800);
                        default -> (char) (' ' + random.nextInt(95));
                    });
        }
        return text.append('.').toString();
    }
}
