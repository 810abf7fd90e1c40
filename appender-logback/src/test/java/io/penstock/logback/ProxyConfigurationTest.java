package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.penstock.AsyncConfig;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The settings as users write them, through Joran. */
class ProxyConfigurationTest {

    private static final String LIST = "<appender name='LIST' class='ch.qos.logback.core.read.ListAppender'/>";
    private static final String ROOT = "<root level='TRACE'><appender-ref ref='ASYNC'/></root>";

    private static String proxy(String settings) {
        return LIST + "<appender name='ASYNC' class='io.penstock.logback.AsyncProxyAppender'>" + settings
                + "</appender>" + ROOT;
    }

    private static String proxyAroundList(String settings) {
        return proxy("<appender-ref ref='LIST'/>" + settings);
    }

    @Test
    void settings_allGiven_arrive() {
        try (Host host = Host.configured(proxyAroundList("""
                <ringSize>64</ringSize>
                <maxRingBytes>2MB</maxRingBytes>
                <overflowPolicy>dropBelow</overflowPolicy>
                <maxBlock>250 milliseconds</maxBlock>
                <priorityLevel>error</priorityLevel>
                <prioritySlots>5</prioritySlots>
                <urgentLevel>WARN</urgentLevel>
                <maxIdleNap>3 milliseconds</maxIdleNap>
                <drainTimeout>2 seconds</drainTimeout>
                <maxMessageBytes>1KB</maxMessageBytes>
                <includeCallerData>true</includeCallerData>
                <immutableType>java.lang.Thread</immutableType>
                <immutableType> java.lang.ThreadGroup </immutableType>
                <reportDrops>false</reportDrops>
                """))) {
            AsyncProxyAppender proxy = host.proxyNamed("ASYNC");

            AsyncConfig config = proxy.settings().config();

            assertThat(host.errors()).isEmpty();
            assertThat(proxy.isStarted()).isTrue();
            assertThat(config.ringSize()).isEqualTo(64);
            assertThat(config.maxRingBytes()).isEqualTo(2 << 20);
            assertThat(config.overflowPolicy()).isEqualTo(OverflowPolicy.DROP_BELOW);
            assertThat(config.maxBlock()).isEqualTo(Duration.ofMillis(250));
            assertThat(config.priorityLevel()).isEqualTo(Severity.ERROR);
            assertThat(config.prioritySlots()).isEqualTo(5);
            assertThat(config.urgentLevel()).isEqualTo(Severity.WARN);
            assertThat(config.maxIdleNap()).isEqualTo(Duration.ofMillis(3));
            assertThat(config.drainTimeout()).isEqualTo(Duration.ofSeconds(2));
            assertThat(config.maxMessageBytes()).isEqualTo(1024);
            assertThat(config.reportDrops()).isFalse();
            assertThat(proxy.settings().includeCallerData).isTrue();
            assertThat(proxy.settings().immutableTypes).containsExactly("java.lang.Thread", "java.lang.ThreadGroup");
        }
    }

    @Test
    void settings_noneGiven_areTheDocumentedDefaults() {
        try (Host host = Host.configured(proxyAroundList(""))) {
            AsyncConfig config = host.proxyNamed("ASYNC").settings().config();

            assertThat(config.ringSize()).isEqualTo(8192);
            assertThat(config.maxRingBytes()).isEqualTo(64 << 20);
            assertThat(config.overflowPolicy()).isEqualTo(OverflowPolicy.BLOCK);
            assertThat(config.maxBlock()).isEqualTo(Duration.ofSeconds(1));
            assertThat(config.priorityLevel()).isEqualTo(Severity.WARN);
            assertThat(config.prioritySlots()).isEqualTo(1024);
            assertThat(config.urgentLevel()).isEqualTo(Severity.ERROR);
            assertThat(config.maxIdleNap()).isEqualTo(Duration.ofMillis(10));
            assertThat(config.drainTimeout()).isEqualTo(Duration.ofSeconds(5));
            assertThat(config.maxMessageBytes()).isEqualTo(256 << 10);
            assertThat(config.reportDrops()).isTrue();
            assertThat(host.proxyNamed("ASYNC").settings().includeCallerData).isFalse();
        }
    }

    @Test
    void ringSize_set_isTheSizeOfTheRing() throws Exception {
        try (Host host = Host.configured(proxyAroundList("<ringSize>64</ringSize>"))) {
            Object size = ManagementFactory.getPlatformMBeanServer()
                    .getAttribute(new ObjectName("io.penstock:type=AsyncProxyAppender,name=\"ASYNC\""), "RingSize");

            assertThat(host.errors()).isEmpty();
            assertThat(size).isEqualTo(64L);
        }
    }

    @Test
    void level_off_switchesOff() {
        try (Host host =
                Host.configured(proxyAroundList("<priorityLevel>OFF</priorityLevel><urgentLevel>off</urgentLevel>"))) {
            AsyncConfig config = host.proxyNamed("ASYNC").settings().config();

            assertThat(config.priorityLevel()).isNull();
            assertThat(config.urgentLevel()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource
    void setting_wrong_isAnErrorAndStaysStopped(String xml, String message) {
        try (Host host = Host.configured(xml)) {
            host.logger().error("the application goes on {}", 1);

            assertThat(host.errorsOf(host.proxyNamed("ASYNC"))).containsExactly(message);
            assertThat(host.proxyNamed("ASYNC").isStarted()).isFalse();
            assertThat(host.proxyNamed("ASYNC").getBooks().offered()).isZero();
        }
    }

    static Stream<Arguments> setting_wrong_isAnErrorAndStaysStopped() {
        return Stream.of(
                wrong(
                        "<overflowPolicy>discard</overflowPolicy>",
                        "overflowPolicy=discard is not known; use block, drop or dropBelow"),
                wrong(
                        "<overflowPolicy>spool</overflowPolicy>",
                        "overflowPolicy=spool needs the disk spool, which this version does not have yet; "
                                + "use block, drop or dropBelow"),
                wrong(
                        "<priorityLevel>LOUD</priorityLevel>",
                        "priorityLevel=LOUD is not a level; use TRACE, DEBUG, INFO, WARN, ERROR or OFF"),
                wrong(
                        "<urgentLevel>LOUD</urgentLevel>",
                        "urgentLevel=LOUD is not a level; use TRACE, DEBUG, INFO, WARN, ERROR or OFF"),
                wrong("<ringSize>many</ringSize>", "ringSize=many is not a whole number; use digits only"),
                wrong("<ringSize>1000</ringSize>", "ringSize=1000 is not a power of two; use 512 or 1024"),
                wrong("<ringSize>8</ringSize>", "ringSize=8 is out of range; use a power of two from 16 to 16777216"),
                wrong("<prioritySlots>-1</prioritySlots>", "prioritySlots=-1 is negative; use 0 to reserve nothing"),
                wrong(
                        "<ringSize>64</ringSize><prioritySlots>64</prioritySlots>",
                        "prioritySlots=64 leaves no slot of ringSize=64 to other events; "
                                + "lower prioritySlots or raise ringSize"),
                wrong(
                        "<maxRingBytes>lots</maxRingBytes>",
                        "maxRingBytes=lots is not a size; use a number and a unit, such as 64MB"),
                wrong(
                        "<maxRingBytes>1MB</maxRingBytes><maxMessageBytes>1MB</maxMessageBytes>",
                        "maxRingBytes=1048576 has no room for two messages of maxMessageBytes=1048576; "
                                + "raise maxRingBytes or lower maxMessageBytes"),
                wrong(
                        "<maxMessageBytes>100</maxMessageBytes>",
                        "maxMessageBytes=100 leaves no room for a message; use 128 or more"),
                wrong(
                        "<maxBlock>-5 seconds</maxBlock>",
                        "maxBlock=-5 seconds is out of range; use 0 seconds to 1 hour"),
                wrong(
                        "<maxBlock>soon</maxBlock>",
                        "maxBlock=soon is not a time; use a number and a unit, such as 5 seconds"),
                wrong("<maxBlock>2 hours</maxBlock>", "maxBlock=2 hours is out of range; use 0 seconds to 1 hour"),
                wrong(
                        "<maxIdleNap>0</maxIdleNap>",
                        "maxIdleNap=0 seconds is out of range; use 50 microseconds to 1 second"),
                wrong(
                        "<drainTimeout>0</drainTimeout>",
                        "drainTimeout=0 seconds is out of range; use 1 millisecond to 1 hour"),
                wrong(
                        "<includeCallerData>perhaps</includeCallerData>",
                        "includeCallerData=perhaps is not a truth value; use true or false"),
                Arguments.of(proxy(""), "no appender to wrap; add <appender-ref ref=\"…\"/> to appender [ASYNC]"));
    }

    private static Arguments wrong(String settings, String message) {
        return Arguments.of(proxyAroundList(settings), message);
    }

    @Test
    void ringSize_negative_isAnErrorAndStaysStopped() {
        try (Host host = Host.configured(proxyAroundList("<ringSize>-64</ringSize>"))) {
            assertThat(host.errors()).contains("ringSize=-64 is out of range; use a power of two from 16 to 16777216");
            assertThat(host.proxyNamed("ASYNC").isStarted()).isFalse();
        }
    }

    @Test
    void settings_severalWrong_eachIsNamed() {
        try (Host host = Host.configured(proxyAroundList(
                "<ringSize>1000</ringSize><overflowPolicy>discard</overflowPolicy><urgentLevel>LOUD</urgentLevel>"))) {
            assertThat(host.errors())
                    .containsExactly(
                            "overflowPolicy=discard is not known; use block, drop or dropBelow",
                            "urgentLevel=LOUD is not a level; use TRACE, DEBUG, INFO, WARN, ERROR or OFF",
                            "ringSize=1000 is not a power of two; use 512 or 1024");
        }
    }

    @Test
    void levels_sameWrongWordTwice_bothAreNamed() {
        try (Host host = Host.configured(
                proxyAroundList("<priorityLevel>LOUD</priorityLevel><urgentLevel>LOUD</urgentLevel>"))) {
            assertThat(host.errors())
                    .containsExactly(
                            "priorityLevel=LOUD is not a level; use TRACE, DEBUG, INFO, WARN, ERROR or OFF",
                            "urgentLevel=LOUD is not a level; use TRACE, DEBUG, INFO, WARN, ERROR or OFF");
        }
    }

    @Test
    void setting_corrected_startsAfterAll() {
        try (Host host =
                Host.configured(proxyAroundList("<overflowPolicy>discard</overflowPolicy><ringSize>1000</ringSize>"))) {
            AsyncProxyAppender proxy = host.proxyNamed("ASYNC");

            proxy.setOverflowPolicy("drop");
            proxy.setRingSize(64);
            proxy.start();

            assertThat(proxy.isStarted()).isTrue();
        }
    }

    @Test
    void appenderRef_itself_isAnErrorAndStaysStopped() {
        try (Host host = Host.configured(proxy("<appender-ref ref='ASYNC'/>"))) {
            host.logger().error("the application goes on {}", 1);

            // Logback's own words: it sees the circle before we do, and never hands us the appender.
            assertThat(host.errors())
                    .containsExactly(
                            "Could not find an AppenderAttachable at the top of execution stack. Near <appender-ref> at line 1");
            assertThat(host.proxyNamed("ASYNC")).isNull();
        }
    }

    @Test
    void addAppender_itself_isAnErrorAndStaysStopped() {
        try (Host host = new Host()) {
            AsyncProxyAppender proxy = host.proxy("ASYNC");

            proxy.addAppender(proxy);
            proxy.start();

            assertThat(proxy.isStarted()).isFalse();
            assertThat(host.errors())
                    .containsExactly(
                            "appender [ASYNC] cannot wrap itself; remove its own name from <appender-ref>",
                            "no appender to wrap; add <appender-ref ref=\"…\"/> to appender [ASYNC]");
        }
    }

    @Test
    void addAppender_whileStarted_isRefused() {
        try (Host host = new Host()) {
            AsyncProxyAppender proxy = host.startedProxy(list("LIST"));
            var late = list("LATE");

            proxy.addAppender(late);

            assertThat(proxy.isAttached(late)).isFalse();
            assertThat(host.errors())
                    .containsExactly("appender [LATE] was not added: [ASYNC] is started; stop it first");
        }
    }

    @Test
    void detachAppender_whileStarted_isRefused() {
        try (Host host = new Host()) {
            AsyncProxyAppender proxy = host.startedProxy(list("LIST"));

            boolean detached = proxy.detachAppender("LIST");

            assertThat(detached).isFalse();
            assertThat(proxy.getAppender("LIST")).isNotNull();
            assertThat(host.errors()).containsExactly("no appender was detached: [ASYNC] is started; stop it first");
        }
    }

    @Test
    void addAppender_moreThanThereAreBits_isAnError() {
        try (Host host = new Host()) {
            AsyncProxyAppender proxy = host.proxy("ASYNC");
            for (int i = 0; i < 65; i++) {
                proxy.addAppender(host.started(list("LIST" + i)));
            }

            proxy.start();

            assertThat(host.errors()).containsExactly("65 appenders to wrap are too many; use at most 64");
        }
    }

    /** Logback only warns about elements that nobody knows, for every appender alike. */
    @Test
    void element_unknown_isWarnedAboutByLogback() {
        try (Host host = Host.configured(proxyAroundList("<ringsize2>64</ringsize2>"))) {
            assertThat(host.warnings())
                    .contains("Ignoring unknown property [ringsize2] in [io.penstock.logback.AsyncProxyAppender]");
            assertThat(host.proxyNamed("ASYNC").isStarted()).isTrue();
        }
    }

    @Test
    void immutableType_misspelt_isWarnedAbout() {
        try (Host host = Host.configured(proxyAroundList("<immutableType>shop.Ordre</immutableType>"))) {
            assertThat(host.warnings())
                    .contains("immutableType=shop.Ordre is on no class path known here; check the spelling");
            assertThat(host.proxyNamed("ASYNC").isStarted()).isTrue();
        }
    }

    @Test
    void start_withoutContext_staysStopped() {
        AsyncProxyAppender proxy = new AsyncProxyAppender();
        proxy.setName("ASYNC");
        proxy.addAppender(list("LIST"));

        proxy.start();

        assertThat(proxy.isStarted()).isFalse();
        assertThat(proxy.getBooks().offered()).isZero();
    }

    private static ListAppender<ILoggingEvent> list(String name) {
        ListAppender<ILoggingEvent> list = new ListAppender<>();
        list.setName(name);
        return list;
    }
}
