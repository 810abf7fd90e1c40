package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Books;
import io.penstock.Delivery;
import io.penstock.TcpConfig;
import io.penstock.wire.relp.RelpProtocol;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real rsyslog that writes to disk before it acknowledges, killed with -9 under load. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class RsyslogKillTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int CYCLES = Soak.count(4, 40);
    private static final int RECORDS_PER_LIFE = 300;
    private static final int PER_SECOND = 1000;
    private static final int RECORD_BYTES = 200;
    private static final String HEAD = "<14>1 - host app 1 id - ";

    @TempDir
    Path directory;

    @Test
    void acked_rsyslogWithDiskQueueKilled_losesNothing() throws Exception {
        try (Rsyslog rsyslog = new Rsyslog(directory, Rsyslog.Queue.DISK)) {
            TcpConfig.Builder tcp = TcpConfig.builder()
                    .destination("127.0.0.1:" + rsyslog.relpPort())
                    .delivery(Delivery.ACKED)
                    .maxInFlightBytes(256 << 10)
                    .maxBackoff(Duration.ofMillis(100));
            try (SenderRig rig = new SenderRig(SenderRig.patient(), tcp, new RelpProtocol(), HEAD);
                    Load load = Load.start(rig, PER_SECOND, RECORD_BYTES)) {
                rsyslog.start();
                for (int cycle = 0; cycle < CYCLES; cycle++) {
                    long before = rig.stats().delivered();
                    await().atMost(LONG)
                            .pollInterval(Duration.ofMillis(1))
                            .until(() -> rig.stats().delivered() >= before + RECORDS_PER_LIFE);
                    rsyslog.kill9();
                    rsyslog.start();
                }
                load.stop();
                assertThat(rig.flush(LONG)).isTrue();
                assertThat(rig.stop()).isZero();

                // Acknowledged is in the queue on disk; from there it takes a while to the file.
                await().atMost(LONG).until(() -> lost(rsyslog, load.accepted()) == 0);
                Received received = received(rsyslog);
                System.out.printf(
                        "rsyslog with a disk queue: %d kills, %s, %d in its queue only, %s%n",
                        CYCLES, received, received.lost(load.accepted()), rig.stats());
                Books books = rig.assertBooks(load.offered(), load.accepted());
                assertThat(books.delivered()).as(books.toString()).isEqualTo(load.accepted());
                assertThat(rig.stats().reconnects()).isGreaterThanOrEqualTo(CYCLES);
            }
        }
    }

    /**
     * After one kill of a hundred or so rsyslog 8.2302 cannot read its own queue again and says so ("fatal error on disk queue", or
     * "problem on disk queue", with an invalid .qi file). What it has not taken out stays in the queue's file: it had it on disk
     * when it acknowledged it, as it had promised.
     */
    private long lost(Rsyslog rsyslog, long accepted) throws Exception {
        Received received = received(rsyslog);
        if (received.lost(accepted) == 0 || !rsyslog.hasSaid("on disk queue")) {
            return received.lost(accepted);
        }
        List<Path> everything = new ArrayList<>(List.of(directory.resolve("records.json")));
        try (DirectoryStream<Path> queue = Files.newDirectoryStream(directory, "queue.0*")) {
            queue.forEach(everything::add);
        }
        return Received.in(everything).lost(accepted);
    }

    private Received received(Rsyslog rsyslog) throws Exception {
        return rsyslog.count() == 0 ? Received.in(List.of()) : Received.in(List.of(directory.resolve("records.json")));
    }
}
