package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.helpers.NOPAppender;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/**
 * With arguments that cannot change, the proxy allocates nothing on the caller's thread: Logback's event is all there is,
 * and by the fast lane not even that.
 */
class CallerAllocationTest {

    private static final int CALLS = 100_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Integer id = 4711;
    private final String name = "anna";
    private final Long amount = 1L << 40;
    private final Host plain = new Host();
    private final Host proxied = new Host();

    @AfterEach
    void closeHosts() {
        plain.close();
        proxied.close();
    }

    /** Keeps the last event, so that the compiler cannot do without allocating events. */
    private static final class KeepingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
        private volatile ILoggingEvent last;

        @Override
        protected void append(ILoggingEvent event) {
            last = event;
        }
    }

    private void assertNothingAdded(Consumer<Logger> call) {
        KeepingAppender keeping = plain.started(new KeepingAppender());
        plain.attachToRoot(keeping);
        AsyncProxyAppender proxy = proxied.startedProxy(new NOPAppender<>());

        // Twice each: the first time the code is compiled, and what is made once is made.
        bytesPerCall(plain.logger(), call);
        bytesPerCall(proxied.logger(), call);
        double without = bytesPerCall(plain.logger(), call);
        double with = bytesPerCall(proxied.logger(), call);

        assertThat(keeping.last).isNotNull();
        assertThat(without).as("Logback's event").isGreaterThan(50);
        assertThat(with - without).isLessThan(1.0);
        assertThat(proxy.getBooks().accepted()).isEqualTo(2L * CALLS);
    }

    private static double bytesPerCall(Logger logger, Consumer<Logger> call) {
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        for (int i = 0; i < CALLS; i++) {
            call.accept(logger);
        }
        return (double) (THREADS.getThreadAllocatedBytes(thread) - before) / CALLS;
    }

    @Test
    void call_twoArguments_allocatesNothingOfOurs() {
        assertNothingAdded(logger -> logger.info("order {} processed for {}", id, name));
    }

    @Test
    void call_threeArguments_allocatesNothingOfOurs() {
        assertNothingAdded(logger -> logger.info("order {} of {} processed for {}", id, amount, name));
    }

    @Test
    void call_noArguments_allocatesNothingOfOurs() {
        assertNothingAdded(logger -> logger.info("started"));
    }

    @Test
    void call_mdcSet_allocatesNothingOfOurs() {
        plain.context.getMDCAdapter().put("user", "anna");
        proxied.context.getMDCAdapter().put("user", "anna");

        assertNothingAdded(logger -> logger.info("order {} processed for {}", id, name));
    }

    /**
     * Logback's array for the arguments, 24 bytes, and as many for the time where the compiler does not see that it could do
     * without. An event has 104.
     */
    @Test
    void call_byFastLane_allocatesNoEvent() {
        proxied.startedProxy(new NOPAppender<>());
        proxied.context.addTurboFilter(TwinHosts.started(new FastLane(), proxied));
        Consumer<Logger> call = logger -> logger.info("order {} processed for {}", id, name);

        for (int i = 0; i < 5; i++) {
            bytesPerCall(proxied.logger(), call);
        }

        assertThat(bytesPerCall(proxied.logger(), call)).isLessThan(49);
    }
}
