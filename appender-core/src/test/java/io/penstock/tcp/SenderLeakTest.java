package io.penstock.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.TcpConfig;
import io.penstock.wire.Framing;
import io.penstock.wire.lines.LinesProtocol;
import java.io.File;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What thousands of connections leave behind: nothing. */
@Timeout(120)
class SenderLeakTest {

    private static final int SLACK = 20;

    private static int openFiles() {
        String[] files = new File("/proc/self/fd").list();
        return files == null ? 0 : files.length;
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @Test
    @EnabledOnOs(OS.LINUX) // counts the files of /proc
    void connection_thousandsOfDisconnects_leakNoFileThreadOrBuffer() throws Exception {
        LinePeer.Script takesOne = (peer, socket) -> peer.readLines(socket, 1);
        try (LinePeer peer = new LinePeer(takesOne);
                DrivenSink driven = new DrivenSink(TcpConfig.builder().destination("localhost:" + peer.port()))) {
            int files = 0;
            int threads = 0;
            long direct = 0;
            for (int round = 0; round < 2_000; round++) {
                if (round == 100) {
                    files = openFiles();
                    threads = threads();
                    direct = directBytes();
                }
                long before = driven.stats().reconnects();
                driven.deliver("event " + round);
                driven.turnPatiently(
                        "the next connection",
                        Duration.ofMillis(40),
                        () -> driven.stats().reconnects() > before);
                peer.sockets.clear();
            }

            int mostFiles = files + SLACK;
            int mostThreads = threads + SLACK;
            long mostDirect = direct + (1 << 20);
            // The peer's threads may be behind, with their sockets and buffers.
            await().atMost(SenderRing.LONG).untilAsserted(() -> {
                assertThat(openFiles()).isLessThan(mostFiles);
                assertThat(threads()).isLessThan(mostThreads);
                assertThat(directBytes()).isLessThan(mostDirect);
            });
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX) // counts the files of /proc
    void sender_startedAndStoppedAgainAndAgain_leaksNoFileOrThread() throws Exception {
        try (LinePeer peer = new LinePeer(LinePeer.READS)) {
            int files = 0;
            int threads = 0;
            for (int life = 0; life < 60; life++) {
                if (life == 10) {
                    files = openFiles();
                    threads = threads();
                }
                String last = "life " + life;
                try (SenderRing sender = new SenderRing(
                        AsyncConfig.builder().ringSize(16),
                        TcpConfig.builder().destination(peer.destination()),
                        new LinesProtocol(Framing.NEWLINE))) {
                    sender.log(last);
                }
                peer.awaitLine(last);
                peer.sockets.clear();
            }

            int mostFiles = files + SLACK;
            int mostThreads = threads + SLACK;
            await().atMost(SenderRing.LONG).until(() -> openFiles() < mostFiles && threads() < mostThreads);
            assertThat(peer.lines).hasSize(60);
        }
    }
}
