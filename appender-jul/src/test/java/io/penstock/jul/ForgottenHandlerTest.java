package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.peer.Received;
import io.penstock.peer.ReceiverProcess;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A handler at a logger that is garbage, and that nobody has closed. */
@Timeout(60)
class ForgottenHandlerTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private static WeakReference<Handler> logAndForget(Handler handler) {
        Logger logger = Logger.getAnonymousLogger();
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
        logger.log(Level.INFO, "#0#");
        return new WeakReference<>(handler);
    }

    private static boolean isGarbage(WeakReference<Handler> handler) {
        System.gc();
        return handler.get() == null;
    }

    private static void assertNothingIsLeft(String name) throws Exception {
        await().atMost(LONG)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("penstock-" + name)));
        assertThat(ManagementFactory.getPlatformMBeanServer()
                        .queryNames(new ObjectName("io.penstock:name=\"" + name + "\",*"), null))
                .isEmpty();
    }

    private static final class Quiet extends Handler {
        @Override
        public void publish(LogRecord entry) {}

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void proxy_forgotten_isGarbageAndLeavesNothingBehind() throws Exception {
        WeakReference<Handler> proxy = logAndForget(
                new AsyncProxyHandler("forgotten proxy", AsyncConfig.builder().build(), new Quiet()));

        await().atMost(LONG).until(() -> isGarbage(proxy));

        assertNothingIsLeft("forgotten proxy");
    }

    @Test
    void sender_forgottenWhileConnected_isGarbageAndLeavesNothingBehind() throws Exception {
        try (ReceiverProcess receiver = ReceiverProcess.of("relp", directory)) {
            receiver.start();
            WeakReference<Handler> sender = logAndForget(new TcpHandler(
                    "forgotten sender",
                    Map.of("destination", "127.0.0.1:" + receiver.port(), "protocol", "relp", "delivery", "acked")));

            await().atMost(LONG).until(() -> isGarbage(sender));

            assertNothingIsLeft("forgotten sender");
            assertThat(Received.in(directory).lost(1)).isZero();
        }
    }
}
