package io.penstock.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client of logd says and hears, byte by byte; the first bytes were taken down from a running logd server. */
class LogdSessionTest {

    private static final String THREE = "MSG 2\r\nhi\r\nMSG 5\r\nhallo\r\nMSG 3\r\nsup\r\n";

    @TempDir
    private static Path directory;

    private static CollectorProcess collector;

    @BeforeAll
    static void start() throws Exception {
        collector =
                CollectorProcess.start(directory.resolve("data"), "--max-topics", "8", "--max-record-bytes", "200KB");
    }

    @AfterAll
    static void stop() throws Exception {
        collector.close();
    }

    /** Sends, says that nothing more comes, and reads until the server closes. */
    private static String session(String requests) throws IOException {
        try (Socket socket =
                new Socket(collector.logd().getAddress(), collector.logd().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void batch_fromLogdsOwnSession_sameAnswersAndReadBackVerbatim() throws Exception {
        String answer = session("BATCH 37 vectors 702548520 3\r\n" + THREE + "BATCH 37 vectors 702548520 3\r\n" + THREE
                + "READ vectors 67 1\r\nREAD vectors 0 4\r\nTAIL vectors 1\r\nCLOSE\r\n");

        String batch = "BATCH 37 vectors 702548520 3\r\n" + THREE;
        assertThat(answer)
                .isEqualTo("OK 0 1\r\nOK 67 1\r\n" + "OK 67 1\r\n" + batch + "OK 0 2\r\n" + batch + batch + "OK 0 1\r\n"
                        + batch + "OK\r\n");
    }

    @Test
    void read_nothingThere_notFound() throws Exception {
        assertThat(session("READ nothing 0 1\r\nTAIL nothing 1\r\nBATCH 37 short 702548520 3\r\n" + THREE
                        + "READ short 65 1\r\nREAD short 5 1\r\nREAD short 9999 1\r\nCLOSE\r\n"))
                .isEqualTo(
                        "ERR not found\r\nERR not found\r\nOK 0 1\r\nERR not found\r\nERR not found\r\nERR not found\r\nOK\r\n");
    }

    @Test
    void batch_wrong_isRefusedWithAReasonAndTheConnectionLives() throws Exception {
        assertThat(session("BATCH 37 default 1 3\r\n" + THREE
                        + "BATCH 37 default 702548520 2\r\n" + THREE
                        + "BATCH 5 default 907060870 1\r\nhello"
                        + "BATCH 37 ../evil 702548520 3\r\n" + THREE
                        + "BATCH 37  702548520 3\r\n" + THREE
                        + "BATCH 70000 default 1 2\r\n" + "x".repeat(70_000)
                        + "READ default\r\nREAD default x 1\r\nCLOSE\r\n"))
                .isEqualTo(
                        "ERR checksum mismatch\r\nERR invalid request\r\nERR invalid request\r\nERR topic not allowed\r\n"
                                + "ERR request missing topic\r\nERR too large\r\nERR invalid request\r\nERR invalid request\r\nOK\r\n");
        assertThat(directory.resolve("evil")).doesNotExist();
        assertThat(directory.resolve("data").resolve("evil")).doesNotExist();
    }

    @Test
    void request_whoseEndNobodyKnows_isAnsweredAndTheConnectionCloses() throws Exception {
        assertThat(session("HELLO\r\nSTATS\r\n")).isEqualTo("ERR invalid protocol\r\n");
        assertThat(session("BATCH 99999999999999 default 1 1\r\n")).isEqualTo("ERR too large\r\n");
        assertThat(session("BATCH -1 default 1 1\r\n")).isEqualTo("ERR invalid protocol\r\n");
        assertThat(session("x".repeat(600))).isEqualTo("ERR invalid protocol\r\n");
    }

    @Test
    void batch_oneMessageLongerThanABatch_standsAloneAndIsReadBack() throws Exception {
        String body = "MSG 100000\r\n" + "y".repeat(100_000) + "\r\n";
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        String batch = "BATCH " + body.length() + " long " + crc.getValue() + " 1\r\n" + body;

        assertThat(session(batch + "READ long 0 1\r\nCLOSE\r\n")).isEqualTo("OK 0 1\r\nOK 0 1\r\n" + batch + "OK\r\n");
    }

    @Test
    void topics_oneTooMany_isRefusedAndOthersGoOn() throws Exception {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            requests.append("BATCH 37 many")
                    .append(i)
                    .append(" 702548520 3\r\n")
                    .append(THREE);
        }

        String answer = session(requests + "CLOSE\r\n");

        assertThat(answer).contains("OK 0 1\r\n").endsWith("ERR maximum topics allowed\r\nOK\r\n");
        assertThat(answer.lines().count()).isEqualTo(21);
    }

    @Test
    void config_asLogdsClientsReadIt_fourLines() throws Exception {
        String lines = "Hostport: 127.0.0.1:" + collector.logd().getPort()
                + "\r\nTimeout: 15s\r\nIdleTimeout: 30000ms\r\nMaxBatchSize: 65536\r\n";

        assertThat(session("CONFIG\r\nCLOSE\r\n")).isEqualTo("MOK " + lines.length() + "\r\n" + lines + "\r\nOK\r\n");
    }

    @Test
    void line_endedByALineFeedOnly_isUnderstood() throws Exception {
        assertThat(session("CLOSE\n")).isEqualTo("OK\r\n");
    }
}
