package io.penstock.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.encode.Utf8Buffer;
import io.penstock.peer.PythonReceiver;
import io.penstock.wire.lines.LinesProtocol;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What arrives at Python's socketserver, in each framing. */
class RealPythonTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void records_ofAnEncoder_arriveWithoutTheirLineEnd(Framing framing) throws Exception {
        List<String> expected = new ArrayList<>();
        try (PythonReceiver python = new PythonReceiver(directory, framing.toString())) {
            python.start();
            for (int restart = 0; restart < 2; restart++) {
                try (WireClient client = new WireClient(new LinesProtocol(framing), python.port())) {
                    Utf8Buffer record = new Utf8Buffer(0);
                    for (int i = 0; i < 1000; i++) {
                        String inside = framing == Framing.NEWLINE ? " " : "\n";
                        String text = i + inside + "\u20ac\uD83D\uDE00" + "x".repeat(i % 100 == 0 ? 100_000 : i % 50);
                        record.clear();
                        client.send(record.append(text).append('\n'));
                        expected.add(text);
                    }
                    client.finish();
                }
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> python.records().size() >= expected.size());
                python.kill9();
                python.start();
            }

            assertThat(python.records())
                    .extracting(record -> new String(record, StandardCharsets.UTF_8))
                    .isEqualTo(expected);
        }
    }
}
