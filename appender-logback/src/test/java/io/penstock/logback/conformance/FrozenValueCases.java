package io.penstock.logback.conformance;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.logstash.logback.argument.StructuredArguments;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.marker.Markers;

/** What was logged is what is printed, though it changed between the call and the printing. */
final class FrozenValueCases {

    private FrozenValueCases() {}

    static List<ConformanceCase> all() {
        return List.of(
                new ConformanceCase("An argument changes after the call: message", FrozenValueCases::message),
                new ConformanceCase(
                        "An argument changes after the call: JSON arguments", FrozenValueCases::jsonArguments),
                new ConformanceCase("A key-value changes after the call: JSON", FrozenValueCases::keyValue),
                new ConformanceCase(
                        "A structured argument (LLE) changes after the call: JSON",
                        FrozenValueCases::structuredArgument),
                new ConformanceCase(
                        "A Logstash marker (LLE) changes after the call: JSON", FrozenValueCases::logstashMarker),
                new ConformanceCase("The MDC changes after the call: JSON", FrozenValueCases::mdc),
                new ConformanceCase(
                        "A key-value's toString() throws: the event arrives", FrozenValueCases::throwingKeyValue));
    }

    private static Verdict message(Subject subject) {
        List<String> cart = new ArrayList<>(List.of("apple"));
        return changed(subject, pattern("%msg"), "[apple]", trial -> {
            trial.logger.warn("{}", cart);
            cart.add("pear");
        });
    }

    private static Verdict jsonArguments(Subject subject) {
        List<String> cart = new ArrayList<>(List.of("apple"));
        JsonEncoder json = new JsonEncoder();
        json.setWithFormattedMessage(true);
        return changed(subject, json, "\"arguments\": [\"[apple]\"]", trial -> {
            trial.logger.warn("cart is {}", cart);
            cart.add("pear");
        });
    }

    private static Verdict keyValue(Subject subject) {
        List<String> cart = new ArrayList<>(List.of("apple"));
        return changed(subject, new JsonEncoder(), "{\"cart\":\"[apple]\"}", trial -> {
            trial.logger.atWarn().addKeyValue("cart", cart).log("cart");
            cart.add("pear");
        });
    }

    private static Verdict structuredArgument(Subject subject) {
        List<String> cart = new ArrayList<>(List.of("apple"));
        return changed(subject, new LogstashEncoder(), "\"cart\":[\"apple\"]", trial -> {
            trial.logger.warn("{}", StructuredArguments.keyValue("cart", cart));
            cart.add("pear");
        });
    }

    private static Verdict logstashMarker(Subject subject) {
        Map<String, Object> cart = new HashMap<>(Map.of("fruit", "apple"));
        return changed(subject, new LogstashEncoder(), "\"cart\":{\"fruit\":\"apple\"}", trial -> {
            trial.logger.warn(Markers.append("cart", cart), "cart");
            cart.put("fruit", "pear");
        });
    }

    private static Verdict mdc(Subject subject) {
        return changed(subject, new LogstashEncoder(), "\"user\":\"ann\"", trial -> {
            trial.context.getMDCAdapter().put("user", "ann");
            trial.logger.warn("cart");
            trial.context.getMDCAdapter().put("user", "bob");
        });
    }

    private static Verdict throwingKeyValue(Subject subject) {
        Object broken = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("conformance");
            }
        };
        return changed(
                subject,
                new JsonEncoder(),
                "\"message\":\"cart\"",
                trial -> trial.logger.atWarn().addKeyValue("cart", broken).log("cart"));
    }

    /** The sink gets the event only after the work, with its change, is done. */
    private static Verdict changed(
            Subject subject, Encoder<ILoggingEvent> encoder, String expected, LogAndChange work) {
        Sink sink = new Sink("sink").shut().encoding(encoder);
        try (Trial trial = new Trial(subject, Setup.SMALL, sink)) {
            encoder.setContext(trial.context);
            encoder.start();
            trial.plug(sink);
            Call caller = Call.start("caller", call -> work.run(trial));
            caller.isDone(Call.LIMIT);
            sink.open();
            if (!sink.awaitCount(2)) {
                return Verdict.failed("the event was lost; %s", caller.describe());
            }
            String text = sink.texts().get(1).strip();
            return Verdict.of(
                    text.contains(expected),
                    text.contains(expected) ? "%s" : "expected %s in %s",
                    expected,
                    excerpt(text));
        }
    }

    /** The encoders' fixed fields say nothing here. */
    private static String excerpt(String json) {
        return json.replaceAll(
                "\"(sequenceNumber|timestamp|nanoseconds|context|@timestamp|@version|level_value"
                        + "|loggerName|logger_name|threadName|thread_name|level|mdc)\":(\"[^\"]*\"|\\d+|\\{[^{}]*(\\{[^}]*\\})?[^}]*\\}),?",
                "");
    }

    private static Encoder<ILoggingEvent> pattern(String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(pattern);
        return encoder;
    }

    private interface LogAndChange {
        void run(Trial trial);
    }
}
