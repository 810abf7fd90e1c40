package io.penstock.logback;

import static net.logstash.logback.argument.StructuredArguments.fields;
import static net.logstash.logback.argument.StructuredArguments.kv;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.util.FileSize;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import net.logstash.logback.decorate.MapperBuilderDecorator;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.marker.Markers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** What the kit in the package structure does not show: where the encoders are found, and what stands where nothing can. */
class JsonStructureTest {

    private static final String CARD = Card.class.getName();

    private final Host host = new Host();

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void getterThrows_fieldHoldsAMark_messageAndLineStay() {
        MemoryStreamAppender target = json(logstash());
        AsyncProxyAppender proxy = host.startedProxy(target);

        host.logger().info("got {} {}", kv("broken", new Broken()), fields(new Broken()));
        host.logger().atInfo().addKeyValue("pair", new Broken()).log("got it");

        String mark = "\"[FAILED JSON of " + Broken.class.getName() + ": java.lang.IllegalStateException]\"";
        List<String> lines = lines(proxy, target);
        assertThat(lines.get(0))
                .contains("\"message\":\"got broken=a broken one a broken one\"")
                .contains("\"broken\":" + mark)
                .contains("\"fields\":" + mark);
        assertThat(lines.get(1)).contains("\"pair\":" + mark).doesNotContain("a broken one");
        assertThat(proxy.getBooks().delivered()).isEqualTo(2);
        assertThat(host.warningsOf(proxy).get(0))
                .contains("A mapper could not write a value (1 so far)", mark.replace("\"", ""));
    }

    @Test
    void cycle_fieldHoldsAMark() {
        MemoryStreamAppender target = json(logstash());
        AsyncProxyAppender proxy = host.startedProxy(target);
        Node node = new Node();
        node.next = new Node();
        node.next.next = node;

        host.logger().info("got it", kv("node", node));

        assertThat(lines(proxy, target).get(0))
                .contains("\"node\":\"[" + Node.class.getName()
                        + " not captured: more than maxMessageBytes or too deep]\"");
    }

    @Test
    void moreThanMaxMessageBytes_fieldHoldsAMark() {
        MemoryStreamAppender target = json(logstash());
        AsyncProxyAppender proxy = host.proxy("ASYNC", target);
        proxy.setMaxMessageBytes(new FileSize(1024));
        proxy.start();
        Card card = new Card("x".repeat(2000));

        host.logger().info("got it", kv("card", card), kv("small", new Card("ann")));
        host.logger().info("got it", kv("cards", List.of(new Card("ann"), card)));

        List<String> lines = lines(proxy, target);
        assertThat(lines.get(0))
                .contains("\"card\":\"[" + CARD + " not captured: more than maxMessageBytes or too deep]\"")
                .contains("\"small\":{\"ownerName\":\"ann\"}");
        assertThat(lines.get(1))
                .contains("\"cards\":\"[java.util.ImmutableCollections$List12 not captured: ")
                .doesNotContain("xxx");
    }

    @Test
    void severalEncoders_eachGetsWhatItsMapperWrote() {
        MemoryStreamAppender camel = json(logstash());
        MemoryStreamAppender snake = json(snakeCase());
        AsyncProxyAppender proxy = host.startedProxy(camel, snake);
        Card card = new Card("ann");

        host.logger().info("got it", kv("card", card), fields(card));
        card.ownerName = "CHANGED";

        assertThat(lines(proxy, camel).get(0)).contains("\"card\":{\"ownerName\":\"ann\"},\"ownerName\":\"ann\"");
        assertThat(lines(proxy, snake).get(0)).contains("\"card\":{\"owner_name\":\"ann\"},\"owner_name\":\"ann\"");
    }

    @Test
    void undecoratedEncoders_areAskedOnce() {
        MemoryStreamAppender one = json(logstash());
        MemoryStreamAppender two = json(logstash());
        AsyncProxyAppender proxy = host.startedProxy(one, two);
        Counting counting = new Counting();

        host.logger().info("got it", kv("counting", counting));

        assertThat(lines(proxy, one).get(0)).contains("\"counting\":{\"number\":1}");
        assertThat(lines(proxy, two).get(0)).contains("\"counting\":{\"number\":1}");
        assertThat(counting.asked).hasValue(1);
    }

    @Test
    void getters_areCalledByTheCallerOnly() {
        MemoryStreamAppender target = json(logstash());
        AsyncProxyAppender proxy = host.startedProxy(target);
        Counting counting = new Counting();

        host.logger().info("got {}", kv("counting", counting));
        host.logger().info(Markers.appendFields(counting), "got it");

        lines(proxy, target);
        assertThat(counting.threads).containsOnly(Thread.currentThread().getName());
    }

    @Test
    void toString_isCalledOnlyIfTheMessageShowsIt() {
        MemoryStreamAppender target = json(logstash());
        AsyncProxyAppender proxy = host.startedProxy(target);
        Counting counting = new Counting();

        host.logger().info("got it", kv("counting", counting));
        host.logger().atInfo().addKeyValue("counting", counting).log("got it");
        host.logger().info(Markers.append("counting", counting), "got it");
        lines(proxy, target);
        int unseen = counting.printed.get();
        host.logger().info("got {}", kv("counting", counting));

        assertThat(unseen).isZero();
        assertThat(lines(proxy, target).get(3)).contains("\"message\":\"got counting=counted\"");
        assertThat(counting.printed).hasValue(1);
    }

    @Test
    void patternOnly_noMapperIsAsked() {
        MemoryStreamAppender target = json(host.pattern("%kvp %msg%n"));
        AsyncProxyAppender proxy = host.startedProxy(target);
        Counting counting = new Counting();

        host.logger()
                .atInfo()
                .addKeyValue("k", counting)
                .addArgument(kv("counting", counting))
                .log("got {}");

        assertThat(lines(proxy, target)).containsExactly("k=\"counted\" got counting=counted");
        assertThat(counting.asked).hasValue(0);
    }

    @Test
    void behindAsyncAppender_isFound() {
        MemoryStreamAppender target = json(snakeCase());
        AsyncAppender queue = host.adopt(new AsyncAppender());
        queue.addAppender(host.started(target));
        host.startedProxy(queue);
        Card card = new Card("ann");

        host.logger().info("got it", kv("card", card));
        card.ownerName = "CHANGED";
        host.close();

        assertThat(target.text()).contains("\"card\":{\"owner_name\":\"ann\"}");
    }

    @Test
    void proxyBehindAProxy_isFound() {
        MemoryStreamAppender target = json(snakeCase());
        AsyncProxyAppender inner = host.adopt(new AsyncProxyAppender());
        inner.setName("INNER");
        inner.addAppender(host.started(target));
        inner.start();
        AsyncProxyAppender outer = host.startedProxy(inner);
        Card card = new Card("ann");

        host.logger().info("got {}", kv("card", card));
        card.ownerName = "CHANGED";
        assertThat(outer.flush(Host.LONG)).isTrue();
        assertThat(inner.flush(Host.LONG)).isTrue();

        assertThat(target.text()).contains("\"card\":{\"owner_name\":\"ann\"}").contains("got card=card of ann");
    }

    @Test
    void encoderSetLater_isFound() {
        MemoryStreamAppender target = json(logstash());
        AsyncProxyAppender proxy = host.startedProxy(target);
        host.logger().info("got it", kv("card", new Card("ann")));
        assertThat(lines(proxy, target).get(0)).contains("\"card\":{\"ownerName\":\"ann\"}");

        target.setEncoder(snakeCase());
        host.logger().info("got it", kv("card", new Card("ann")));

        assertThat(lines(proxy, target).get(1)).contains("\"card\":{\"owner_name\":\"ann\"}");
    }

    @Test
    void appenderOfOnesOwn_encoderIsFoundInItsFields() {
        Own target = new Own(snakeCase());
        AsyncProxyAppender proxy = host.startedProxy(target);

        host.logger().info("got it", kv("card", new Card("ann")));

        assertThat(proxy.flush(Host.LONG)).isTrue();
        assertThat(target.lines.get(0)).contains("\"card\":{\"owner_name\":\"ann\"}");
    }

    @Test
    void encoderThatNobodyCanFind_fieldHoldsAMarkAndNeverTheText() {
        Hidden target = new Hidden();
        AsyncProxyAppender proxy = host.startedProxy(target);

        host.logger().info("got it", kv("card", new Card("ann")), fields(new Card("ann")));
        host.logger().atInfo().addKeyValue("card", new Card("ann")).log("got it");

        assertThat(proxy.flush(Host.LONG)).isTrue();
        String mark = "\"[" + CARD + " not captured: its encoder was not known at the call]\"";
        assertThat(target.lines.get(0))
                .contains("\"card\":" + mark)
                .contains("\"fields\":" + mark)
                .doesNotContain("card of");
        assertThat(target.lines.get(1)).contains("\"card\":" + mark).doesNotContain("card of");
    }

    @Test
    void siftingAppender_isFound() {
        Host configured = Host.configured("""
                <appender name="SIFT" class="ch.qos.logback.classic.sift.SiftingAppender">
                  <discriminator><key>user</key><defaultValue>nobody</defaultValue></discriminator>
                  <sift>
                    <appender name="OUT-${user}" class="io.penstock.logback.JsonStructureTest$Told">
                      <encoder class="net.logstash.logback.encoder.LogstashEncoder"/>
                    </appender>
                  </sift>
                </appender>
                <appender name="ASYNC" class="io.penstock.logback.AsyncProxyAppender">
                  <appender-ref ref="SIFT"/>
                </appender>
                <root level="INFO"><appender-ref ref="ASYNC"/></root>""");
        Told.LINES.clear();
        try (configured) {
            for (String user : List.of("ann", "bob", "ann")) {
                configured.context.getMDCAdapter().put("user", user);
                configured.logger().info("got it", kv("card", new Card(user)));
            }
        }

        assertThat(Told.LINES)
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).containsPattern("\"card\":\\{\"ownerName\":\"(ann|bob)\"\\}"));
    }

    /** They are all made alike: once one is known, all are, and a value is captured once for all. */
    @Test
    void siftingAppenderWithADecoratedMapper_eachNewAppendersFirstEventHasItsFields() {
        Host configured = Host.configured("""
                <appender name="SIFT" class="ch.qos.logback.classic.sift.SiftingAppender">
                  <discriminator><key>user</key><defaultValue>nobody</defaultValue></discriminator>
                  <sift>
                    <appender name="OUT-${user}" class="io.penstock.logback.JsonStructureTest$Told">
                      <encoder class="net.logstash.logback.encoder.LogstashEncoder">
                        <decorator class="io.penstock.logback.JsonStructureTest$SnakeCase"/>
                      </encoder>
                    </appender>
                  </sift>
                </appender>
                <appender name="ASYNC" class="io.penstock.logback.AsyncProxyAppender">
                  <appender-ref ref="SIFT"/>
                </appender>
                <root level="INFO"><appender-ref ref="ASYNC"/></root>""");
        Told.LINES.clear();
        Counting counting = new Counting();
        try (configured) {
            AsyncProxyAppender proxy = (AsyncProxyAppender)
                    configured.context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("ASYNC");
            configured.logger().info("got it", kv("card", new Card("ann")));
            assertThat(proxy.flush(Host.LONG)).isTrue();
            // More than there are other parts that the search looks at.
            for (int user = 0; user < 300; user++) {
                configured.context.getMDCAdapter().put("user", "user" + user);
                configured.logger().info("got it", kv("card", new Card("ann")));
            }
            assertThat(proxy.flush(Host.LONG)).isTrue();
            configured.logger().info("got it", kv("counting", counting));
        }

        assertThat(Told.LINES).hasSize(302);
        assertThat(Told.LINES.subList(1, 301))
                .allSatisfy(line -> assertThat(line).contains("\"card\":{\"owner_name\":\"ann\"}"));
        assertThat(counting.asked).hasValue(1);
    }

    /** For a configuration. */
    public static final class SnakeCase implements MapperBuilderDecorator<JsonMapper, JsonMapper.Builder> {
        @Override
        public JsonMapper.Builder decorate(JsonMapper.Builder builder) {
            return builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        }
    }

    @Test
    void javaSerialization_isTheText() throws Exception {
        Own target = new Own(logstash());
        AsyncProxyAppender proxy = host.startedProxy(target);
        host.logger().atInfo().addKeyValue("card", new Card("ann")).log("got it");
        assertThat(proxy.flush(Host.LONG)).isTrue();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        new ObjectOutputStream(bytes).writeObject(target.values.get(0));

        assertThat(new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject())
                .isEqualTo("card of ann");
    }

    private MemoryStreamAppender json(Encoder<ILoggingEvent> encoder) {
        return new MemoryStreamAppender("MEMORY" + System.identityHashCode(encoder), encoder);
    }

    private LogstashEncoder logstash() {
        LogstashEncoder encoder = host.adopt(new LogstashEncoder());
        encoder.start();
        return encoder;
    }

    private LogstashEncoder snakeCase() {
        LogstashEncoder encoder = host.adopt(new LogstashEncoder());
        encoder.addDecorator((MapperBuilderDecorator<JsonMapper, JsonMapper.Builder>)
                builder -> builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE));
        encoder.start();
        return encoder;
    }

    private static List<String> lines(AsyncProxyAppender proxy, MemoryStreamAppender target) {
        assertThat(proxy.flush(Host.LONG)).isTrue();
        return Arrays.asList(target.text().split("\n"));
    }

    /** Has a secret, and a toString that tells it. */
    static final class Card {
        public String ownerName;
        public @JsonIgnore String secret = "1234";

        Card(String ownerName) {
            this.ownerName = ownerName;
        }

        @Override
        public String toString() {
            return "card of " + ownerName;
        }
    }

    static final class Broken {
        public String getName() {
            throw new IllegalStateException("the secret");
        }

        @Override
        public String toString() {
            return "a broken one";
        }
    }

    static final class Node {
        public String name = "node";
        public Node next;
    }

    static final class Counting {
        final AtomicInteger asked = new AtomicInteger();
        final AtomicInteger printed = new AtomicInteger();
        final List<String> threads = new CopyOnWriteArrayList<>();

        public int getNumber() {
            threads.add(Thread.currentThread().getName());
            return asked.incrementAndGet();
        }

        @Override
        public String toString() {
            printed.incrementAndGet();
            return "counted";
        }
    }

    /** Keeps its encoder where only reflection sees it. */
    static final class Own extends UnsynchronizedAppenderBase<ILoggingEvent> {
        final List<String> lines = new CopyOnWriteArrayList<>();
        final List<Object> values = new CopyOnWriteArrayList<>();
        private final List<Encoder<ILoggingEvent>> encoders = new ArrayList<>();

        Own(Encoder<ILoggingEvent> encoder) {
            setName("OWN");
            encoders.add(encoder);
        }

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(new String(encoders.get(0).encode(event), StandardCharsets.UTF_8));
            if (event.getKeyValuePairs() != null) {
                values.add(event.getKeyValuePairs().get(0).value);
            }
        }
    }

    /** Makes its encoder when it needs one. */
    static final class Hidden extends UnsynchronizedAppenderBase<ILoggingEvent> {
        final List<String> lines = new CopyOnWriteArrayList<>();

        Hidden() {
            setName("HIDDEN");
        }

        @Override
        protected void append(ILoggingEvent event) {
            LogstashEncoder encoder = new LogstashEncoder();
            encoder.setContext(getContext());
            encoder.start();
            lines.add(new String(encoder.encode(event), StandardCharsets.UTF_8));
        }
    }

    /** For a configuration. */
    public static final class Told extends ch.qos.logback.core.OutputStreamAppender<ILoggingEvent> {
        static final List<String> LINES = new CopyOnWriteArrayList<>();

        @Override
        public void start() {
            setOutputStream(new ByteArrayOutputStream());
            super.start();
        }

        @Override
        protected void append(ILoggingEvent event) {
            LINES.add(new String(getEncoder().encode(event), StandardCharsets.UTF_8));
        }
    }
}
