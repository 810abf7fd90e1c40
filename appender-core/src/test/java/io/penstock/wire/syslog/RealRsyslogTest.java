package io.penstock.wire.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Severity;
import io.penstock.encode.Utf8Buffer;
import io.penstock.peer.Rsyslog;
import io.penstock.wire.Field;
import io.penstock.wire.Group;
import io.penstock.wire.RecordNumber;
import io.penstock.wire.WireClient;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.relp.RelpProtocol;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrives at a real rsyslog, by imtcp with octet counting and by imrelp. */
class RealRsyslogTest {

    private static final Instant TIME = Instant.parse("2026-11-22T02:25:08.123456Z");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"syslog", "relp"})
    void records_withEveryKindOfCharacter_arriveFieldByField(String name) throws Exception {
        long seed = 3;
        Random random = new Random(seed);
        List<Map<String, String>> expected = new ArrayList<>();
        try (Rsyslog rsyslog = new Rsyslog(directory, Rsyslog.Queue.MEMORY)) {
            rsyslog.start();
            boolean relp = name.equals("relp");
            WireProtocol protocol = relp ? new RelpProtocol() : new SyslogProtocol();
            Rfc5424 writer = new Rfc5424(
                    SyslogSettings.builder()
                            .facility("local3")
                            .hostname("h\u00f6st name")
                            .appName("shop [1]")
                            .msgid("")
                            .build(),
                    4711);
            RecordNumber number = new RecordNumber("5e", 0);
            try (WireClient client = new WireClient(protocol, relp ? rsyslog.relpPort() : rsyslog.tcpPort())) {
                Utf8Buffer record = new Utf8Buffer(0);
                for (int i = 1; i <= 1000; i++) {
                    record.clear();
                    writer.begin(record, number.next(), Severity.ERROR, TIME.plusNanos(1000L * i));
                    writer.put(Field.THREAD, text(random, 10)).group(Group.MDC).put("key " + i, text(random, 50));
                    String message = text(random, i % 100 == 0 ? 100_000 : 50);
                    writer.text().append(message);
                    writer.end();
                    client.send(record);
                    expected.add(fields(relp ? "imrelp" : "imtcp", record));
                }
                if (relp) {
                    client.awaitAll();
                }
                client.finish();
                assertThat(client.session().isClosing()).isEqualTo(relp);
                assertThat(client.refusals).isEmpty();
            }

            await().atMost(Duration.ofSeconds(30)).until(() -> rsyslog.count() >= expected.size());
            List<Map<String, String>> arrived = rsyslog.records();
            for (int i = 0; i < expected.size(); i++) {
                for (Map.Entry<String, String> field : expected.get(i).entrySet()) {
                    String found = arrived.get(i).get(field.getKey());
                    assertThat(found.equals(field.getValue()))
                            .as(
                                    "seed %d record %d, %s: %s",
                                    seed, i, field.getKey(), difference(field.getValue(), found))
                            .isTrue();
                }
            }
            assertThat(arrived).hasSameSizeAs(expected);
        }
    }

    /** What we say it is, read from our own bytes by a parser of its own. */
    private static Map<String, String> fields(String input, Utf8Buffer record) {
        ParsedSyslog parsed = ParsedSyslog.parse(record.toByteArray());
        assertThat(parsed.header()).startsWith("<155>1 2026-11-22T02:25:08.12").endsWith("Z h_st_name shop_[1] 4711 -");
        String text = new String(record.toByteArray(), StandardCharsets.UTF_8);
        String rest = text.substring(parsed.header().length() + 1);
        int end = rest.length() - parsed.message().length();
        String data = rest.substring(0, end).replace("\uFEFF", "").trim();
        return Map.of(
                "inputname", input,
                "pri", "155",
                "protocol-version", "1",
                "hostname", "h_st_name",
                "app-name", "shop_[1]",
                "procid", "4711",
                "msgid", "-",
                "structured-data", data,
                "msg", rest.substring(data.length() + 1));
    }

    /** The texts may be long. */
    private static String difference(String expected, String found) {
        int at = 0;
        while (at < expected.length() && at < found.length() && expected.charAt(at) == found.charAt(at)) {
            at++;
        }
        return "of " + expected.length() + " and " + found.length() + " chars, from " + at + " on: "
                + escaped(expected, at) + " instead of " + escaped(found, at);
    }

    private static String escaped(String text, int at) {
        StringBuilder escaped = new StringBuilder();
        text.substring(at, Math.min(text.length(), at + 10))
                .chars()
                .forEach(c -> escaped.append(String.format("%04x ", c)));
        return escaped.toString();
    }

    /** Without NUL: rsyslog writes {@code #000} instead, and then drops each CR behind it. */
    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            switch (random.nextInt(5)) {
                case 0 -> text.append("\"\\][= \n\r\t<>%#".charAt(random.nextInt(13)));
                case 1 -> text.append((char) random.nextInt(1, 0xD800));
                case 2 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                default -> text.append((char) (' ' + random.nextInt(95)));
            }
        }
        return text.append('.').toString();
    }
}
