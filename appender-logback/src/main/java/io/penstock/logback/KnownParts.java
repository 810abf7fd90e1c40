package io.penstock.logback;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is known of the classes that people put behind an appender of ours. */
final class KnownParts {

    /**
     * They take what they print from the event and never ask the thread they run on, as far as their own code goes. Of what
     * they were given to call, each part is looked at by itself.
     */
    private static final List<String> IGNORING_THE_THREAD = List.of(
            "ch.qos.logback.",
            "net.logstash.logback.",
            "org.springframework.boot.logging.",
            "co.elastic.logging.logback.");

    /** By name, as those of this package's users may be in a package that begins alike. */
    private static final Set<String> OURS = Set.of(
            AsyncProxyAppender.class.getName(),
            TcpAppender.class.getName(),
            PenstockJsonEncoder.class.getName(),
            PenstockPatternEncoder.class.getName());

    /** They hand events to a thread of their own: what is behind them never had the caller's, and has no need of us. */
    private static final Set<String> HANDING_OVER = Set.of(
            "ch.qos.logback.classic.AsyncAppender",
            "net.logstash.logback.appender.LoggingEventAsyncDisruptorAppender",
            "net.logstash.logback.appender.LogstashTcpSocketAppender");

    /** They ask each event for its caller, and cannot be told not to. */
    private static final Set<String> SHOWING_CALLER = Set.of(
            "ch.qos.logback.classic.db.DBAppender",
            "net.logstash.logback.composite.loggingevent.CallerDataJsonProvider");

    /** Parts to which no getter leads. */
    private static final Map<String, List<String>> HIDDEN_PARTS = Map.of(
            "co.elastic.logging.logback.EcsEncoder", List.of("messageLayout", "throwableConverter"),
            "org.springframework.boot.logging.logback.StructuredLogEncoder", List.of("formatter"),
            "ch.qos.logback.classic.net.SMTPAppender", List.of("eventEvaluator"));

    private KnownParts() {}

    static boolean ignoresTheThread(String className) {
        return OURS.contains(className) || IGNORING_THE_THREAD.stream().anyMatch(className::startsWith);
    }

    static boolean handsOver(Object part) {
        return HANDING_OVER.contains(part.getClass().getName());
    }

    static boolean showsCaller(Object part) {
        return SHOWING_CALLER.contains(part.getClass().getName());
    }

    static List<String> hiddenParts(Object part) {
        return HIDDEN_PARTS.getOrDefault(part.getClass().getName(), List.of());
    }
}
