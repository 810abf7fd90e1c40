package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.sift.AbstractDiscriminator;
import co.elastic.logging.logback.EcsEncoder;
import io.micrometer.context.ContextRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.testing.exporter.InMemoryLogRecordExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.penstock.peer.PythonReceiver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import net.logstash.logback.composite.AbstractJsonProvider;
import net.logstash.logback.encoder.LogstashEncoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

/** Appenders and what they call, where they ask the thread they run on: behind the proxy they get the answers of the caller's. */
class CallersThreadTest {

    private static final ContextKey<String> TENANT = ContextKey.named("tenant");
    private static final ThreadLocal<String> OF_THE_APPLICATION = new ThreadLocal<>();

    @BeforeAll
    static void register() {
        ContextRegistry.getInstance().registerThreadLocalAccessor("penstock-test", OF_THE_APPLICATION);
    }

    @AfterAll
    static void unregister() {
        ContextRegistry.getInstance().removeThreadLocalAccessor("penstock-test");
    }

    /** All that the present thread has. */
    private static String asked() {
        Thread present = Thread.currentThread();
        return present.getName() + "|" + present.getId() + "|" + present.getContextClassLoader() + "|" + MDC.get("user")
                + "|" + Context.current().get(TENANT) + "|" + OF_THE_APPLICATION.get();
    }

    public static final class AskingConverter extends ClassicConverter {
        @Override
        public String convert(ILoggingEvent event) {
            return asked();
        }
    }

    public static final class AskingLayout extends LayoutBase<ILoggingEvent> {
        @Override
        public String doLayout(ILoggingEvent event) {
            return asked() + " " + event.getFormattedMessage() + "\n";
        }
    }

    public static final class AskingEncoder extends EncoderBase<ILoggingEvent> {
        @Override
        public byte[] headerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            return (asked() + " " + event.getFormattedMessage() + "\n").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
    }

    /** What it was asked, in this JVM. */
    public static final class AskingAppender extends AppenderBase<ILoggingEvent> {
        final List<String> answers = new ArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            answers.add(asked() + " " + event.getFormattedMessage());
        }
    }

    public static final class AskingDiscriminator extends AbstractDiscriminator<ILoggingEvent> {
        @Override
        public String getDiscriminatingValue(ILoggingEvent event) {
            return Thread.currentThread().getName();
        }

        @Override
        public String getKey() {
            return "thread";
        }
    }

    public static final class AskingProvider extends AbstractJsonProvider<ILoggingEvent> {
        @Override
        public void writeTo(tools.jackson.core.JsonGenerator generator, ILoggingEvent event) {
            generator.writeStringProperty("asked", asked());
        }
    }

    private static Arguments encoder(String name, Function<Host, Encoder<ILoggingEvent>> encoder) {
        return Arguments.of(name, encoder);
    }

    static Stream<Arguments> encoders() {
        return Stream.of(
                encoder("a pattern with a word of the user's", host -> {
                    PatternLayoutEncoder encoder = host.adopt(new PatternLayoutEncoder());
                    PatternLayout layout = host.adopt(new PatternLayout());
                    layout.getInstanceConverterMap().put("asked", AskingConverter::new);
                    layout.setPattern("%level %-5(%asked) %msg%n");
                    layout.start();
                    LayoutWrappingEncoder<ILoggingEvent> wrapping = host.adopt(new LayoutWrappingEncoder<>());
                    wrapping.setLayout(layout);
                    wrapping.start();
                    encoder.stop();
                    return wrapping;
                }),
                encoder("a layout", host -> {
                    LayoutWrappingEncoder<ILoggingEvent> encoder = host.adopt(new LayoutWrappingEncoder<>());
                    encoder.setLayout(new AskingLayout());
                    encoder.getLayout().start();
                    encoder.start();
                    return encoder;
                }),
                encoder("an encoder", host -> {
                    AskingEncoder encoder = host.adopt(new AskingEncoder());
                    encoder.start();
                    return encoder;
                }),
                encoder("a provider of JSON", host -> {
                    LogstashEncoder encoder = host.adopt(new LogstashEncoder());
                    encoder.addProvider(new AskingProvider());
                    encoder.start();
                    return encoder;
                }),
                encoder("ECS", host -> {
                    EcsEncoder encoder = host.adopt(new EcsEncoder());
                    encoder.start();
                    return encoder;
                }),
                encoder("ECS with a layout for the message", host -> {
                    EcsEncoder encoder = host.adopt(new EcsEncoder());
                    encoder.setMessageLayout(new AskingLayout());
                    encoder.start();
                    return encoder;
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("encoders")
    void encoder_behindTheProxy_writesWhatItWritesWithoutIt(String name, Function<Host, Encoder<ILoggingEvent>> encoder)
            throws Exception {
        try (Host host = new Host()) {
            MemoryStreamAppender through = new MemoryStreamAppender("THROUGH", encoder.apply(host));
            MemoryStreamAppender directly = new MemoryStreamAppender("DIRECT", encoder.apply(host));
            AsyncProxyAppender proxy = host.startedProxy(through);
            host.attachToRoot(host.started(directly));

            log(host);

            assertThat(proxy.flush(Host.LONG)).isTrue();
            assertThat(SameOutputTest.firstDifference(directly.text(), through.text()))
                    .isEmpty();
            assertThat(directly.text()).contains("by another thread");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void appender_behindTheProxy_getsTheAnswersItGetsWithoutIt(boolean fastLane) throws Exception {
        try (Host host = new Host()) {
            AskingAppender through = new AskingAppender();
            AskingAppender directly = new AskingAppender();
            AsyncProxyAppender proxy = host.startedProxy(through);
            if (fastLane) {
                host.context.addTurboFilter(TwinHosts.started(new FastLane(), host));
                log(host);
                assertThat(proxy.getBooks().offered()).isEqualTo(5);
                proxy.flush(Host.LONG);
                proxy.stop();
                host.context.getTurboFilterList().clear();
                host.attachToRoot(host.started(directly));
            } else {
                host.attachToRoot(host.started(directly));
            }

            log(host);

            proxy.flush(Host.LONG);
            assertThat(withoutIds(through.answers))
                    .isEqualTo(withoutIds(directly.answers))
                    .hasSize(5);
        }
    }

    /** The thread that is started is another one each time. */
    private static List<String> withoutIds(List<String> answers) {
        return answers.stream()
                .map(answer -> answer.replaceFirst("^worker-1\\|\\d+", "worker-1|id"))
                .toList();
    }

    private static void log(Host host) throws Exception {
        Thread caller = Thread.currentThread();
        String name = caller.getName();
        ClassLoader loader = caller.getContextClassLoader();
        host.logger().info("nothing special");
        try (Scope tenant = Context.current().with(TENANT, "acme").makeCurrent()) {
            assertThat(tenant).isNotNull();
            OF_THE_APPLICATION.set("shop");
            MDC.put("user", "ada");
            caller.setName("for a task");
            caller.setContextClassLoader(ClassLoader.getPlatformClassLoader());
            host.logger().warn("with {}", "everything");
            MDC.put("user", "bob");
            host.logger().warn("another user");
        } finally {
            OF_THE_APPLICATION.remove();
            MDC.clear();
            caller.setName(name);
            caller.setContextClassLoader(loader);
        }
        Thread other = new Thread(() -> host.logger().info("by another thread"), "worker-1");
        other.start();
        other.join();
        host.logger().info("as before");
    }

    // --- OpenTelemetry's own appender ---

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void openTelemetryAppender_behindTheProxy_knowsTraceAndSpan(boolean fastLane) {
        InMemoryLogRecordExporter exported = InMemoryLogRecordExporter.create();
        try (OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder()
                        .setTracerProvider(SdkTracerProvider.builder().build())
                        .setLoggerProvider(SdkLoggerProvider.builder()
                                .addLogRecordProcessor(SimpleLogRecordProcessor.create(exported))
                                .build())
                        .build();
                Host host = new Host()) {
            OpenTelemetryAppender appender = new OpenTelemetryAppender();
            appender.setCaptureExperimentalAttributes(true);
            appender.setOpenTelemetry(telemetry);
            AsyncProxyAppender proxy = host.startedProxy(appender);
            if (fastLane) {
                host.context.addTurboFilter(TwinHosts.started(new FastLane(), host));
            }
            Tracer tracer = telemetry.getTracer("test");
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Span span = tracer.spanBuilder("order " + i).startSpan();
                try (Scope current = span.makeCurrent()) {
                    assertThat(current).isNotNull();
                    host.logger().info("sold {}", i);
                    expected.add("sold " + i + " " + span.getSpanContext().getTraceId() + " "
                            + span.getSpanContext().getSpanId() + " "
                            + Thread.currentThread().getName());
                } finally {
                    span.end();
                }
            }
            host.logger().info("outside");

            assertThat(proxy.flush(Host.LONG)).isTrue();
            List<LogRecordData> records = exported.getFinishedLogRecordItems();
            assertThat(records.subList(0, 100).stream().map(CallersThreadTest::summary))
                    .containsExactlyElementsOf(expected);
            assertThat(records.get(100).getSpanContext().isValid()).isFalse();
        }
    }

    private static String summary(LogRecordData exported) {
        return exported.getBodyValue().asString() + " "
                + exported.getSpanContext().getTraceId() + " "
                + exported.getSpanContext().getSpanId() + " "
                + exported.getAttributes().get(AttributeKey.stringKey("thread.name"));
    }

    // --- The sender ---

    @TempDir
    Path directory;

    @Test
    void sender_encoderThatAsks_sendsWhatItWritesOnTheCallersThread() throws Exception {
        try (PythonReceiver receiver = new PythonReceiver(directory, "newline");
                Host host = new Host()) {
            receiver.start();
            TcpAppender sender = host.adopt(new TcpAppender());
            sender.setName("TCP");
            sender.addDestination("127.0.0.1:" + receiver.port());
            sender.setEncoder(host.adopt(new AskingEncoder()));
            sender.start();
            MemoryStreamAppender directly = new MemoryStreamAppender("DIRECT", host.adopt(new AskingEncoder()));
            host.attachToRoot(sender);
            host.attachToRoot(host.started(directly));

            log(host);

            await().atMost(Host.LONG).until(() -> receiver.records().size() == 5);
            StringBuilder received = new StringBuilder();
            receiver.records()
                    .forEach(record -> received.append(new String(record, StandardCharsets.UTF_8).stripTrailing())
                            .append('\n'));
            assertThat(received.toString()).isEqualTo(directly.text());
        }
    }

    // --- Who pays ---

    private static boolean carries(String appender, String settings) throws IOException {
        try (Host host = Host.configured("<conversionRule conversionWord='asked' class='"
                + AskingConverter.class.getName() + "' converterClass='" + AskingConverter.class.getName() + "'/>"
                + "<appender name='IT' " + appender + "</appender>"
                + "<appender name='ASYNC' class='io.penstock.logback.AsyncProxyAppender'><appender-ref ref='IT'/>"
                + settings + "</appender><root><appender-ref ref='ASYNC'/></root>")) {
            AsyncProxyAppender proxy = host.proxyNamed("ASYNC");
            assertThat(proxy.isStarted()).as(host.errors().toString()).isTrue();
            return proxy.output().carriers() != null;
        }
    }

    private static String console(String encoder) {
        return "class='ch.qos.logback.core.ConsoleAppender'>" + encoder;
    }

    private static String sifting(String discriminator, String sifted) {
        return "class='ch.qos.logback.classic.sift.SiftingAppender'>" + discriminator
                + "<sift><appender name='FILE-${user}' " + sifted + "</appender></sift>";
    }

    private static String json(String provider) {
        return console("<encoder class='net.logstash.logback.encoder.LoggingEventCompositeJsonEncoder'><providers>"
                + "<timestamp/><message/><pattern><pattern>{\"level\": \"%level\"}</pattern></pattern>" + provider
                + "</providers></encoder>");
    }

    private static String class_(Class<?> type) {
        return "class='" + type.getName() + "'";
    }

    private static final String BY_USER =
            "<discriminator><key>user</key><defaultValue>none</defaultValue></discriminator>";

    static List<String> known() {
        return List.of(
                console("<encoder><pattern>%d [%thread] %X{user} %logger %msg%n%ex</pattern></encoder>"),
                console("<encoder class='ch.qos.logback.classic.encoder.JsonEncoder'/>"),
                console("<encoder class='io.penstock.logback.PenstockJsonEncoder'/>"),
                console(
                        "<encoder class='io.penstock.logback.PenstockPatternEncoder'><pattern>%msg%n</pattern></encoder>"),
                console("<encoder class='net.logstash.logback.encoder.LogstashEncoder'/>"),
                console("<encoder class='co.elastic.logging.logback.EcsEncoder'/>"),
                console("<layout class='ch.qos.logback.classic.html.HTMLLayout'/>"),
                console("<layout class='ch.qos.logback.classic.log4j.XMLLayout'/>"),
                json("<nestedField><fieldName>n</fieldName><providers><mdc/></providers></nestedField>"),
                sifting(BY_USER, console("<encoder><pattern>%msg%n</pattern></encoder>")),
                "class='ch.qos.logback.core.read.ListAppender'>",
                // It has a thread of its own, with us and without.
                "class='ch.qos.logback.classic.AsyncAppender'><appender-ref ref='IT2'/>");
    }

    @ParameterizedTest
    @MethodSource("known")
    void partsKnownToIgnoreTheThread_nothingIsCarried(String appender) throws IOException {
        assertThat(carries(appender, "")).isFalse();
        assertThat(carries(appender, "<carryContext>always</carryContext>")).isTrue();
    }

    static List<String> unknown() {
        return List.of(
                class_(AskingAppender.class) + ">",
                console("<encoder " + class_(AskingEncoder.class) + "/>"),
                console("<layout " + class_(AskingLayout.class) + "/>"),
                console("<encoder><pattern>%msg %-20(%replace(%asked){'a','b'})%n</pattern></encoder>"),
                console(
                        "<encoder class='io.penstock.logback.PenstockPatternEncoder'><pattern>%asked%n</pattern></encoder>"),
                console("<encoder class='co.elastic.logging.logback.EcsEncoder'><messageLayout "
                        + class_(AskingLayout.class) + "/></encoder>"),
                console(
                        "<layout class='ch.qos.logback.classic.html.HTMLLayout'><pattern>%asked%msg</pattern></layout>"),
                json("<provider " + class_(AskingProvider.class) + "/>"),
                json("<nestedField><fieldName>n</fieldName><providers><provider " + class_(AskingProvider.class)
                        + "/></providers></nestedField>"),
                sifting(BY_USER, class_(AskingAppender.class) + ">"),
                sifting(BY_USER, console("<encoder " + class_(AskingEncoder.class) + "/>")),
                sifting(
                        "<discriminator " + class_(AskingDiscriminator.class) + "/>",
                        console("<encoder><pattern>%msg%n</pattern></encoder>")));
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void partsThatMayAskTheThread_itIsCarried(String appender) throws IOException {
        assertThat(carries(appender, "")).isTrue();
        assertThat(carries(appender, "<carryContext>never</carryContext>")).isFalse();
    }

    @Test
    void secondProxyOnAnAppender_looksThroughWhatTheFirstPutIntoIt() {
        try (Host host = new Host()) {
            AskingEncoder encoder = host.adopt(new AskingEncoder());
            encoder.start();
            MemoryStreamAppender shared = new MemoryStreamAppender("SHARED", encoder);
            MemoryStreamAppender plain = new MemoryStreamAppender("PLAIN", host.pattern("%msg%n"));
            host.startedProxy(shared, plain);
            AsyncProxyAppender second = host.proxy("SECOND", shared);
            second.start();
            AsyncProxyAppender third = host.proxy("THIRD", plain);
            third.start();

            assertThat(second.output().carriers()).isNotNull();
            assertThat(host.context.getStatusManager().getCopyOfStatusList().toString())
                    .doesNotContain("WatchedEncoder");
        }
    }
}
