package io.penstock.logback.freeze;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.logstash.logback.argument.StructuredArguments.array;
import static net.logstash.logback.argument.StructuredArguments.entries;
import static net.logstash.logback.argument.StructuredArguments.fields;
import static net.logstash.logback.argument.StructuredArguments.keyValue;
import static net.logstash.logback.argument.StructuredArguments.raw;
import static net.logstash.logback.argument.StructuredArguments.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.penstock.freeze.Freezer;
import java.io.File;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.logstash.logback.argument.StructuredArgument;
import net.logstash.logback.argument.StructuredArguments;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.marker.LogstashMarker;
import net.logstash.logback.marker.Markers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.BasicMarkerFactory;
import tools.jackson.core.JsonGenerator;

class LogstashFreezerTest {

    private final List<String> notes = new ArrayList<>();
    private final LoggerContext context = context();
    private final Logger logger = context.getLogger("shop");
    private final LogstashEncoder encoder = encoder();
    private final Structure structure = Structure.behind(encoder, notes::add);
    private final LogstashFreezer extension =
            (LogstashFreezer) LogstashFreezer.ifPresent(structure, notes::add).orElseThrow();
    private final Freezer freezer =
            Freezer.builder().extension(extension).structure(structure).build();
    private final MarkerFreezer markers = new MarkerFreezer(extension);

    static Stream<Arguments> structuredArguments() {
        List<Object> list = new ArrayList<>(List.of("a", 1, 2.5, true));
        list.add(null);
        list.add(new ArrayList<>(List.of("nested")));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", 7);
        map.put("tags", list);
        map.put("none", null);
        Map<Object, Object> oddKeys = new LinkedHashMap<>();
        oddKeys.put(12, "number");
        oddKeys.put(null, "null");
        return Stream.of(
                arguments("text", keyValue("k", "v")),
                arguments("number", keyValue("k", 42)),
                arguments("null", keyValue("k", null)),
                arguments("list", keyValue("k", list)),
                arguments("map", value("k", map)),
                arguments("set", keyValue("k", new TreeSet<>(Set.of("b", "a")))),
                arguments("pattern", keyValue("k", list, "<{0}|{1}>")),
                arguments("date", keyValue("k", new Date(0))),
                arguments("atomic", keyValue("k", new AtomicInteger(3))),
                arguments("ints", keyValue("k", new int[] {1, 2, 3})),
                arguments("bytes", keyValue("k", "bytes".getBytes(UTF_8))),
                arguments("strings", keyValue("k", new String[] {"x", null})),
                arguments("array", array("k", "x", 1, new int[] {4, 5}, list)),
                arguments("raw", raw("k", "{\"a\":[1, 2]}")),
                arguments("entries", entries(map)),
                arguments("entries with odd keys", entries(oddKeys)),
                arguments("entries of null", entries(null)),
                arguments("fields", fields(new Basket("pear", 3))),
                arguments("fields of a record", fields(new Point(1, "y"))),
                arguments("fields of null", fields(null)),
                arguments("fields of a map, which the library leaves out", fields(map)),
                arguments("deferred", StructuredArguments.defer(() -> keyValue("k", list))),
                arguments("deferred null", StructuredArguments.defer(() -> null)),
                arguments("own class", new Celsius(List.of(20, 21))),
                arguments(
                        "marker with references",
                        Markers.append("a", list).and(Markers.append("b", map)).and(Markers.appendRaw("c", "[3]"))),
                arguments("aggregate", Markers.aggregate(Markers.append("a", 1), Markers.appendEntries(map))),
                arguments("deferred marker", Markers.defer(() -> Markers.append("a", list))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("structuredArguments")
    void freeze_argument_printsTheSameBytes(String name, Object argument) {
        LoggingEvent event = event("got {}", argument);

        String before = json(event);
        String after = json(frozen(event));

        assertThat(after).isEqualTo(before);
        assertThat(notes).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("structuredArguments")
    void freeze_marker_printsTheSameBytes(String name, Object argument) {
        if (!(argument instanceof Marker marker)) {
            return;
        }
        LoggingEvent event = event("got it");
        event.addMarker(marker);

        String before = json(event);
        LoggingEvent frozen = frozen(event);

        assertThat(json(frozen)).isEqualTo(before);
        assertThat(frozen.getMarkerList()).hasToString(event.getMarkerList().toString());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("structuredArguments")
    void freeze_twice_changesNothing(String name, Object argument) {
        LoggingEvent once = frozen(event("got {}", argument));

        assertThat(json(frozen(once))).isEqualTo(json(once));
    }

    @Test
    void freeze_knownClass_keepsIt() {
        Object argument = keyValue("k", new ArrayList<>(List.of(1)));

        Object frozen = freezer.freeze(argument);

        assertThat(frozen).isNotSameAs(argument).hasSameClassAs(argument).isEqualTo(argument);
    }

    @Test
    void freeze_contentsChangedLater_printsTheValuesAtTheCall() {
        List<Object> list = new ArrayList<>(List.of("first"));
        Map<String, Object> map = new LinkedHashMap<>(Map.of("m", list));
        int[] ints = {1, 2};
        Basket basket = new Basket("pear", 3);
        Celsius celsius = new Celsius(list);
        Object[] arguments = {
            keyValue("list", list),
            entries(map),
            array("ints", ints),
            fields(basket),
            celsius,
            StructuredArguments.defer(() -> keyValue("deferred", list)),
            Markers.append("x", list).and(Markers.empty())
        };
        LoggingEvent event = event("{} {} {} {} {} {} {}", arguments);
        event.addMarker(
                Markers.aggregate(Markers.append("marked", list), Markers.defer(() -> Markers.append("d", map))));
        String before = json(event);

        LoggingEvent frozen = frozen(event);
        list.add("later");
        map.put("more", 1);
        ints[0] = 99;
        basket.count = 99;
        ((LogstashMarker) arguments[6]).add(Markers.append("later", 1));
        event.getMarkerList().get(0).add(Markers.append("later", 1));

        assertThat(json(frozen)).isEqualTo(before);
    }

    @Test
    void freeze_deferred_asksTheSupplierOnceAndNow() {
        AtomicInteger asked = new AtomicInteger();
        Object argument = StructuredArguments.defer(() -> keyValue("n", asked.incrementAndGet()));
        LoggingEvent frozen = frozen(event("{}", argument));

        int askedAtTheCall = asked.get();
        String json = json(frozen);

        assertThat(askedAtTheCall).isEqualTo(1);
        assertThat(json).contains("\"n\":1");
        assertThat(asked).hasValue(1);
    }

    @Test
    void freeze_objectOfUserClass_staysAnObject() {
        Basket basket = new Basket("pear", 3);
        LoggingEvent event = event("got {}", keyValue("basket", basket));
        String before = json(event);

        LoggingEvent frozen = frozen(event);
        basket.count = 99;

        assertThat(json(frozen))
                .isEqualTo(before)
                .contains("\"message\":\"got basket=3 x pear\"")
                .contains("\"basket\":{\"bytes\":");
    }

    @Test
    void freeze_markerOfUserClass_keepsItsNameAndIsNoArgument() {
        List<Object> list = new ArrayList<>(List.of("a"));
        Marker marker = new Own(list);
        LoggingEvent event = event("got {}", marker);
        event.addMarker(marker);
        String before = json(event);

        LoggingEvent frozen = frozen(event);
        list.add("later");

        assertThat(json(frozen)).isEqualTo(before).contains("\"own\":[\"a\"]");
        assertThat(frozen.getMarkerList().get(0).getName()).isEqualTo("OWN");
        assertThat(frozen.getMarkerList().get(0).contains("OWN")).isTrue();
    }

    @Test
    void freeze_registeredUserClass_staysAnObject() {
        Freezer trusting = Freezer.builder()
                .extension(extension)
                .immutableType(Basket.class.getName())
                .build();
        LoggingEvent event = event("got {}", keyValue("basket", new Basket("pear", 3)));
        String before = json(event);

        LoggingEvent frozen = event("got {}", trusting.freezeAll(event.getArgumentArray()));

        assertThat(json(frozen)).isEqualTo(before).contains("\"basket\":{\"bytes\":");
    }

    @Test
    void freeze_supplierThrows_eventStaysWithAMark() {
        Object argument = StructuredArguments.defer(() -> {
            throw new IllegalStateException("no");
        });
        LoggingEvent event = event("got {}", argument);
        event.addMarker(Markers.defer(() -> {
            throw new IllegalStateException("no");
        }));

        String json = json(frozen(event));

        assertThat(json).contains("\"message\":\"got [FAILED").contains("\"tags\":[\"[FAILED");
    }

    @Test
    void freeze_getterThrows_eventStaysWithAMark() {
        String json = json(frozen(event("got {}", fields(new Broken()))));

        assertThat(json)
                .contains("\"message\":\"got " + Broken.class.getName() + "@")
                .contains("\"fields\":\"[FAILED JSON of " + Broken.class.getName()
                        + ": java.lang.IllegalStateException]\"");
    }

    @Test
    void freeze_selfContainingValue_ends() {
        List<Object> list = new ArrayList<>();
        list.add(list);

        String json = json(frozen(event("got {}", keyValue("k", list))));

        assertThat(json).contains("\"k\":[\"(this Collection)\"]");
    }

    @Test
    void freeze_mixedMarkers_printTheSameTagsAndFields() {
        BasicMarkerFactory factory = new BasicMarkerFactory();
        Marker audit = factory.getMarker("AUDIT");
        audit.add(factory.getMarker("LOGIN"));
        audit.add(Markers.append("user", new ArrayList<>(List.of("ann"))));
        LoggingEvent event = event("in");
        event.addMarker(audit);
        event.addMarker(Markers.append("a", 1).and(factory.getMarker("INNER")));
        String before = json(event);

        LoggingEvent frozen = frozen(event);

        assertThat(json(frozen)).isEqualTo(before).contains("\"tags\":[\"AUDIT\",\"LOGIN\",\"INNER\"]");
    }

    @Test
    void freeze_keyValuePairs_holdStructuredArguments() {
        LoggingEvent event = event("in");
        event.setKeyValuePairs(Arrays.asList(new KeyValuePair("k", keyValue("inner", new ArrayList<>(List.of(1))))));

        Object frozen = freezer.freeze(event.getKeyValuePairs().get(0).value);

        assertThat(frozen).hasToString("inner=[1]");
    }

    @Test
    void ifPresent_libraryAbsent_isEmpty() throws Exception {
        URL[] withoutLibrary = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("logstash") && !entry.contains("jackson"))
                .map(LogstashFreezerTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(withoutLibrary, ClassLoader.getPlatformClassLoader())) {
            Class<?> freezerClass = Class.forName(LogstashFreezer.class.getName(), true, loader);
            Method ifPresent = freezerClass.getDeclaredMethod(
                    "ifPresent", loader.loadClass(Structure.class.getName()), Consumer.class);
            ifPresent.setAccessible(true);

            Object extension = ifPresent.invoke(null, null, (Consumer<String>) notes::add);

            assertThat(extension).isEqualTo(Optional.empty());
            assertThat(notes).isEmpty();
        }
    }

    private static URL url(String classPathEntry) {
        try {
            return Path.of(classPathEntry).toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private LoggingEvent event(String message, Object... arguments) {
        LoggingEvent event = new LoggingEvent("fqcn", logger, Level.INFO, message, null, arguments);
        event.setTimeStamp(1_000_000);
        event.setThreadName("main");
        event.setMDCPropertyMap(Map.of());
        return event;
    }

    private LoggingEvent frozen(LoggingEvent event) {
        LoggingEvent frozen = event(event.getMessage(), freezer.freezeAll(event.getArgumentArray()));
        List<Marker> frozenMarkers = markers.freeze(event.getMarkerList(), freezer);
        if (frozenMarkers != null) {
            frozenMarkers.forEach(frozen::addMarker);
        }
        return frozen;
    }

    private String json(LoggingEvent event) {
        return new String(encoder.encode(event), UTF_8);
    }

    private LogstashEncoder encoder() {
        LogstashEncoder logstash = new LogstashEncoder();
        logstash.setContext(context);
        logstash.start();
        return logstash;
    }

    private static LoggerContext context() {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        return context;
    }

    record Point(int x, String y) {}

    static final class Basket {

        public final String fruit;
        public int count;
        public final float price = 1.1f;
        public final List<Point> corners = List.of(new Point(1, "é \"quoted\""));
        public final Date date = new Date(0);
        public final byte[] bytes = {1, 2};
        public final java.math.BigDecimal total = new java.math.BigDecimal("1.10");

        Basket(String fruit, int count) {
            this.fruit = fruit;
            this.count = count;
        }

        @Override
        public String toString() {
            return count + " x " + fruit;
        }
    }

    static final class Broken {

        public String getName() {
            throw new IllegalStateException("no name");
        }
    }

    /** A marker of a user's own. */
    @SuppressWarnings("serial")
    static final class Own extends LogstashMarker {

        private final List<?> list;

        Own(List<?> list) {
            super("OWN");
            this.list = list;
        }

        @Override
        public void writeTo(JsonGenerator generator) {
            generator.writePOJOProperty("own", list);
        }
    }

    /** A structured argument of a user's own. */
    static final class Celsius implements StructuredArgument {

        private final List<?> degrees;

        Celsius(List<?> degrees) {
            this.degrees = degrees;
        }

        @Override
        public void writeTo(JsonGenerator generator) {
            generator.writePOJOProperty("celsius", degrees);
            generator.writeName("raw");
            generator.writeRawValue("{ }");
        }

        @Override
        public String toString() {
            return degrees + " °C";
        }
    }
}
