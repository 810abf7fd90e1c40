package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.net.LoggingEventPreSerializationTransformer;
import ch.qos.logback.classic.net.SyslogAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEventVO;
import ch.qos.logback.core.spi.BasicSequenceNumberGenerator;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.BasicMarkerFactory;

/** What the wrapped appender is told about an event is what was so at the call. No other appender sees the event first. */
class CapturedEventTest {

    private final Host host = new Host();
    private final Logger logger = host.logger();
    private final RecordingAppender appender = new RecordingAppender("REC");

    @AfterEach
    void closeHost() {
        host.close();
    }

    private ILoggingEvent only(AsyncProxyAppender proxy) {
        assertThat(proxy.flush(Host.LONG)).isTrue();
        assertThat(appender.events).hasSize(1);
        return appender.events.get(0);
    }

    @Test
    void event_allLevels_keepTheirs() {
        AsyncProxyAppender proxy = host.startedProxy(appender);
        host.context.getLogger("root").setLevel(Level.TRACE);

        logger.trace("t");
        logger.debug("d");
        logger.info("i");
        logger.warn("w");
        logger.error("e");
        proxy.flush(Host.LONG);

        assertThat(appender.events)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR);
    }

    @Test
    void event_callersThread_isNamedAsAtTheCall() throws Exception {
        AsyncProxyAppender proxy = host.startedProxy(appender);
        Thread caller = new Thread(
                () -> {
                    logger.info("hello");
                    Thread.currentThread().setName("renamed");
                },
                "checkout-7");

        caller.start();
        caller.join();

        assertThat(only(proxy).getThreadName()).isEqualTo("checkout-7");
    }

    @Test
    void event_unnamedThread_isNamedAsLogbackDoes() throws Exception {
        AsyncProxyAppender proxy = host.startedProxy(appender);
        List<String> expected = new ArrayList<>();
        Thread caller = new Thread(
                () -> {
                    logger.info("hello");
                    expected.add(eventOfThisThread().getThreadName());
                },
                "");

        caller.start();
        caller.join();

        assertThat(only(proxy).getThreadName()).isEqualTo(expected.get(0));
    }

    @Test
    void event_virtualThread_isNamedAsLogbackDoes() throws Exception {
        Method startVirtual = virtualThreadStarter();
        assumeTrue(startVirtual != null, "needs virtual threads: Java 21 or later");
        AsyncProxyAppender proxy = host.startedProxy(appender);
        List<String> expected = new ArrayList<>();
        Runnable call = () -> {
            logger.info("hello");
            expected.add(eventOfThisThread().getThreadName());
        };

        ((Thread) startVirtual.invoke(null, call)).join();

        assertThat(only(proxy).getThreadName()).isEqualTo(expected.get(0));
    }

    private static Method virtualThreadStarter() {
        try {
            return Thread.class.getMethod("startVirtualThread", Runnable.class);
        } catch (NoSuchMethodException olderJava) {
            return null;
        }
    }

    private ILoggingEvent eventOfThisThread() {
        return new ch.qos.logback.classic.spi.LoggingEvent(
                "fqcn", host.context.getLogger("x"), Level.INFO, "message", null, null);
    }

    @Test
    void event_mdcChangedAfterwards_isAsAtTheCall() {
        AsyncProxyAppender proxy = host.startedProxy(appender);
        host.context.getMDCAdapter().put("user", "anna");

        logger.info("hello");
        host.context.getMDCAdapter().put("user", "CHANGED");
        host.context.getMDCAdapter().put("more", "CHANGED");

        assertThat(only(proxy).getMDCPropertyMap()).isEqualTo(Map.of("user", "anna"));
    }

    @Test
    void event_sequenceNumberAndInstant_areThoseOfTheCall() {
        host.context.setSequenceNumberGenerator(new BasicSequenceNumberGenerator());
        AsyncProxyAppender proxy = host.startedProxy(appender);
        List<ILoggingEvent> seen = new ArrayList<>();
        proxy.addFilter(new WatchingFilter(seen));
        Instant before = Instant.now();

        logger.info("one");
        logger.info("two");
        Instant after = Instant.now();
        proxy.flush(Host.LONG);

        assertThat(appender.events).hasSize(2);
        for (int i = 0; i < 2; i++) {
            ILoggingEvent delivered = appender.events.get(i);
            assertThat(delivered.getSequenceNumber())
                    .isEqualTo(seen.get(i).getSequenceNumber())
                    .isEqualTo(i + 1);
            assertThat(delivered.getInstant())
                    .isEqualTo(seen.get(i).getInstant())
                    .isBetween(before, after);
            assertThat(delivered.getTimeStamp())
                    .isEqualTo(delivered.getInstant().toEpochMilli());
            assertThat(delivered.getNanoseconds())
                    .isEqualTo(delivered.getInstant().getNano());
        }
    }

    private static final class WatchingFilter extends ch.qos.logback.core.filter.Filter<ILoggingEvent> {
        private final List<ILoggingEvent> seen;

        WatchingFilter(List<ILoggingEvent> seen) {
            this.seen = seen;
        }

        @Override
        public ch.qos.logback.core.spi.FilterReply decide(ILoggingEvent event) {
            seen.add(event);
            return ch.qos.logback.core.spi.FilterReply.NEUTRAL;
        }
    }

    @Test
    void callerData_included_isTheLineOfTheCall() {
        AsyncProxyAppender proxy = host.proxy("ASYNC", appender);
        proxy.setIncludeCallerData(true);
        proxy.start();

        logger.info("hello");
        StackTraceElement next = new Throwable().getStackTrace()[0];

        ILoggingEvent event = only(proxy);
        assertThat(event.hasCallerData()).isTrue();
        assertThat(event.getCallerData()[0])
                .hasToString("io.penstock.logback.CapturedEventTest"
                        + ".callerData_included_isTheLineOfTheCall(CapturedEventTest.java:" + (next.getLineNumber() - 1)
                        + ")");
        assertThat(host.warnings()).isEmpty();
    }

    @Test
    void callerData_notIncluded_isEmptyAndNotTheDrainThreads() {
        AsyncProxyAppender proxy = host.startedProxy(appender);

        logger.info("hello");

        ILoggingEvent event = only(proxy);
        assertThat(event.hasCallerData()).isFalse();
        assertThat(event.getCallerData()).isEmpty();
    }

    @Test
    void callerData_patternNeedsItAndItIsOff_isWarnedAbout() {
        MemoryStreamAppender memory =
                new MemoryStreamAppender("FILE", host.pattern("%level %-30(%replace(%line){'a','b'})%n"));
        AsyncProxyAppender proxy = host.startedProxy(memory);

        assertThat(host.warningsOf(proxy))
                .containsExactly(
                        "The pattern \"%level %-30(%replace(%line){'a','b'})%n\" of appender [FILE] prints caller data, which will be"
                                + " \"?\": set includeCallerData=true (slow), or remove the conversion word");
    }

    @Test
    void callerData_syslogPatternNeedsItAndItIsOff_isWarnedAbout() {
        SyslogAppender syslog = host.adopt(new SyslogAppender());
        syslog.setName("SYSLOG");
        syslog.setSyslogHost("localhost");
        syslog.setFacility("LOCAL0");
        syslog.setSuffixPattern("%method %msg");
        AsyncProxyAppender proxy = host.startedProxy(syslog);

        assertThat(host.warningsOf(proxy)).singleElement().asString().contains("%method %msg\" of appender [SYSLOG]");
    }

    @Test
    void callerData_patternNeedsItAndItIsOn_printsTheRightLine() {
        MemoryStreamAppender memory = new MemoryStreamAppender("FILE", host.pattern("%class{0}.%method:%line"));
        AsyncProxyAppender proxy = host.proxy("ASYNC", memory);
        proxy.setIncludeCallerData(true);
        proxy.start();

        logger.info("hello");
        int line = new Throwable().getStackTrace()[0].getLineNumber() - 1;
        proxy.flush(Host.LONG);

        assertThat(memory.text())
                .isEqualTo("CapturedEventTest.callerData_patternNeedsItAndItIsOn_printsTheRightLine:" + line);
        assertThat(host.warnings()).isEmpty();
    }

    @Test
    void callerData_patternDoesNotNeedIt_nobodyIsWarned() {
        host.startedProxy(new MemoryStreamAppender("FILE", host.pattern("%d %level [%thread] %logger{0} %msg%n%ex")));

        assertThat(host.warnings()).isEmpty();
    }

    /** Logback's socket appenders send what this transformer makes of an event, and accept only their own classes. */
    @Test
    void event_toSerialize_isAcceptedAndComplete() {
        AsyncProxyAppender proxy = host.startedProxy(appender);
        host.context.getMDCAdapter().put("user", "anna");
        StringBuilder argument = new StringBuilder("as at the call");
        logger.atWarn()
                .addMarker(new BasicMarkerFactory().getMarker("AUDIT"))
                .addKeyValue("k", argument)
                .setCause(new IllegalStateException("boom"))
                .log("value {}", argument);
        argument.setLength(0);

        LoggingEventVO sent = (LoggingEventVO) new LoggingEventPreSerializationTransformer().transform(only(proxy));

        assertThat(sent.getFormattedMessage()).isEqualTo("value as at the call");
        assertThat(sent.getLevel()).isEqualTo(Level.WARN);
        assertThat(sent.getLoggerName()).isEqualTo("shop.Order");
        assertThat(sent.getThreadName()).isEqualTo(Thread.currentThread().getName());
        assertThat(sent.getMDCPropertyMap()).isEqualTo(Map.of("user", "anna"));
        assertThat(sent.getThrowableProxy().getMessage()).isEqualTo("boom");
        assertThat(sent.getMarkerList()).extracting("name").containsExactly("AUDIT");
        assertThat(sent.getKeyValuePairs()).extracting("value").containsExactly("as at the call");
        assertThat(sent.getLoggerContextVO().getName()).isEqualTo("host");
    }

    @Test
    void event_keptByTheAppender_staysValidWhileTheRingGoesRound() {
        AsyncProxyAppender proxy = host.proxy("ASYNC", appender);
        proxy.setRingSize(16);
        proxy.start();

        for (int i = 0; i < 200; i++) {
            logger.info("number {} of {}", i, "many");
        }
        proxy.flush(Host.LONG);

        assertThat(appender.events).hasSize(200);
        for (int i = 0; i < 200; i++) {
            assertThat(appender.events.get(i).getArgumentArray()).containsExactly(i, "many");
            assertThat(appender.events.get(i).getFormattedMessage()).isEqualTo("number " + i + " of many");
        }
    }

    @Test
    void event_throughTwoProxies_arrivesUnchanged() {
        AsyncProxyAppender inner = host.adopt(new AsyncProxyAppender());
        inner.setName("INNER");
        inner.addAppender(host.started(appender));
        inner.start();
        AsyncProxyAppender outer = host.startedProxy(inner);

        logger.info("values {} {}", new int[] {1, 2}, new StringBuilder("x"));
        outer.flush(Host.LONG);

        assertThat(only(inner).getFormattedMessage()).isEqualTo("values [1, 2] x");
    }

    @Test
    void caller_everythingImmutable_formatsNothing() {
        AsyncProxyAppender proxy = host.proxy("ASYNC", appender);
        proxy.addImmutableType(TellTale.class.getName());
        proxy.start();
        TellTale argument = new TellTale();

        logger.info("value {}", argument);
        ILoggingEvent event = only(proxy);

        assertThat(argument.askedBy).isEmpty();
        assertThat(event.getFormattedMessage()).isEqualTo("value told");
    }

    @Test
    void caller_classNotRegistered_isAskedForItsTextOnceAtTheCall() {
        AsyncProxyAppender proxy = host.startedProxy(appender);
        TellTale argument = new TellTale();

        logger.info("value {}", argument);

        assertThat(only(proxy).getFormattedMessage()).isEqualTo("value told");
        assertThat(only(proxy).getFormattedMessage()).isEqualTo("value told");
        assertThat(argument.askedBy).containsExactly(Thread.currentThread().getName());
    }

    private static final class TellTale {
        final List<String> askedBy = new ArrayList<>();

        @Override
        public String toString() {
            askedBy.add(Thread.currentThread().getName());
            return "told";
        }
    }
}
