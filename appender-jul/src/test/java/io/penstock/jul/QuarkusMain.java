package io.penstock.jul;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.penstock.AsyncConfig;
import io.quarkiverse.loggingjson.JsonGenerator;
import io.quarkiverse.loggingjson.JsonProvider;
import io.quarkiverse.loggingjson.providers.KeyValueStructuredArgument;
import io.quarkiverse.loggingjson.providers.StructuredArgument;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jboss.logmanager.ExtLogRecord;

/** quarkus-logging-json's formatter under jboss-logmanager, plain and behind the proxy; prints the lines of both. */
final class QuarkusMain {

    static final int CALLS = 6;

    private QuarkusMain() {}

    static void run() {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        Lines plain = new Lines(new CountDownLatch(0));
        root.addHandler(plain);
        log();
        root.removeHandler(plain);
        CountDownLatch gate = new CountDownLatch(1);
        Lines behind = new Lines(gate);
        Penstock.Installation installation =
                Penstock.install(root, AsyncConfig.builder().build(), behind);
        log();
        gate.countDown();
        installation.handler().flush();
        plain.lines.forEach(System.out::println);
        behind.lines.forEach(System.out::println);
        System.exit(0);
    }

    private static void log() {
        List<Object> list = new ArrayList<>(List.of("a", 1));
        Bean bean = new Bean();
        Map<String, Object> map = new LinkedHashMap<>(Map.of("k", bean));
        call("text", KeyValueStructuredArgument.kv("key", "value"), KeyValueStructuredArgument.kv("number", 42));
        call("bean {0}", new Named("bean", bean));
        call("list", KeyValueStructuredArgument.kv("list", list), KeyValueStructuredArgument.kv("none", null));
        call("beans", KeyValueStructuredArgument.kv("beans", List.of(bean, bean)));
        call("map", KeyValueStructuredArgument.kv("map", map));
        call("own", new Own(list));
        list.add("CHANGED");
        bean.name = "CHANGED";
        bean.tags.add("CHANGED");
        map.clear();
    }

    private static void call(String message, Object... parameters) {
        ExtLogRecord record = new ExtLogRecord(Level.INFO, message, "com.acme");
        record.setParameters(parameters);
        Logger.getLogger("com.acme").log(record);
    }

    private static final class Lines extends Handler {

        private final List<String> lines = new ArrayList<>();
        private final CountDownLatch gate;

        Lines(CountDownLatch gate) {
            this.gate = gate;
            setFormatter(formatter());
        }

        @Override
        public void publish(LogRecord record) {
            try {
                gate.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            lines.add(getFormatter().format(record).strip());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** Made by reflection: the classes of the settings name annotations that only Quarkus has, and javac warns of them. */
    private static Formatter formatter() {
        try {
            String home = "io.quarkiverse.loggingjson.";
            Class<?> config = Class.forName(home + "config.Config");
            Class<?> argumentsConfig = Class.forName(home + "config.Config$ArgumentsConfig");
            SimpleFormatter texts = new SimpleFormatter();
            JsonProvider message =
                    (generator, record) -> generator.writeStringField("message", texts.formatMessage(record));
            Object arguments = Class.forName(home + "providers.ArgumentsJsonProvider")
                    .getConstructor(argumentsConfig)
                    .newInstance(settings(argumentsConfig));
            Object factory = Class.forName(home + "jackson.JacksonJsonFactory")
                    .getConstructor()
                    .newInstance();
            return (Formatter) Class.forName(home + "JsonFormatter")
                    .getConstructor(List.class, Class.forName(home + "JsonFactory"), config)
                    .newInstance(List.of(message, arguments), factory, settings(config));
        } catch (ReflectiveOperationException otherRelease) {
            throw new IllegalStateException(otherRelease);
        }
    }

    /** What Quarkus would have read from its configuration. */
    private static Object settings(Class<?> type) {
        return Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
                    case "includeStructuredArguments" -> true;
                    case "includeNonStructuredArguments" -> false;
                    case "nonStructuredArgumentsFieldPrefix" -> "arg";
                    case "recordDelimiter" -> "\n";
                    default -> Optional.empty();
                });
    }

    public static final class Bean {
        public String name = "ann";
        public List<String> tags = new ArrayList<>(List.of("a"));
        public @JsonIgnore String secret = "SECRET";

        @Override
        public String toString() {
            return name + " has " + secret;
        }
    }

    private record Named(String key, Bean bean) implements StructuredArgument {
        @Override
        public void writeTo(JsonGenerator generator) throws java.io.IOException {
            generator.writeObjectField(key, bean);
        }

        @Override
        public String toString() {
            return key + "=" + bean.name;
        }
    }

    private record Own(List<Object> list) implements StructuredArgument {
        @Override
        public void writeTo(JsonGenerator generator) throws java.io.IOException {
            generator.writeObjectFieldStart("object");
            generator.writeNumberField("size", list.size());
            generator.writeObjectField("list", list);
            generator.writeEndObject();
        }

        @Override
        public String toString() {
            return "own " + list;
        }
    }
}
