package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong behind the proxy is counted, told in few words, and does not stop the next event. */
class WrappedFailuresTest {

    private final Host host = new Host();

    @AfterEach
    void closeHost() {
        host.close();
    }

    private void log(int events) {
        for (int i = 1; i <= events; i++) {
            host.logger().info("event {}", i);
        }
    }

    private static void assertBooks(AsyncProxyAppender proxy, int delivered, int failed) {
        int offered = delivered + failed;
        assertThat(proxy.getBooks().toString())
                .isEqualTo("offered=" + offered + " accepted=" + offered + " delivered=" + delivered + " failed="
                        + failed + " pending=0 dropped=0");
    }

    @Test
    void appender_throwsException_countsAndGoesOn() {
        ThrowingAppender appender = new ThrowingAppender(() -> {
            throw new IllegalStateException("no");
        });
        AsyncProxyAppender proxy = host.startedProxy(appender);

        log(100);
        proxy.stop();

        assertBooks(proxy, 90, 10);
        assertThat(appender.taken).isEqualTo(90);
        assertThat(host.warningsOf(proxy))
                .containsExactly(
                        "The wrapped appender failed to take an event",
                        "The wrapped appender failed to take an event, 9 times more since; the last time");
    }

    @Test
    void appender_throwsError_countsAndGoesOn() {
        ThrowingAppender appender = new ThrowingAppender(() -> {
            throw new NoClassDefFoundError("shop/Missing");
        });
        AsyncProxyAppender proxy = host.startedProxy(appender);

        log(100);
        proxy.stop();

        assertBooks(proxy, 90, 10);
        assertThat(appender.taken).isEqualTo(90);
    }

    @Test
    void appender_throws_theOthersGetTheEvent() {
        RecordingAppender second = new RecordingAppender("SECOND");
        AsyncProxyAppender proxy = host.startedProxy(
                new ThrowingAppender(() -> {
                    throw new NoClassDefFoundError("shop/Missing");
                }),
                second);

        log(100);
        proxy.flush(Host.LONG);

        assertBooks(proxy, 90, 10);
        assertThat(second.events).hasSize(100);
    }

    /** Throws on every tenth event past its base class, which would swallow exceptions. */
    private static final class ThrowingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
        private final Runnable thrower;
        private int seen;
        private int taken;

        ThrowingAppender(Runnable thrower) {
            this.thrower = thrower;
            setName("THROWING");
        }

        @Override
        public void doAppend(ILoggingEvent event) {
            if (++seen % 10 == 0) {
                thrower.run();
            }
            taken++;
        }

        @Override
        protected void append(ILoggingEvent event) {
            throw new AssertionError("doAppend takes all");
        }
    }

    @Test
    void appender_swallowsItsException_firstOnesAreStillCounted() {
        UnsynchronizedAppenderBase<ILoggingEvent> appender = new UnsynchronizedAppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                throw new IllegalStateException("told to the status manager only");
            }
        };
        AsyncProxyAppender proxy = host.startedProxy(appender);

        log(1);
        proxy.flush(Host.LONG);

        assertBooks(proxy, 0, 1);
    }

    /** As often as Logback lets a report through: twice in half an hour for the one base class, five times for the other. */
    @Test
    void appender_alwaysSwallowsItsException_asManyAreCountedAsLogbackReports() {
        UnsynchronizedAppenderBase<ILoggingEvent> unsynchronized = new UnsynchronizedAppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                throw new IllegalStateException("told to the status manager only");
            }
        };
        AppenderBase<ILoggingEvent> synchronous = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                throw new IllegalStateException("told to the status manager only");
            }
        };
        AsyncProxyAppender two = host.startedProxy(unsynchronized);
        log(20);
        two.flush(Host.LONG);
        two.stop();
        AsyncProxyAppender five = host.startedProxy(synchronous);
        log(20);
        five.flush(Host.LONG);

        assertBooks(two, 18, 2);
        assertBooks(five, 15, 5);
    }

    /** What it is made of may report in its place. */
    @Test
    void appender_partOfItReportsAnError_countsAsFailed() {
        ContextAwareBase part = host.adopt(new ContextAwareBase());
        UnsynchronizedAppenderBase<ILoggingEvent> appender = new UnsynchronizedAppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                part.addError("connection lost");
            }
        };
        AsyncProxyAppender proxy = host.startedProxy(appender);

        // Also once the status manager keeps the last ones only.
        log(400);
        proxy.flush(Host.LONG);

        assertBooks(proxy, 0, 400);
    }

    @Test
    void appender_anotherOneReportsAnErrorMeanwhile_isDelivered() {
        RecordingAppender other = host.started(new RecordingAppender("OTHER"));
        UnsynchronizedAppenderBase<ILoggingEvent> appender = new UnsynchronizedAppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                CompletableFuture.runAsync(() -> other.addError("disk full")).join();
            }
        };
        AsyncProxyAppender proxy = host.startedProxy(appender);

        log(10);
        proxy.flush(Host.LONG);

        assertBooks(proxy, 10, 0);
    }

    /** Logback prints its own errors and warnings as long as nobody listens to them. */
    @Test
    void proxy_started_listensToNoStatus() {
        host.startedProxy(new RecordingAppender("REC"));
        log(1);

        assertThat(host.context.getStatusManager().getCopyOfStatusListenerList())
                .isEmpty();
    }

    @Test
    void encoder_throwsOnEveryTenth_countsExactly() {
        MemoryStreamAppender memory = new MemoryStreamAppender("FILE", host.adopt(new FlakyEncoder(n -> n % 10 == 0)));
        AsyncProxyAppender proxy = host.startedProxy(memory);

        log(1000);
        proxy.stop();

        assertBooks(proxy, 900, 100);
        assertThat(memory.text().lines()).hasSize(900);
        assertThat(host.warningsOf(proxy))
                .containsExactly(
                        "The wrapped appender failed to take an event",
                        "The wrapped appender failed to take an event, 99 times more since; the last time");
    }

    private static final class FlakyEncoder extends EncoderBase<ILoggingEvent> {
        private final IntPredicate fails;
        private int seen;

        FlakyEncoder(IntPredicate fails) {
            this.fails = fails;
            started = true;
        }

        @Override
        public byte[] headerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            if (fails.test(++seen)) {
                throw new IllegalStateException("encoder fails");
            }
            return (event.getFormattedMessage() + "\n").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
    }

    @Test
    void appender_notStarted_countsAll() {
        RecordingAppender appender = new RecordingAppender("REC");
        AsyncProxyAppender proxy = host.startedProxy(appender);
        appender.stop();

        log(10);
        proxy.stop();

        assertBooks(proxy, 0, 10);
        assertThat(appender.events).isEmpty();
    }

    @Test
    void appender_stopsItself_countsFromThereOn() {
        BrittleStream stream = new BrittleStream(5);
        AsyncProxyAppender proxy = host.startedProxy(streamAppender(stream));

        log(20);
        proxy.stop();

        assertBooks(proxy, 5, 15);
        assertThat(stream.lines()).containsExactly("event 1", "event 2", "event 3", "event 4", "event 5");
    }

    private OutputStreamAppender<ILoggingEvent> streamAppender(OutputStream stream) {
        OutputStreamAppender<ILoggingEvent> appender = host.adopt(new OutputStreamAppender<>());
        appender.setName("STREAM");
        appender.setEncoder(host.pattern("%msg%n"));
        appender.setOutputStream(stream);
        appender.start();
        return appender;
    }

    /** Takes so many writes, then fails for ever. */
    private static final class BrittleStream extends OutputStream {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private int left;

        BrittleStream(int writes) {
            left = writes;
        }

        @Override
        public void write(int b) {
            written.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (left-- <= 0) {
                throw new IOException("broken");
            }
            written.write(bytes, offset, length);
        }

        List<String> lines() {
            return written.toString(StandardCharsets.UTF_8).lines().toList();
        }
    }

    @Test
    void file_deviceFull_flushFailsAndItIsTold() {
        assumeTrue(new File("/dev/full").exists(), "needs /dev/full");
        FileAppender<ILoggingEvent> file = host.adopt(new FileAppender<>());
        file.setName("FULL");
        file.setFile("/dev/full");
        file.setEncoder(host.pattern("%msg%n"));
        file.start();
        AsyncProxyAppender proxy = host.startedProxy(file);

        log(1);
        boolean flushed = proxy.flush(Host.LONG);
        log(10);
        proxy.stop();

        assertThat(flushed).isFalse();
        assertThat(host.warningsOf(proxy).get(0)).isEqualTo("The wrapped appender failed to take an event");
        assertThat(host.warningsOf(proxy)).hasSizeLessThanOrEqualTo(2);
        assertThat(proxy.getBooks().accepted()).isEqualTo(11);
        assertThat(proxy.getBooks().failed()).isEqualTo(11);
        assertThat(proxy.getBooks().pending()).isZero();
    }
}
