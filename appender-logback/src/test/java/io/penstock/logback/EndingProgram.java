package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.penstock.peer.Ending;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;

/**
 * Configures Logback as its first words say, then logs and ends as the others do; a program for a JVM of its own.
 *
 * <table>
 * <caption>words</caption>
 * <tr><td>{@code plain}, {@code proxy}, {@code lane}</td><td>a file without and with a proxy, and with the fast lane</td></tr>
 * <tr><td>{@code proxies}</td><td>three proxies, one file each; the first gets all events</td></tr>
 * <tr><td>{@code bridge}</td><td>a proxy whose appender logs to another one</td></tr>
 * <tr><td>{@code hanging}</td><td>three proxies, and nothing behind them ever returns</td></tr>
 * <tr><td>{@code relp=PORT}, {@code impatient=PORT}</td><td>a TcpAppender with RELP</td></tr>
 * <tr><td>{@code lines=PORT}</td><td>one that sends lines</td></tr>
 * <tr><td>{@code contextHook}</td><td>Logback's own {@code <shutdownHook/>}</td></tr>
 * </table>
 */
final class EndingProgram {

    /** Less than the default, since a test waits for it. */
    private static final String IMPATIENT = "<drainTimeout>1 second</drainTimeout>";

    /** A busy machine may take longer than is good for an application. */
    private static final String PATIENT = "<maxBlock>1 minute</maxBlock><drainTimeout>30 seconds</drainTimeout>";

    private EndingProgram() {}

    public static void main(String[] args) throws InterruptedException {
        List<String> words = Ending.words(args);
        Host host = Host.configured((words.contains("contextHook") ? "<shutdownHook/>" : "") + appenders(words));
        Logger logger = host.logger();
        Ending.run(words, number -> logger.info("#{}#", number), host.context::stop);
    }

    private static String appenders(List<String> words) {
        return switch (words.get(0)) {
            case "plain" -> file("app.log") + root("app.log");
            case "proxy" -> file("app.log") + proxy("app.log", PATIENT) + root("proxy-app.log");
            case "lane" ->
                "<turboFilter class='io.penstock.logback.FastLane'/>" + file("app.log") + proxy("app.log", PATIENT)
                        + root("proxy-app.log");
            case "proxies" ->
                file("app.log")
                        + file("second.log")
                        + file("third.log")
                        + proxy("app.log", PATIENT)
                        + proxy("second.log", PATIENT)
                        + proxy("third.log", PATIENT)
                        + root("proxy-app.log", "proxy-second.log", "proxy-third.log");
            case "bridge" ->
                file("app.log") + proxy("app.log", PATIENT)
                        + "<logger name='bridged' additivity='false'><appender-ref ref='proxy-app.log'/></logger>"
                        + appender("bridge", Bridge.class) + proxy("bridge", PATIENT) + root("proxy-bridge");
            case "hanging" -> {
                yield appender("a", Hanging.class)
                        + appender("b", Hanging.class)
                        + appender("c", Hanging.class)
                        + proxy("a", IMPATIENT)
                        + proxy("b", IMPATIENT)
                        + proxy("c", IMPATIENT)
                        + root("proxy-a", "proxy-b", "proxy-c");
            }
            default -> {
                String kind = words.get(0).split("=")[0];
                String protocol = kind.equals("lines")
                        ? "<layout class='ch.qos.logback.classic.PatternLayout'><pattern>%msg%n</pattern></layout>"
                        : "<protocol>relp</protocol><delivery>acked</delivery>";
                yield "<appender name='TCP' class='io.penstock.logback.TcpAppender'><destination>127.0.0.1:"
                        + words.get(0).split("=")[1] + "</destination>" + protocol
                        + (kind.equals("impatient") ? IMPATIENT : PATIENT) + "</appender>" + root("TCP");
            }
        };
    }

    private static String file(String name) {
        return "<appender name='" + name + "' class='ch.qos.logback.core.FileAppender'><file>" + name + "</file>"
                + "<encoder><pattern>%msg%n</pattern></encoder></appender>";
    }

    private static String appender(String name, Class<?> type) {
        return "<appender name='" + name + "' class='" + type.getName() + "'/>";
    }

    private static String proxy(String wrapped, String settings) {
        return "<appender name='proxy-" + wrapped + "' class='io.penstock.logback.AsyncProxyAppender'>" + settings
                + "<appender-ref ref='" + wrapped + "'/></appender>";
    }

    private static String root(String... appenders) {
        StringBuilder root = new StringBuilder("<root level='INFO'>");
        for (String appender : appenders) {
            root.append("<appender-ref ref='").append(appender).append("'/>");
        }
        return root.append("</root>").toString();
    }

    /** Never returns, and yields to nobody. */
    public static final class Hanging extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            while (true) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException ignored) {
                    // Shaken in vain.
                }
            }
        }
    }

    /** Hands its events to another logger, as a bridge between frameworks does. */
    public static final class Bridge extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            ((ch.qos.logback.classic.LoggerContext) getContext())
                    .getLogger("bridged")
                    .info(event.getFormattedMessage());
        }
    }
}
