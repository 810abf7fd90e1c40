package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Books;
import io.penstock.Delivery;
import io.penstock.TcpConfig;
import io.penstock.wire.relp.RelpProtocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A record too long for rsyslog, which ends the connection each time it comes. */
@Timeout(60)
class RsyslogOversizeTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String HEAD = "<14>1 - host app 1 id - ";
    private static final int SMALL = 200;
    /** Above rsyslog's maxMessageSize of 512 KB. */
    private static final int TOO_LONG = 700_000;

    @TempDir
    Path directory;

    @Test
    void relp_recordTooLong_isSetAsideThenGivenUpAndAllOthersArrive() throws Exception {
        try (Rsyslog rsyslog = new Rsyslog(directory, Rsyslog.Queue.MEMORY);
                SenderRig rig =
                        new SenderRig(SenderRig.patient(), relp(rsyslog).maxResends(1), new RelpProtocol(), HEAD)) {
            rsyslog.start();

            for (int number = 0; number <= 100; number++) {
                assertThat(rig.offer(number, number == 50 ? TOO_LONG : SMALL)).isTrue();
            }

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(rig.books().delivered())
                            .as("%s %s %s", rig.books(), rig.stats(), rig.messages())
                            .isEqualTo(100));
            assertThat(rig.assertBooks(101, 101).failed()).isZero();
            assertThat(rig.messages())
                    .anyMatch(message -> message.startsWith("Set aside the record 51 since the start (700"));
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(rig.books().failed())
                            .as("%s %s %s", rig.books(), rig.stats(), rig.messages())
                            .isOne());
            rig.assertBooks(101, 101);
            assertThat(rig.messages())
                    .anyMatch(message -> message.startsWith("Gave up the record 51 since the start (700"));
            await().atMost(LONG).until(() -> numbers(rsyslog).size() == 100);
            assertThat(numbers(rsyslog)).doesNotContain("#50#");
        }
    }

    @Test
    void relp_recordTooLongAndMaxResendsIsZero_isKept() throws Exception {
        try (Rsyslog rsyslog = new Rsyslog(directory, Rsyslog.Queue.MEMORY);
                SenderRig rig =
                        new SenderRig(SenderRig.patient(), relp(rsyslog).maxResends(0), new RelpProtocol(), HEAD)) {
            rsyslog.start();

            assertThat(rig.offer(0, SMALL)).isTrue();
            assertThat(rig.offer(1, TOO_LONG)).isTrue();
            assertThat(rig.offer(2, SMALL)).isTrue();

            await().atMost(LONG).until(() -> rig.books().delivered() == 2);
            Books books = rig.assertBooks(3, 3);
            assertThat(books.failed()).as(books.toString()).isZero();
            assertThat(rig.stats().windowBytes()).isGreaterThan(TOO_LONG);
            assertThat(rig.messages())
                    .anyMatch(message -> message.startsWith("Set aside the record 2 since")
                            && message.contains("for ever (maxResends=0)"));
        }
    }

    private static TcpConfig.Builder relp(Rsyslog rsyslog) {
        return TcpConfig.builder()
                .destination("127.0.0.1:" + rsyslog.relpPort())
                .delivery(Delivery.ACKED)
                .maxRecordBytes(1 << 20)
                .maxBackoff(Duration.ofMillis(100));
    }

    /** Each once, however often it came. */
    private static List<String> numbers(Rsyslog rsyslog) {
        return rsyslog.records().stream()
                .map(record -> record.get("msg").split(" ")[0])
                .distinct()
                .toList();
    }
}
