package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import co.elastic.logging.jul.EcsFormatter;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.penstock.AsyncConfig;
import io.penstock.context.ContextCarriers;
import io.penstock.jul.capture.CallerSwitch;
import io.penstock.jul.capture.RecordIntake;
import io.penstock.jul.settings.Settings;
import io.penstock.peer.PythonReceiver;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import java.util.logging.XMLFormatter;
import java.util.stream.Stream;
import org.apache.juli.AsyncFileHandler;
import org.apache.juli.JdkLoggerFormatter;
import org.apache.juli.JsonFormatter;
import org.apache.juli.OneLineFormatter;
import org.apache.juli.VerbatimFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;

/** Formatters and handlers that ask the thread they run on: through the proxy they print what they print without it. */
@Timeout(60)
class CallersThreadTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final ContextKey<String> TENANT = ContextKey.named("tenant");

    @TempDir
    private Path folder;

    /** Tomcat's formatters want a name. */
    private final Logger logger = Logger.getLogger("com.acme.Shop");

    CallersThreadTest() {
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.ALL);
    }

    @AfterEach
    void removeHandlers() {
        Arrays.asList(logger.getHandlers()).forEach(logger::removeHandler);
    }

    private static Arguments formatter(String name, Supplier<Formatter> formatter) {
        return Arguments.of(name, formatter);
    }

    static Stream<Arguments> formatters() {
        return Stream.of(
                formatter("Tomcat, one line", OneLineFormatter::new),
                formatter("Tomcat, JSON", JsonFormatter::new),
                formatter("Tomcat, verbatim", VerbatimFormatter::new),
                formatter("Tomcat, JDK", JdkLoggerFormatter::new),
                formatter("ECS", EcsFormatter::new),
                formatter("ECS with origin", CallersThreadTest::ecsWithOrigin),
                formatter("JDK, simple", SimpleFormatter::new),
                formatter("JDK, XML", XMLFormatter::new),
                formatter("one of a user's own", AskingFormatter::new));
    }

    private static Formatter ecsWithOrigin() {
        EcsFormatter formatter = new EcsFormatter();
        formatter.setIncludeOrigin(true);
        formatter.setServiceName("shop");
        return formatter;
    }

    /** Asks the present thread for all it has. */
    static final class AskingFormatter extends Formatter {
        @Override
        public String format(LogRecord record) {
            Thread present = Thread.currentThread();
            return present.getName() + "|" + (present.getId() == record.getLongThreadID()) + "|"
                    + present.getContextClassLoader() + "|" + MDC.get("user") + "|" + MDC.getCopyOfContextMap() + "|"
                    + Context.current().get(TENANT) + "|" + formatMessage(record) + "\n";
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("formatters")
    void formatter_behindTheProxy_printsWhatItPrintsWithoutIt(String name, Supplier<Formatter> formatter)
            throws Exception {
        ByteArrayOutputStream through = new ByteArrayOutputStream();
        ByteArrayOutputStream directly = new ByteArrayOutputStream();

        logToBoth(
                new StreamHandler(through, formatter.get()), new StreamHandler(directly, formatter.get()), () -> true);

        assertThat(through.toString(StandardCharsets.UTF_8))
                .isEqualTo(directly.toString(StandardCharsets.UTF_8))
                .contains("in the pool", "in main");
    }

    private static Arguments handler(String name, BiFunction<Path, String, Handler> handler) {
        return Arguments.of(name, handler);
    }

    static Stream<Arguments> handlers() {
        return Stream.of(
                handler("Tomcat's FileHandler", (folder, name) -> {
                    Handler handler = new org.apache.juli.FileHandler(folder.toString(), name, ".log");
                    handler.setFormatter(new OneLineFormatter());
                    return handler;
                }),
                handler("Tomcat's FileHandler, ECS", (folder, name) -> {
                    Handler handler = new org.apache.juli.FileHandler(folder.toString(), name, ".log");
                    handler.setFormatter(ecsWithOrigin());
                    return handler;
                }),
                handler("Tomcat's AsyncFileHandler", (folder, name) -> {
                    Handler handler = new AsyncFileHandler(folder.toString(), name, ".log");
                    handler.setFormatter(new OneLineFormatter());
                    return handler;
                }),
                handler("Tomcat's AsyncFileHandler, verbatim", (folder, name) -> {
                    Handler handler = new AsyncFileHandler(folder.toString(), name, ".log");
                    handler.setFormatter(new VerbatimFormatter());
                    return handler;
                }),
                handler("the JDK's FileHandler", (folder, name) -> {
                    try {
                        Handler handler =
                                new FileHandler(folder.resolve(name + "log").toString());
                        handler.setFormatter(new OneLineFormatter());
                        return handler;
                    } catch (java.io.IOException unwritable) {
                        throw new java.io.UncheckedIOException(unwritable);
                    }
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("handlers")
    void handler_behindTheProxy_writesWhatItWritesWithoutIt(String name, BiFunction<Path, String, Handler> handler)
            throws Exception {
        // Tomcat's asynchronous one forgets, when it is closed, what its thread has not written yet.
        logToBoth(
                handler.apply(folder, "through."),
                handler.apply(folder, "direct."),
                () -> written("through.").contains("the end")
                        && written("direct.").contains("the end"));

        assertThat(written("through.")).isEqualTo(written("direct.")).contains("in the pool", "in main");
    }

    private String written(String prefix) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .filter(path -> !path.toString().endsWith(".lck"))
                    .sorted()
                    .toList()) {
                text.append(Files.readString(file));
            }
            return text.toString();
        }
    }

    /** The same records to both, the proxy first: what it forgets to take is not yet in the record. */
    private void logToBoth(Handler through, Handler directly, Callable<Boolean> isWritten) throws Exception {
        AsyncProxyHandler proxy = new AsyncProxyHandler(
                "callers-thread", AsyncConfig.builder().maxBlock(LONG).build(), through);
        logger.addHandler(proxy);
        logger.addHandler(directly);
        CountDownLatch written = new CountDownLatch(1);
        try {
            log(written);
            assertThat(proxy.flush(LONG)).isTrue();
            directly.flush();
            await("all is written").atMost(LONG).until(isWritten);
            assertThat(proxy.getBooks().failed()).isZero();
        } finally {
            proxy.close();
            directly.close();
            written.countDown();
        }
    }

    /** The threads live until {@code written}: Tomcat looks their names up by their ids. */
    private void log(CountDownLatch written) throws Exception {
        logByThread("pool-1-thread-1", "in the pool", written);
        logByThread("http-nio-8080-exec-\u00e9", "with accents", written);
        logByThread("", "without a name", written);
        logger.log(Level.INFO, "in main", new IllegalStateException("no stock"));
        Thread main = Thread.currentThread();
        String name = main.getName();
        ClassLoader loader = main.getContextClassLoader();
        try (Scope tenant = Context.current().with(TENANT, "acme").makeCurrent()) {
            assertThat(tenant).isNotNull();
            MDC.put("user", "ada");
            main.setName("renamed for a task");
            main.setContextClassLoader(ClassLoader.getPlatformClassLoader());
            logger.log(Level.WARNING, "renamed {0}", 7);
            MDC.put("user", "bob");
            logger.log(Level.WARNING, "another MDC");
        } finally {
            MDC.clear();
            main.setName(name);
            main.setContextClassLoader(loader);
        }
        logger.info("as before");
        logVirtually();
        logger.info("the end");
    }

    private void logByThread(String name, String message, CountDownLatch written) throws Exception {
        CountDownLatch logged = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            logger.info(message);
            logged.countDown();
            try {
                written.await();
            } catch (InterruptedException ended) {
                // Then it ends.
            }
        });
        thread.setName(name);
        thread.setDaemon(true);
        thread.start();
        logged.await();
    }

    /** On a JDK that has virtual threads. */
    private void logVirtually() throws Exception {
        try {
            Runnable call = () -> logger.info("virtually");
            Thread thread = (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, call);
            thread.join();
        } catch (NoSuchMethodException olderJdk) {
            // Nothing to show.
        }
    }

    // --- Who pays ---

    static Stream<Arguments> known() {
        return Stream.of(
                Arguments.of(new StreamHandler(new ByteArrayOutputStream(), new SimpleFormatter())),
                Arguments.of(new StreamHandler(new ByteArrayOutputStream(), new XMLFormatter())),
                Arguments.of(new StreamHandler(new ByteArrayOutputStream(), new VerbatimFormatter())),
                Arguments.of(new StreamHandler(new ByteArrayOutputStream(), new JdkLoggerFormatter())));
    }

    @ParameterizedTest
    @MethodSource("known")
    void partsKnownToIgnoreTheThread_nothingIsCarried(Handler handler) {
        AsyncProxyHandler proxy =
                new AsyncProxyHandler("known", AsyncConfig.builder().build(), handler);

        assertThat(proxy.running().intake().carriers()).isNull();
        proxy.close();
    }

    @Test
    void subclassOfAKnownOne_isCarriedFor() {
        AsyncProxyHandler proxy = new AsyncProxyHandler(
                "subclass",
                AsyncConfig.builder().build(),
                new StreamHandler(new ByteArrayOutputStream(), new SimpleFormatter() {}));

        assertThat(proxy.running().intake().carriers()).isNotNull();
        proxy.close();
    }

    @Test
    void carryContext_never_nothingIsCarriedAlthoughAsked() throws Exception {
        LoggingProperties.set("unasked.carryContext = never");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AsyncProxyHandler proxy = new AsyncProxyHandler(
                "unasked", AsyncConfig.builder().build(), new StreamHandler(bytes, new OneLineFormatter()));
        logger.addHandler(proxy);

        logger.info("hello");
        proxy.close();

        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("[penstock-unasked]");
    }

    @Test
    void carryContext_unknownWord_isSaid() {
        Map<String, String> properties =
                Map.of("x.carryContext", "sometimes", "x.handler", "java.util.logging.ConsoleHandler");

        assertThat(Settings.read("x", properties::get).problems())
                .containsExactly("carryContext=sometimes is not known; use auto, always or never");
    }

    @Test
    void setFormatter_whileRunning_decidesAnew() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AsyncProxyHandler proxy = new AsyncProxyHandler(
                "anew", AsyncConfig.builder().build(), new StreamHandler(bytes, new VerbatimFormatter()));
        logger.addHandler(proxy);
        logger.info("before");
        boolean before = proxy.running().intake().carriers() != null;

        proxy.setFormatter(new OneLineFormatter());
        logByThread("worker-7", "asked", new CountDownLatch(0));
        boolean meanwhile = proxy.running().intake().carriers() != null;
        proxy.setFormatter(new VerbatimFormatter());
        logger.info("after");
        boolean after = proxy.running().intake().carriers() != null;
        proxy.close();

        assertThat(List.of(before, meanwhile, after)).containsExactly(false, true, false);
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(3).first().isEqualTo("before");
        assertThat(lines.get(1)).contains("[worker-7]").endsWith("asked");
        assertThat(lines.get(2)).isEqualTo("after");
    }

    @Test
    void formattersSetAtTheSameTime_oneMayAsk_itIsCarriedWhicheverEndsLast() {
        ContextCarriers carriers = new ContextCarriers(List.of(), (message, cause) -> {});
        for (boolean askingEndsLast : new boolean[] {true, false}) {
            RecordIntake intake = new RecordIntake(null, null, null, null, false, (message, cause) -> {});
            CallerSwitch formatters = new CallerSwitch(intake);
            formatters.begin(false, carriers);
            formatters.begin(false, null);
            assertThat(intake.carriers()).isSameAs(carriers);
            formatters.end(false, askingEndsLast ? null : carriers, true);
            assertThat(intake.carriers()).isSameAs(carriers);
            formatters.end(false, askingEndsLast ? carriers : null, true);
            assertThat(intake.carriers()).isSameAs(carriers);

            formatters.begin(false, null);
            formatters.end(false, null, false);
            assertThat(intake.carriers()).as("not set after all").isSameAs(carriers);
            formatters.begin(false, null);
            formatters.end(false, null, true);
            assertThat(intake.carriers()).isNull();
        }
    }

    @Test
    void drainThread_afterAnEvent_isItselfAgain() throws Exception {
        List<Thread> seen = new ArrayList<>();
        List<String> namesInFlush = new ArrayList<>();
        RecordingHandler handler = new RecordingHandler() {
            @Override
            void take(LogRecord record) {
                seen.add(Thread.currentThread());
                throw new IllegalStateException("broken");
            }

            @Override
            public void flush() {
                namesInFlush.add(Thread.currentThread().getName() + " " + MDC.getCopyOfContextMap());
            }
        };
        AsyncProxyHandler proxy =
                new AsyncProxyHandler("itself", AsyncConfig.builder().build(), handler);
        logger.addHandler(proxy);
        MDC.put("user", "ada");
        try {
            logger.info("hello");
        } finally {
            MDC.clear();
        }

        proxy.flush(LONG);

        assertThat(seen).singleElement().isNotSameAs(Thread.currentThread());
        assertThat(namesInFlush).isNotEmpty().allMatch(name -> name.matches("penstock-itself (null|\\{})"));
        proxy.close();
    }

    // --- The sender ---

    @Test
    void sender_formatterThatAsks_sendsWhatItPrintsOnTheCallersThread() throws Exception {
        try (PythonReceiver receiver = new PythonReceiver(folder, "newline")) {
            receiver.start();
            TcpHandler handler = new TcpHandler("tcp", Map.of("destination", "localhost:" + receiver.port()));
            handler.setFormatter(new AskingFormatter());
            ByteArrayOutputStream directly = new ByteArrayOutputStream();
            StreamHandler plain = new StreamHandler(directly, new AskingFormatter());
            logger.addHandler(handler);
            logger.addHandler(plain);

            log(new CountDownLatch(0));
            handler.close();
            plain.close();

            List<String> expected =
                    directly.toString(StandardCharsets.UTF_8).lines().toList();
            await().atMost(LONG).until(() -> receiver.records().size() == expected.size());
            assertThat(receiver.records())
                    .extracting(bytes -> new String(bytes, StandardCharsets.UTF_8).stripTrailing())
                    .containsExactlyElementsOf(expected);
        }
    }
}
