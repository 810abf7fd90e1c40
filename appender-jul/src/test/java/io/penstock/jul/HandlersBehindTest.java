package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.AsyncConfig;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.MemoryHandler;
import java.util.logging.SimpleFormatter;
import java.util.logging.XMLFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandlersBehindTest {

    private static final String FORMAT = "java.util.logging.SimpleFormatter.format";
    private final RecordingHandler wrapped = new RecordingHandler();
    private final Logger logger = Logger.getAnonymousLogger();

    @AfterEach
    void forgetFormat() {
        System.clearProperty(FORMAT);
    }

    private static Formatter simple(String format) {
        System.setProperty(FORMAT, format);
        return new SimpleFormatter();
    }

    /** Publishes by a logger, so that there is a caller to infer; what arrived. */
    private LogRecord logged(AsyncProxyHandler proxy) {
        logger.setUseParentHandlers(false);
        for (Handler handler : logger.getHandlers()) {
            logger.removeHandler(handler);
        }
        logger.addHandler(proxy);
        logger.info("here");
        proxy.flush(Duration.ofSeconds(20));
        return wrapped.records.get(wrapped.records.size() - 1);
    }

    private AsyncProxyHandler proxy() {
        return new AsyncProxyHandler("caller-need", AsyncConfig.builder().build(), wrapped);
    }

    @Test
    void publish_formatterMayShowTheSource_infersItOnTheCallersThread() {
        AsyncProxyHandler proxy = proxy();

        LogRecord record = logged(proxy);

        assertThat(record.getSourceClassName()).isEqualTo(HandlersBehindTest.class.getName());
        assertThat(record.getSourceMethodName()).isEqualTo("logged");
        proxy.close();
    }

    @Test
    void publish_proxyAroundAProxy_infersItForWhoeverIsBehindBoth() {
        RecordingHandler first = new RecordingHandler();
        first.setFormatter(simple("%5$s"));
        AsyncProxyHandler within =
                new AsyncProxyHandler("within", AsyncConfig.builder().build(), first, wrapped);
        AsyncProxyHandler around =
                new AsyncProxyHandler("around", AsyncConfig.builder().build(), within);

        logger.setUseParentHandlers(false);
        logger.addHandler(around);
        logger.info("here");
        around.close();

        assertThat(wrapped.records.get(0).getSourceMethodName())
                .isEqualTo("publish_proxyAroundAProxy_infersItForWhoeverIsBehindBoth");
    }

    @Test
    void setFormatter_ofAMemoryHandlerThatUsesNone_infersItForItsTarget() {
        MemoryHandler memory = new MemoryHandler(wrapped, 10, java.util.logging.Level.INFO);
        AsyncProxyHandler proxy =
                new AsyncProxyHandler("memory", AsyncConfig.builder().build(), memory);
        proxy.setFormatter(simple("%5$s"));

        LogRecord record = logged(proxy);

        assertThat(record.getSourceMethodName()).isEqualTo("logged");
        proxy.close();
    }

    @Test
    void publish_formatterCannotShowTheSource_infersNothing() {
        wrapped.setFormatter(simple("%5$s"));
        AsyncProxyHandler proxy = proxy();

        LogRecord record = logged(proxy);

        assertThat(record.getSourceClassName()).isNull();
        assertThat(record.getSourceMethodName()).isNull();
        proxy.close();
    }

    @Test
    void publish_inASlotThatHeldASource_infersNothingAllTheSame() {
        AsyncProxyHandler proxy = new AsyncProxyHandler(
                "caller-need", AsyncConfig.builder().ringSize(16).build(), wrapped);
        for (int i = 0; i < 16; i++) {
            logged(proxy);
        }
        proxy.setFormatter(simple("%5$s"));

        for (int i = 0; i < 16; i++) {
            assertThat(logged(proxy).getSourceClassName()).isNull();
        }
        proxy.close();
    }

    @Test
    void setFormatter_thatShowsTheSource_infersFromThereOn() {
        wrapped.setFormatter(simple("%5$s"));
        AsyncProxyHandler proxy = proxy();
        boolean before = proxy.infersCaller();

        proxy.setFormatter(new XMLFormatter());
        LogRecord record = logged(proxy);
        proxy.setFormatter(simple("%5$s"));

        assertThat(before).isFalse();
        assertThat(record.getSourceMethodName()).isEqualTo("logged");
        assertThat(proxy.infersCaller()).isFalse();
        proxy.close();
    }

    /** Of two threads the one whose formatter is set first may be the last to return. */
    @Test
    void setFormatter_byTwoThreads_infersIfTheLastOneSetShowsTheSource() throws Exception {
        Formatter plain = simple("%5$s");
        Formatter showing = simple("%2$s %5$s");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        RecordingHandler slow = new RecordingHandler() {
            @Override
            public void setFormatter(Formatter newFormatter) {
                if (newFormatter == plain) {
                    begun.countDown();
                    try {
                        gate.await();
                    } catch (InterruptedException interrupted) {
                        throw new AssertionError(interrupted);
                    }
                }
                super.setFormatter(newFormatter);
            }
        };
        AsyncProxyHandler proxy =
                new AsyncProxyHandler("caller-need", AsyncConfig.builder().build(), slow);
        Thread first = new Thread(() -> proxy.setFormatter(plain));
        first.setDaemon(true);
        first.start();
        begun.await();

        proxy.setFormatter(showing);
        boolean whileOpen = proxy.infersCaller();
        gate.countDown();
        first.join(20_000);

        assertThat(first.isAlive()).isFalse();
        assertThat(slow.getFormatter()).isSameAs(showing);
        assertThat(whileOpen).isTrue();
        assertThat(proxy.infersCaller()).isTrue();

        // Alone, the next one decides again.
        proxy.setFormatter(simple("%5$s"));
        assertThat(proxy.infersCaller()).isFalse();
        proxy.close();
    }
}
