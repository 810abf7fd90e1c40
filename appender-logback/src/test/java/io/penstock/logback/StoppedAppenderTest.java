package io.penstock.logback;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.encoder.EchoEncoder;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is stopped is garbage as soon as nobody refers to it, and holds no ring for whoever does. */
class StoppedAppenderTest {

    private final Host host = new Host();

    @AfterEach
    void closeHost() {
        host.close();
    }

    /** Each ring takes 1.5 MB: 200 of them would need 300. */
    @Test
    void manyAppenders_startedAndStoppedOneAfterTheOther_fitIntoASmallHeap() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx48m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyAppendersProgram.class.getName())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor(60, SECONDS)).isTrue();
        assertThat(printed.strip()).isEqualTo(ManyAppendersProgram.JOBS + " delivered");
    }

    @Test
    void proxy_stoppedAndForgotten_isGarbage() {
        WeakReference<AsyncProxyAppender> forgotten = new WeakReference<>(stopped());

        await("collected").atMost(Host.LONG).until(() -> {
            System.gc();
            return forgotten.get() == null;
        });
    }

    /** Also one whose start had something to say: the context keeps what is said, and by whom. */
    @Test
    void proxy_aroundAnUnknownAppender_forgottenWithoutStop_isGarbage() {
        WeakReference<AsyncProxyAppender> forgotten = new WeakReference<>(started());
        host.logger().info("nobody listens");

        await("collected").atMost(Host.LONG).until(() -> {
            System.gc();
            return forgotten.get() == null;
        });
        await("its thread has ended")
                .atMost(Host.LONG)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("penstock-FORGOTTEN")));
    }

    private AsyncProxyAppender started() {
        AsyncProxyAppender proxy = new AsyncProxyAppender();
        proxy.setContext(host.context);
        proxy.setName("FORGOTTEN");
        AppenderBase<ILoggingEvent> unknown = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                // Takes it.
            }
        };
        unknown.setContext(host.context);
        unknown.start();
        proxy.addAppender(unknown);
        proxy.start();
        host.attachToRoot(proxy);
        host.logger().info("one {}", new StringBuilder("frozen"));
        host.context.getLogger("root").detachAppender(proxy);
        return proxy;
    }

    private AsyncProxyAppender stopped() {
        AsyncProxyAppender proxy = host.startedProxy(new RecordingAppender("REC"));
        host.logger().info("one");
        host.context.getLogger("root").detachAppender(proxy);
        proxy.stop();
        // Logback's list of a logger's appenders remembers the last ones until it is used again.
        host.logger().info("nobody listens");
        return proxy;
    }

    @Test
    void proxies_comeAndGo_contextHasOneListener() {
        for (int i = 0; i < 20; i++) {
            stopped();
        }

        assertThat(host.context.getCopyOfListenerList()).hasSize(1);
        host.context.reset();
        assertThat(host.context.getCopyOfListenerList()).isEmpty();
    }

    @Test
    void books_afterStop_areThoseOfTheLastRunAndCountWhoComesTooLate() {
        AsyncProxyAppender proxy = stopped();

        proxy.append(new LoggingEvent("fqcn", host.context.getLogger("x"), Level.WARN, "late", null, null));

        assertThat(proxy.getBooks())
                .hasToString("offered=2 accepted=1 delivered=1 failed=0 pending=0 dropped=1 (stopped=1)");
        assertThat(proxy.getBooks().droppedBySeverity()).isEqualTo("WARN=1");
    }

    @Test
    void sender_stoppedWhileItsPeerIsAway_booksOfTheLastRunStay() {
        TcpAppender sender = host.adopt(new TcpAppender());
        sender.setName("TCP");
        sender.addDestination("127.0.0.1:1");
        sender.setEncoder(host.adopt(new EchoEncoder<>()));
        sender.setDrainTimeout(ch.qos.logback.core.util.Duration.valueOf("100 milliseconds"));
        sender.start();
        host.attachToRoot(sender);
        host.logger().info("one");

        sender.stop();

        assertThat(sender.getBooks().pending()).isEqualTo(1);
    }

    /** Also one that a custom appender holds which stops nobody. */
    @Test
    void reset_proxyBehindAnAppenderThatStopsNobody_isStopped() {
        BufferingAppender front = host.started(new BufferingAppender());
        RecordingAppender out = host.started(new RecordingAppender("OUT"));
        AsyncProxyAppender proxy = host.adopt(new AsyncProxyAppender());
        proxy.setName("BEHIND");
        proxy.addAppender(out);
        proxy.start();
        front.addAppender(proxy);
        host.attachToRoot(front);
        host.logger().info("one");

        host.context.reset();

        assertThat(out.messages()).containsExactly("one");
        assertThat(proxy.isStarted()).isFalse();
    }
}
