package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.read.ListAppender;
import io.penstock.Books;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/**
 * Appenders that log what they do, by a logger that they serve. Synchronous Logback cuts that at once, since an appender takes no event
 * while it takes one; behind a proxy the first such event is kept, and what comes of it is cut.
 */
class EchoTest {

    private final Host host = new Host();

    @AfterEach
    void closeHost() {
        host.close();
    }

    /** Says of each event that it was written. */
    private static final class TalkativeAppender extends AppenderBase<ILoggingEvent> {

        final List<String> taken = new CopyOnWriteArrayList<>();
        private final Logger logger;

        TalkativeAppender(String name, Logger logger) {
            setName(name);
            this.logger = logger;
        }

        @Override
        protected void append(ILoggingEvent event) {
            taken.add(event.getFormattedMessage());
            logger.info("{} has written: {}", name, event.getFormattedMessage());
        }
    }

    @Test
    void proxy_appenderLogsEachEvent_itsWordsAreWrittenOnceAndHaveNoEcho() {
        TalkativeAppender talkative = new TalkativeAppender("A", host.logger());
        AsyncProxyAppender proxy = host.startedProxy(talkative);

        host.logger().info("one");
        host.logger().info("two {}", new StringBuilder("frozen"));

        assertThat(settled(proxy))
                .hasToString("offered=6 accepted=4 delivered=4 failed=0 pending=0 dropped=2 (echo=2)");
        assertThat(talkative.taken)
                .containsExactlyInAnyOrder("one", "two frozen", "A has written: one", "A has written: two frozen");
        assertThat(host.warningsOf(proxy))
                .containsExactly("An echo was cut and counted as echo, and so will be others; what is wrapped logs each"
                        + " event that it writes: lower the level of its loggers, or log them elsewhere");
    }

    @Test
    void fastLane_appenderLogsEachEvent_sameBooks() {
        host.context.addTurboFilter(TwinHosts.started(new FastLane(), host));
        AsyncProxyAppender proxy = host.startedProxy(new TalkativeAppender("A", host.logger()));

        host.logger().info("one");
        host.logger().info("two");

        assertThat(settled(proxy))
                .hasToString("offered=6 accepted=4 delivered=4 failed=0 pending=0 dropped=2 (echo=2)");
    }

    @Test
    void twoProxies_appendersLogIntoEachOther_secondGenerationIsCut() {
        Logger shop = host.context.getLogger("shop");
        Logger bank = host.context.getLogger("bank");
        TalkativeAppender ping = new TalkativeAppender("PING", bank);
        TalkativeAppender pong = new TalkativeAppender("PONG", shop);
        AsyncProxyAppender first = proxyAt("shop", ping);
        AsyncProxyAppender second = proxyAt("bank", pong);

        shop.info("one");
        settled(first);
        settled(second);

        assertThat(ping.taken).containsExactly("one");
        assertThat(pong.taken).containsExactly("PING has written: one");
        assertThat(settled(first))
                .hasToString("offered=2 accepted=1 delivered=1 failed=0 pending=0 dropped=1 (echo=1)");
    }

    /** Neither what the application logs nor what is said about it is an echo only because it comes from a drain thread. */
    @Test
    void proxyAroundProxy_appenderLogsEachEvent_firstGenerationComesThroughBoth() {
        TalkativeAppender talkative = new TalkativeAppender("A", host.logger());
        AsyncProxyAppender within = host.adopt(new AsyncProxyAppender());
        within.setName("WITHIN");
        within.addAppender(host.started(talkative));
        within.start();
        AsyncProxyAppender around = host.startedProxy(within);

        for (int i = 0; i < 100; i++) {
            host.logger().info("{}", i);
        }
        for (int i = 0; i < 3; i++) {
            settled(around);
            settled(within);
        }

        assertThat(talkative.taken).hasSize(200).contains("99", "A has written: 99");
        assertThat(within.getBooks().dropped()).isZero();
        assertThat(around.getBooks().droppedByReason()).isEqualTo("echo=100");
    }

    /** It takes none while it takes one, if it is synchronous. */
    @Test
    void proxy_appenderPassesEachEventOnToALoggerThatItServes_writesItOnce() {
        ListAppender<ILoggingEvent> audit = host.adopt(new ListAppender<>());
        audit.start();
        ch.qos.logback.classic.Logger auditor = host.context.getLogger("audit");
        auditor.addAppender(audit);
        List<String> taken = new CopyOnWriteArrayList<>();
        AppenderBase<ILoggingEvent> passing = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                taken.add(event.getFormattedMessage());
                auditor.callAppenders(event);
            }
        };
        AsyncProxyAppender proxy = host.startedProxy(passing);

        host.logger().info("one");
        host.logger().info("two {}", new StringBuilder("frozen"));
        host.context.getLogger("made").callAppenders(new MadeAt(Instant.now(), host.context));

        assertThat(settled(proxy))
                .hasToString("offered=6 accepted=3 delivered=3 failed=0 pending=0 dropped=3 (echo=3)");
        assertThat(taken).containsExactly("one", "two frozen", "made");
        assertThat(audit.list).hasSize(3);
    }

    /** As Kotlin's loggers do; their age alone would make them as old as what is being delivered. */
    @Test
    void proxy_appenderLogsEachEventByAnEventOfAnotherClass_hasNoEcho() {
        Instant now = Instant.now();
        List<ILoggingEvent> taken = new CopyOnWriteArrayList<>();
        AppenderBase<ILoggingEvent> talkative = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                taken.add(event);
                host.context.getLogger("made").callAppenders(new MadeAt(now, host.context));
            }
        };
        AsyncProxyAppender proxy = host.startedProxy(talkative);

        host.context.getLogger("made").callAppenders(new MadeAt(now, host.context));

        assertThat(settled(proxy))
                .hasToString("offered=3 accepted=2 delivered=2 failed=0 pending=0 dropped=1 (echo=1)");
        assertThat(taken).hasSize(2);
    }

    private static final class MadeAt extends LoggingEvent {
        MadeAt(Instant instant, LoggerContext context) {
            setLoggerName("made");
            setLoggerContextRemoteView(context.getLoggerContextRemoteView());
            setLevel(Level.INFO);
            setMessage("made");
            setInstant(instant);
            setMDCPropertyMap(Map.of());
        }
    }

    /** An appender in between makes events of its own of what it was given: they are as old as that. */
    @Test
    void proxyAroundWrapperAroundProxy_eventsOfAnotherClassArePassedOn_noneIsCut() {
        ListAppender<ILoggingEvent> list = host.adopt(new ListAppender<>());
        AsyncProxyAppender within = host.adopt(new AsyncProxyAppender());
        within.setName("WITHIN");
        within.addAppender(host.started(list));
        within.start();
        AppenderBase<ILoggingEvent> masking = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                within.doAppend(new MaskedEvent(event));
            }
        };
        TalkativeAppender talkative = new TalkativeAppender("A", host.logger());
        AsyncProxyAppender around = host.startedProxy(talkative, masking);

        host.logger().info("one");
        settled(around);
        settled(within);
        within.stop();

        assertThat(list.list).hasSize(2);
        assertThat(within.getBooks().dropped()).isZero();
    }

    private static final class MaskedEvent extends LoggingEvent {
        MaskedEvent(ILoggingEvent event) {
            setLoggerName(event.getLoggerName());
            setLoggerContextRemoteView(event.getLoggerContextVO());
            setThreadName(event.getThreadName());
            setLevel(event.getLevel());
            setMessage("***");
            setInstant(event.getInstant());
            setMDCPropertyMap(event.getMDCPropertyMap());
        }
    }

    /** Encoders run on the drain thread, too: here for lines that are written in batches. */
    @Test
    void proxy_encoderOfAConsoleLogsEachEvent_hasNoEcho() {
        MemoryStreamAppender memory = new MemoryStreamAppender("MEMORY", talkativeEncoder());
        AsyncProxyAppender proxy = host.startedProxy(memory);

        host.logger().info("one");

        assertThat(settled(proxy))
                .hasToString("offered=3 accepted=2 delivered=2 failed=0 pending=0 dropped=1 (echo=1)");
        assertThat(memory.text()).isEqualTo("one\nencoded one\n");
    }

    @Test
    void sender_encoderLogsEachEvent_hasNoEcho() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> received = CompletableFuture.supplyAsync(() -> readAll(server));
            TcpAppender sender = host.adopt(new TcpAppender());
            sender.setName("TCP");
            sender.addDestination("127.0.0.1:" + server.getLocalPort());
            sender.setEncoder(talkativeEncoder());
            sender.start();
            host.attachToRoot(sender);

            host.logger().info("one");
            settled(sender);
            Books books = sender.getBooks();
            sender.stop();

            assertThat(books.accepted()).isEqualTo(2);
            assertThat(books.droppedByReason()).isEqualTo("echo=1");
            assertThat(sender.getSenderStats().sent()).as("also after the stop").isEqualTo(2);
            assertThat(received.get(30, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo("one\nencoded one\n");
        }
    }

    private static String readAll(ServerSocket server) {
        try (Socket socket = server.accept();
                InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Encoder<ILoggingEvent> talkativeEncoder() {
        Encoder<ILoggingEvent> encoder = host.adopt(new EncoderBase<ILoggingEvent>() {
            @Override
            public byte[] headerBytes() {
                return new byte[0];
            }

            @Override
            public byte[] encode(ILoggingEvent event) {
                host.logger().info("encoded {}", event.getFormattedMessage());
                return (event.getFormattedMessage() + "\n").getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public byte[] footerBytes() {
                return new byte[0];
            }
        });
        encoder.start();
        return encoder;
    }

    private AsyncProxyAppender proxyAt(String logger, TalkativeAppender appender) {
        AsyncProxyAppender proxy = host.adopt(new AsyncProxyAppender());
        proxy.setName(logger);
        proxy.addAppender(host.started(appender));
        proxy.start();
        host.context.getLogger(logger).setAdditive(false);
        host.context.getLogger(logger).setLevel(Level.INFO);
        host.context.getLogger(logger).addAppender(proxy);
        return proxy;
    }

    /** The books once nothing more is logged. */
    private static Books settled(RingAppender appender) {
        long before = -1;
        for (int round = 0; appender.getBooks().offered() != before; round++) {
            assertThat(round).as("rounds until nothing more is logged").isLessThan(100);
            before = appender.getBooks().offered();
            assertThat(appender.flush(Host.LONG)).isTrue();
        }
        return appender.getBooks();
    }
}
