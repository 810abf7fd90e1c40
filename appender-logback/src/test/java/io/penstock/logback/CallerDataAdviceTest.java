package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.core.status.Status;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever prints where a call was made from, behind a proxy that does not take it, is named when the proxy starts. */
class CallerDataAdviceTest {

    private static final String LINE = "<encoder><pattern>%line %msg%n</pattern></encoder>";
    private static final String PLAIN = "<encoder><pattern>%msg%n</pattern></encoder>";

    private static String console(String content) {
        return "class='ch.qos.logback.core.ConsoleAppender'>" + content;
    }

    private static String json(String providers) {
        return console("<encoder class='net.logstash.logback.encoder.LoggingEventCompositeJsonEncoder'><providers>"
                + providers + "</providers></encoder>");
    }

    private static String smtp(String content) {
        return "class='ch.qos.logback.classic.net.SMTPAppender'><smtpHost>127.0.0.1</smtpHost><to>a@b.c</to>"
                + "<from>a@b.c</from><subject>s</subject>" + content;
    }

    private static String sifting(String sifted) {
        return "class='ch.qos.logback.classic.sift.SiftingAppender'><discriminator><key>user</key>"
                + "<defaultValue>none</defaultValue></discriminator><sift><appender name='${user}' " + sifted
                + "</appender></sift>";
    }

    private static Arguments row(String appender, String warning) {
        return Arguments.of(appender, warning);
    }

    private static String pattern(String pattern) {
        return "The pattern \"" + pattern + "\" of appender [IT] prints caller data, which will be \"?\": set"
                + " includeCallerData=true (slow), or remove the conversion word";
    }

    private static String flag(String name, String type) {
        return name + "=true at " + type + " of appender [IT] prints caller data, which will be missing: set"
                + " includeCallerData=true (slow), or set " + name + "=false there";
    }

    static Stream<Arguments> printing() {
        return Stream.of(
                row(console(LINE), pattern("%line %msg%n")),
                row(
                        smtp(
                                "<layout class='ch.qos.logback.classic.html.HTMLLayout'><pattern>%msg%class</pattern></layout>"),
                        pattern("%msg%class")),
                row(smtp("<layout><pattern>%msg %caller{1}</pattern></layout>"), pattern("%msg %caller{1}")),
                row(
                        smtp("<includeCallerData>true</includeCallerData><layout><pattern>%msg</pattern></layout>"),
                        flag("includeCallerData", "ch.qos.logback.classic.net.SMTPAppender")),
                row(
                        console(
                                "<layout class='ch.qos.logback.classic.html.HTMLLayout'><pattern>%F</pattern></layout>"),
                        pattern("%F")),
                row(
                        console(
                                "<layout class='ch.qos.logback.classic.log4j.XMLLayout'><locationInfo>true</locationInfo>"
                                        + "</layout>"),
                        flag("locationInfo", "ch.qos.logback.classic.log4j.XMLLayout")),
                row(sifting(console(LINE)), pattern("%line %msg%n")),
                row(
                        sifting(console("<layout class='ch.qos.logback.classic.log4j.XMLLayout'>"
                                + "<locationInfo>true</locationInfo></layout>")),
                        flag("locationInfo", "ch.qos.logback.classic.sift.SiftingAppender")),
                row(
                        json("<pattern><pattern>{\"at\": \"#asLong{%line}\"}</pattern></pattern>"),
                        pattern("{\"at\": \"#asLong{%line}\"}")),
                row(
                        json(
                                "<nestedField><fieldName>n</fieldName><providers><pattern><pattern>{\"m\": \"%-5M\"}</pattern>"
                                        + "</pattern></providers></nestedField>"),
                        pattern("{\"m\": \"%-5M\"}")),
                row(
                        json("<callerData/>"),
                        "net.logstash.logback.composite.loggingevent.CallerDataJsonProvider of appender [IT] prints"
                                + " caller data, which will be missing: set includeCallerData=true (slow), or do"
                                + " without it"),
                row(
                        console("<encoder class='net.logstash.logback.encoder.LogstashEncoder'><includeCallerData>true"
                                + "</includeCallerData></encoder>"),
                        flag("includeCallerData", "net.logstash.logback.encoder.LogstashEncoder")),
                row(
                        console("<encoder class='co.elastic.logging.logback.EcsEncoder'><includeOrigin>true"
                                + "</includeOrigin></encoder>"),
                        flag("includeOrigin", "co.elastic.logging.logback.EcsEncoder")),
                row(
                        "class='ch.qos.logback.classic.net.SocketAppender'><remoteHost>127.0.0.1</remoteHost><port>1</port>"
                                + "<includeCallerData>true</includeCallerData>",
                        flag("includeCallerData", "ch.qos.logback.classic.net.SocketAppender")),
                row(
                        "class='ch.qos.logback.classic.AsyncAppender'><includeCallerData>true</includeCallerData>"
                                + "<appender-ref ref='INNER'/>",
                        flag("includeCallerData", "ch.qos.logback.classic.AsyncAppender")),
                row(
                        "class='io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender'>"
                                + "<captureCodeAttributes>true</captureCodeAttributes>",
                        flag(
                                "captureCodeAttributes",
                                "io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender")));
    }

    private static Host host(String appender, String settings) {
        return Host.configured("<appender name='INNER' " + console(PLAIN) + "</appender><appender name='IT' " + appender
                + "</appender><appender name='ASYNC' class='io.penstock.logback.AsyncProxyAppender'>"
                + "<appender-ref ref='IT'/>" + settings + "</appender><root><appender-ref ref='ASYNC'/></root>");
    }

    @ParameterizedTest
    @MethodSource("printing")
    void printsCallerData_andTheyAreNotTaken_isWarnedAbout(String appender, String warning) {
        try (Host host = host(appender, "")) {
            assertThat(host.warningsOf(host.proxyNamed("ASYNC"))).containsExactly(warning);
        }
        try (Host host = host(appender, "<includeCallerData>true</includeCallerData>")) {
            assertThat(host.warningsOf(host.proxyNamed("ASYNC"))).isEmpty();
        }
    }

    static List<String> notPrinting() {
        return List.of(
                console(PLAIN),
                smtp("<layout class='ch.qos.logback.classic.html.HTMLLayout'/>"),
                console("<layout class='ch.qos.logback.classic.log4j.XMLLayout'/>"),
                sifting(console(PLAIN)),
                json(
                        "<message/><pattern><pattern>{\"c\": \"%logger\", \"Line\": \"a file of class\"}</pattern></pattern>"),
                console("<encoder class='net.logstash.logback.encoder.LogstashEncoder'/>"),
                console("<encoder class='co.elastic.logging.logback.EcsEncoder'/>"),
                "class='ch.qos.logback.classic.AsyncAppender'><appender-ref ref='INNER'/>",
                "class='io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender'>");
    }

    @ParameterizedTest
    @MethodSource("notPrinting")
    void printsNoCallerData_nothingIsSaid(String appender) {
        try (Host host = host(appender, "")) {
            assertThat(said(host)).isEmpty();
        }
    }

    @Test
    void unknownClass_itIsSaidThatItCannotBeSeen() {
        try (Host host = host("class='" + CallersThreadTest.AskingAppender.class.getName() + "'>", "")) {
            assertThat(said(host))
                    .containsExactly("Whether " + CallersThreadTest.AskingAppender.class.getName()
                            + " of appender [IT] asks for caller data cannot be seen; if it does, set"
                            + " includeCallerData=true (slow)");
        }
    }

    @Test
    void sender_encoderPrintsCallerData_isWarnedAbout() {
        try (Host host = Host.configured("<appender name='TCP' class='io.penstock.logback.TcpAppender'>"
                + "<destination>127.0.0.1:1</destination>" + LINE
                + "</appender><root><appender-ref ref='TCP'/></root>")) {
            assertThat(host.warningsOf(host.context.getLogger("ROOT").getAppender("TCP")))
                    .containsExactly("The pattern \"%line %msg%n\" prints caller data, which will be \"?\": set"
                            + " includeCallerData=true (slow), or remove the conversion word");
        }
    }

    private static List<String> said(Host host) {
        Object proxy = host.proxyNamed("ASYNC");
        return host.context.getStatusManager().getCopyOfStatusList().stream()
                // Where all is well it is the proxy's name only: a status is kept, and would keep the proxy.
                .filter(status ->
                        status.getOrigin() == proxy || proxy.toString().equals(status.getOrigin()))
                .filter(status -> status.getMessage().contains("caller data"))
                .map(Status::getMessage)
                .toList();
    }
}
