package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A recursion that logs and never ends: whatever its StackOverflowError interrupts, the log must go on. */
class EndOfStackTest {

    private static final int ROUNDS = 40;

    private final Host host = new Host();

    @AfterEach
    void closeHost() {
        host.close();
    }

    @Test
    @Timeout(120)
    void log_atTheEndOfTheStack_laterEventsArrive() throws Exception {
        assertLaterEventsArrive();
    }

    @Test
    @Timeout(120)
    void log_atTheEndOfTheStackByFastLane_laterEventsArrive() throws Exception {
        host.context.addTurboFilter(TwinHosts.started(new FastLane(), host));

        assertLaterEventsArrive();
    }

    private void assertLaterEventsArrive() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        AsyncProxyAppender proxy = host.startedProxy(new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                rounds.addAndGet(event.getMessage().startsWith("round") ? 1 : 0);
            }
        });
        for (int round = 0; round < ROUNDS; round++) {
            // Another stack size each time, so that it ends at another place.
            Thread thread = new Thread(null, this::logUntilTheStackEnds, "deep", (192 + round) * 1024L);
            thread.start();
            thread.join();

            host.logger().info("round {}", round);

            assertThat(proxy.flush(Host.LONG))
                    .as("round %s: %s", round, proxy.getBooks())
                    .isTrue();
        }
        assertThat(proxy.getBooks().pending()).isZero();
        assertThat(rounds).hasValue(ROUNDS);
    }

    private void logUntilTheStackEnds() {
        try {
            logAt(0);
        } catch (StackOverflowError expected) {
            // The recursion's own end.
        }
    }

    private void logAt(int depth) {
        host.logger().info("depth {}", depth);
        logAt(depth + 1);
    }
}
