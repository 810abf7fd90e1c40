package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.util.FileSize;
import io.penstock.DropReason;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an event is made of counts against {@code maxRingBytes}. */
@Timeout(60)
class EventWeightTest {

    private static final String LARGE = "x".repeat(100_000);

    private final Host host = new Host();
    private final CountDownLatch open = new CountDownLatch(1);

    @AfterEach
    void closeHost() {
        open.countDown();
        host.close();
    }

    static Stream<LogCall> largeEvents() {
        return Stream.of(
                new LogCall("message", host -> host.logger().info(LARGE)),
                new LogCall("argument", host -> host.logger().info("{}", LARGE)),
                new LogCall(
                        "key-value",
                        host -> host.logger().atInfo().addKeyValue("k", LARGE).log()),
                new LogCall("exception", host -> host.logger().info("failed", new IllegalStateException(LARGE))),
                new LogCall(
                        "cause",
                        host -> host.logger()
                                .info(
                                        "failed",
                                        new IllegalStateException("why", new IllegalArgumentException(LARGE)))));
    }

    @ParameterizedTest
    @MethodSource("largeEvents")
    void event_large_isCountedInBytes(LogCall call) {
        AsyncProxyAppender proxy = host.proxy("ASYNC", new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                await(open);
            }
        });
        proxy.setOverflowPolicy("drop");
        proxy.setMaxRingBytes(FileSize.valueOf("4MB"));
        proxy.start();

        for (int i = 0; i < 100; i++) {
            call.log.accept(host);
        }

        // Half of the budget, less one, with 200,000 bytes each.
        assertThat(proxy.getBooks().accepted()).isBetween(5L, 20L);
        assertThat(proxy.getBooks().dropped(DropReason.BYTES_FULL)).isGreaterThanOrEqualTo(80);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    record LogCall(String name, Consumer<Host> log) {
        @Override
        public String toString() {
            return name;
        }
    }
}
