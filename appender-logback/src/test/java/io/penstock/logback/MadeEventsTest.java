package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.LoggingEventVO;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import io.penstock.logback.Twice.Form;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.BasicMarkerFactory;

/** What somebody made of an event is what the wrapped appender writes: as without a proxy, in every form. */
class MadeEventsTest {

    private static final BasicMarkerFactory MARKERS = new BasicMarkerFactory();

    /** Two runs are called from different lines. */
    private static final IllegalStateException BOOM = new IllegalStateException("boom");

    static {
        BOOM.setStackTrace(new StackTraceElement[0]);
    }

    @TempDir
    Path directory;

    // --- Events that somebody made, in front of the proxy ---

    private static final Map<String, Twice.Program> MADE = new LinkedHashMap<>();

    static {
        MADE.put("a wrapper that masks", front(Masked::new));
        MADE.put("a wrapper by java.lang.reflect.Proxy", front(MadeEventsTest::maskedByProxy));
        MADE.put("a subclass with a text of its own", each(event -> new TemplateEvent("{} of {}", "2 {} of 3", event)));
        MADE.put("an event sent by another process", front(LoggingEventVO::build));
        MADE.put("text put beside message and arguments", each(event -> settled(event, "order {} is {}")));
        MADE.put("finished text with braces, no arguments", each(event -> settled(event, null)));
        MADE.put("asked for its text before its argument changed", MadeEventsTest::argumentChangedAfterText);
        MADE.put("asked for its text before it had arguments", MadeEventsTest::argumentsAfterText);
        MADE.put("prepared by an AsyncAppender, then masked", MadeEventsTest::behindAsyncAppender);
        MADE.put("given to the logger again", (host, entry) -> {
            host.logger().info("first {}", 1);
            host.context.getLogger("other").callAppenders(new Masked(with(host, event -> {
                event.setLevel(Level.ERROR);
                event.setLoggerName("remote");
                event.setMessage("again, secret");
            })));
        });
    }

    /** Logback's files ask each event for what these cannot say, and lose them. Other appenders do not. */
    private static final Map<String, Twice.Program> BARE = new LinkedHashMap<>();

    static {
        BARE.put("as little as can be", (host, entry) -> entry.doAppend(new LoggingEvent()));
        BARE.put("without level", (host, entry) -> entry.doAppend(with(host, event -> event.setMessage("no level"))));
        BARE.put(
                "without message, with arguments",
                (host, entry) -> entry.doAppend(with(host, event -> {
                    event.setLevel(Level.INFO);
                    event.setArgumentArray(new Object[] {1});
                })));
        BARE.put("without context", (host, entry) -> {
            LoggingEvent event = new LoggingEvent();
            event.setLevel(Level.INFO);
            event.setMessage("by {}");
            event.setArgumentArray(new Object[] {"hand"});
            entry.doAppend(event);
        });
        BARE.put("a wrapper around nothing but a text", (host, entry) -> entry.doAppend(new Refusing("alone")));
    }

    static Stream<Arguments> made() {
        return Stream.concat(rows(MADE), BARE.keySet().stream().map(row -> Arguments.of(row, Form.GETTERS)));
    }

    private static Stream<Arguments> rows(Map<String, ?> rows) {
        return rows.keySet().stream()
                .flatMap(row -> Arrays.stream(Form.values()).map(form -> Arguments.of(row, form)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("made")
    void madeEvent_behindProxy_isWrittenAsWithout(String row, Form form) throws Exception {
        String written = new Twice(directory).assertSame(form, MADE.getOrDefault(row, BARE.get(row)));

        assertThat(written).doesNotContain("hunter2");
    }

    /** Logs everything through an appender that hands on what it makes of each event. */
    private static Twice.Program front(UnaryOperator<ILoggingEvent> maker) {
        return (host, entry) -> {
            Appender<ILoggingEvent> front = host.started(new Handing(entry, maker));
            host.context.getLogger("root").detachAppender(entry);
            host.attachToRoot(front);
            logEverything(host);
        };
    }

    private static Twice.Program each(Made maker) {
        return (host, entry) -> entry.doAppend(maker.of(with(host, event -> {
            event.setLevel(Level.INFO);
            event.setLoggerName("org.shop.Order");
        })));
    }

    private interface Made {
        ILoggingEvent of(LoggingEvent event);
    }

    private static LoggingEvent with(Host host, Consumer<LoggingEvent> parts) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(host.context);
        event.setLoggerContextRemoteView(host.context.getLoggerContextRemoteView());
        event.setTimeStamp(1);
        parts.accept(event);
        return event;
    }

    private static void logEverything(Host host) {
        host.context.getMDCAdapter().put("user", "ann");
        host.logger().info("plain");
        host.logger().info("secret {} of {}", "apple", 3);
        host.logger().warn(MARKERS.getMarker("AUDIT"), "secret", BOOM);
        host.logger().atError().addKeyValue("k", "v").log("value {}", new StringBuilder("secret"));
        host.context.getMDCAdapter().put("user", "bob");
    }

    private static void argumentChangedAfterText(Host host, Appender<ILoggingEvent> entry) {
        List<String> argument = new ArrayList<>(List.of("before"));
        LoggingEvent event = with(host, made -> {
            made.setLevel(Level.INFO);
            made.setLoggerName("org.shop.Order");
            made.setMessage("list {}");
            made.setArgumentArray(new Object[] {argument});
        });
        event.getFormattedMessage();
        argument.set(0, "since");
        entry.doAppend(event);
    }

    private static void argumentsAfterText(Host host, Appender<ILoggingEvent> entry) {
        LoggingEvent event = with(host, made -> {
            made.setLevel(Level.INFO);
            made.setLoggerName("org.shop.Order");
            made.setMessage("one {}");
        });
        event.getFormattedMessage();
        event.setArgumentArray(new Object[] {1});
        entry.doAppend(event);
    }

    private static void behindAsyncAppender(Host host, Appender<ILoggingEvent> entry) {
        host.context.getLogger("root").detachAppender(entry);
        AsyncAppender async = host.adopt(new AsyncAppender());
        async.addAppender(host.started(new Handing(entry, Masked::new)));
        async.start();
        host.attachToRoot(async);
        logEverything(host);
        async.stop();
    }

    /** As one who finds no setter for it does. */
    private static void putText(LoggingEvent event, String text) {
        try {
            Field field = LoggingEvent.class.getDeclaredField("formattedMessage");
            field.setAccessible(true);
            field.set(event, text);
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static LoggingEvent settled(LoggingEvent event, String message) {
        putText(event, "finished {} text");
        event.setMessage(message == null ? "finished {} text" : message);
        if (message != null) {
            event.setArgumentArray(new Object[] {1, "hunter2".length()});
        }
        return event;
    }

    static final class Handing extends UnsynchronizedAppenderBase<ILoggingEvent> {
        private final Appender<ILoggingEvent> entry;
        private final UnaryOperator<ILoggingEvent> maker;

        Handing(Appender<ILoggingEvent> entry, UnaryOperator<ILoggingEvent> maker) {
            this.entry = entry;
            this.maker = maker;
        }

        @Override
        protected void append(ILoggingEvent event) {
            entry.doAppend(maker.apply(event));
        }
    }

    private static ILoggingEvent maskedByProxy(ILoggingEvent event) {
        return (ILoggingEvent) Proxy.newProxyInstance(
                MadeEventsTest.class.getClassLoader(),
                new Class<?>[] {ILoggingEvent.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("getFormattedMessage")) {
                        return Masked.mask(event.getFormattedMessage());
                    }
                    try {
                        return method.invoke(event, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    /** A template that is not SLF4J's, as the loggers of other languages have them. */
    static final class TemplateEvent extends LoggingEvent {
        private final String text;

        TemplateEvent(String template, String text, LoggingEvent from) {
            this.text = text;
            setLoggerContext(null);
            setLoggerContextRemoteView(from.getLoggerContextVO());
            setLoggerName(from.getLoggerName());
            setLevel(from.getLevel());
            setMessage(template);
            setArgumentArray(new Object[] {2, 3});
            setTimeStamp(1);
            setMDCPropertyMap(Map.of("user", "eve"));
        }

        @Override
        public String getFormattedMessage() {
            return text;
        }
    }

    static class Masked implements ILoggingEvent {
        final ILoggingEvent event;

        Masked(ILoggingEvent event) {
            this.event = event;
        }

        static String mask(String text) {
            return text == null ? null : text.replace("secret", "******");
        }

        @Override
        public String getThreadName() {
            return event.getThreadName();
        }

        @Override
        public Level getLevel() {
            return event.getLevel();
        }

        @Override
        public String getMessage() {
            return event.getMessage();
        }

        @Override
        public Object[] getArgumentArray() {
            return event.getArgumentArray();
        }

        @Override
        public String getFormattedMessage() {
            return mask(event.getFormattedMessage());
        }

        @Override
        public String getLoggerName() {
            return event.getLoggerName();
        }

        @Override
        public LoggerContextVO getLoggerContextVO() {
            return event.getLoggerContextVO();
        }

        @Override
        public IThrowableProxy getThrowableProxy() {
            return event.getThrowableProxy();
        }

        @Override
        public StackTraceElement[] getCallerData() {
            return event.getCallerData();
        }

        @Override
        public boolean hasCallerData() {
            return event.hasCallerData();
        }

        @Override
        public List<Marker> getMarkerList() {
            return event.getMarkerList();
        }

        @Override
        public Map<String, String> getMDCPropertyMap() {
            return event.getMDCPropertyMap();
        }

        @Override
        @Deprecated
        public Map<String, String> getMdc() {
            return event.getMDCPropertyMap();
        }

        @Override
        public long getTimeStamp() {
            return event.getTimeStamp();
        }

        @Override
        public int getNanoseconds() {
            return event.getNanoseconds();
        }

        @Override
        public long getSequenceNumber() {
            return event.getSequenceNumber();
        }

        @Override
        public List<KeyValuePair> getKeyValuePairs() {
            return event.getKeyValuePairs();
        }

        @Override
        public void prepareForDeferredProcessing() {
            event.prepareForDeferredProcessing();
        }
    }

    /** Says its text, and is told by nobody to say more. */
    private static final class Refusing extends Masked {
        private final String text;

        Refusing(String text) {
            super(null);
            this.text = text;
        }

        @Override
        public String getFormattedMessage() {
            return text;
        }
    }

    // --- Events that somebody behind the proxy changes ---

    private static final Map<String, Consumer<LoggingEvent>> CHANGES = new LinkedHashMap<>();

    static {
        CHANGES.put("addKeyValuePair", event -> event.addKeyValuePair(new KeyValuePair("added", 1)));
        CHANGES.put("setKeyValuePairs", event -> event.setKeyValuePairs(List.of(new KeyValuePair("set", 1))));
        CHANGES.put("addMarker", event -> event.addMarker(MARKERS.getMarker("ADDED")));
        CHANGES.put("setThrowableProxy", event -> event.setThrowableProxy(new ThrowableProxy(BOOM)));
        CHANGES.put("setMDCPropertyMap", event -> event.setMDCPropertyMap(Map.of("user", "set")));
        CHANGES.put("setMDCPropertyMap, asked before", event -> {
            event.getMDCPropertyMap();
            event.setMDCPropertyMap(Map.of("user", "set"));
        });
        CHANGES.put("setThreadName", event -> event.setThreadName("renamed"));
        CHANGES.put("setThreadName, asked before", event -> {
            event.getThreadName();
            event.setThreadName("renamed");
        });
        CHANGES.put("setLoggerName", event -> event.setLoggerName("org.renamed.Order"));
        CHANGES.put("setLevel", event -> event.setLevel(Level.ERROR));
        CHANGES.put("setMessage", event -> event.setMessage("replaced"));
        CHANGES.put("setArgumentArray", event -> event.setArgumentArray(new Object[] {"replaced"}));
        CHANGES.put("setSequenceNumber", event -> event.setSequenceNumber(77));
        CHANGES.put("setCallerData", event -> event.setCallerData(new Throwable().getStackTrace()));
        CHANGES.put("a text put there", event -> putText(event, "put there"));
        CHANGES.put("a text put there, asked before", event -> {
            event.getFormattedMessage();
            putText(event, "put there");
        });
        CHANGES.put("setTimeStamp", event -> event.setTimeStamp(1));
    }

    static Stream<Arguments> changes() {
        return rows(CHANGES);
    }

    /** What the setter refuses is written, too. */
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("changes")
    void changedBehindProxy_byItsSetter_isWrittenAsWithout(String change, Form form) throws Exception {
        Consumer<LoggingEvent> setter = CHANGES.get(change);

        new Twice(directory)
                .with(host -> host.adopt(new Changing(setter)))
                .assertSame(form, (host, entry) -> logEverything(host));
    }

    private static final class Changing extends UnsynchronizedAppenderBase<ILoggingEvent> {
        private final Consumer<LoggingEvent> setter;

        Changing(Consumer<LoggingEvent> setter) {
            this.setter = setter;
        }

        @Override
        protected void append(ILoggingEvent event) {
            change((LoggingEvent) event, setter);
        }

        static void change(LoggingEvent changed, Consumer<LoggingEvent> setter) {
            try {
                setter.accept(changed);
            } catch (IllegalStateException refused) {
                changed.addKeyValuePair(new KeyValuePair("refused", refused.getMessage()));
            }
        }
    }

    // --- Filters of the wrapped appenders that change the event ---

    /** A filter may ask for the text, which is no change; one that puts another there is not told from it. */
    static Stream<Arguments> changesByFilters() {
        return changes().filter(row -> !row.get()[0].toString().startsWith("a text put there"));
    }

    /** The appender in front sees nothing of what the filter of the one behind it does, and that one all of it. */
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("changesByFilters")
    void changedByAFilter_ofALaterAppender_isWrittenAsWithout(String change, Form form) throws Exception {
        Path before = directory.resolve("before.log");
        Consumer<LoggingEvent> setter = CHANGES.get(change);
        List<String> written = new ArrayList<>();

        String last = new Twice(directory)
                .with(host -> {
                    if (Files.exists(before)) {
                        written.add(Files.readString(before));
                        Files.delete(before);
                    }
                    return Form.GETTERS.appender(host, false, before);
                })
                .with(host -> {
                    RecordingAppender nobody = host.adopt(new RecordingAppender("NOBODY"));
                    nobody.addFilter(new ChangingFilter(setter));
                    return nobody;
                })
                .assertSame(form, (host, entry) -> logEverything(host));
        written.add(Files.readString(before));

        assertThat(written.get(1)).isEqualTo(written.get(0)).isNotEmpty();
        assertThat(last).isNotEmpty();
    }

    private static final class ChangingFilter extends Filter<ILoggingEvent> {
        private final Consumer<LoggingEvent> setter;

        ChangingFilter(Consumer<LoggingEvent> setter) {
            this.setter = setter;
            start();
        }

        @Override
        public FilterReply decide(ILoggingEvent event) {
            Changing.change((LoggingEvent) event, setter);
            return FilterReply.NEUTRAL;
        }
    }
}
