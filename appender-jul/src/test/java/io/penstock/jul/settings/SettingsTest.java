package io.penstock.jul.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.AsyncConfig;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import io.penstock.jul.AsyncProxyHandler;
import io.penstock.jul.RecordingHandler;
import io.penstock.jul.capture.Severities;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.XMLFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static Settings read(@Nullable String... namesAndValues) {
        Map<String, String> properties = new java.util.HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.put("p." + namesAndValues[i], namesAndValues[i + 1]);
        }
        return Settings.read("p", properties::get);
    }

    @Test
    void read_nothingSet_isTheDefaults() {
        Settings settings = read();

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.config().ringSize()).isEqualTo(AsyncConfig.DEFAULT_RING_SIZE);
        assertThat(settings.inferCaller).isEqualTo(CallerMode.AUTO);
        assertThat(settings.level).isEqualTo(Level.ALL);
        assertThat(settings.handlers).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, , ALWAYS", "false, , NEVER", "True, always, ALWAYS", "false, Never, NEVER", " , auto, AUTO"})
    void read_includeCallerData_isInferCallerByTheNameOfTheOtherHosts(
            @Nullable String include, @Nullable String infer, CallerMode expected) {
        Settings settings = read("includeCallerData", include, "inferCaller", infer);

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.inferCaller).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"true, never", "false, always", "true, auto"})
    void read_includeCallerDataAndInferCallerDiffer_isRefused(String include, String infer) {
        assertThat(read("includeCallerData", include, "inferCaller", infer).problems())
                .containsExactly("includeCallerData=" + include + " contradicts inferCaller=" + infer
                        + ", which is the same setting; remove one of them");
    }

    @Test
    void readForGivenHandlers_propertiesOfTheLoggerItself_areNotOurs() {
        Map<String, String> properties =
                Map.of("com.acme.level", "DEBUG", "com.acme.ringSize", "7", "com.acme.inferCaller", "never");

        Settings settings = Settings.readForGivenHandlers("com.acme", properties::get);

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.level).isEqualTo(Level.ALL);
        assertThat(settings.inferCaller).isEqualTo(CallerMode.NEVER);
    }

    @Test
    void read_everythingSet_isUnderstood() {
        Settings settings = read(
                "ringSize",
                "1024",
                "maxRingBytes",
                "16 MB",
                "overflowPolicy",
                "drop-below",
                "maxBlock",
                "500 milliseconds",
                "priorityLevel",
                "SEVERE",
                "prioritySlots",
                "7",
                "urgentLevel",
                "off",
                "maxIdleNap",
                "2ms",
                "drainTimeout",
                "PT3S",
                "maxMessageBytes",
                "64KB",
                "reportDrops",
                "false",
                "inferCaller",
                "Never",
                "immutableType",
                "com.acme.A, com.acme.B",
                "handler",
                "a.B,c.D",
                "level",
                "fine",
                "filter",
                AnyFilter.class.getName(),
                "formatter",
                "java.util.logging.XMLFormatter",
                "encoding",
                "UTF-8");
        AsyncConfig config = settings.config();

        assertThat(settings.problems()).isEmpty();
        assertThat(config.ringSize()).isEqualTo(1024);
        assertThat(config.maxRingBytes()).isEqualTo(16 << 20);
        assertThat(config.overflowPolicy()).isEqualTo(OverflowPolicy.DROP_BELOW);
        assertThat(config.maxBlock()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.priorityLevel()).isEqualTo(Severity.ERROR);
        assertThat(config.prioritySlots()).isEqualTo(7);
        assertThat(config.urgentLevel()).isNull();
        assertThat(config.maxIdleNap()).isEqualTo(Duration.ofMillis(2));
        assertThat(config.drainTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.maxMessageBytes()).isEqualTo(64 << 10);
        assertThat(config.reportDrops()).isFalse();
        assertThat(settings.inferCaller).isEqualTo(CallerMode.NEVER);
        assertThat(settings.immutableTypes).containsExactly("com.acme.A", "com.acme.B");
        assertThat(settings.handlers).containsExactly("a.B", "c.D");
        assertThat(settings.level).isEqualTo(Level.FINE);
        assertThat(settings.filter).isInstanceOf(AnyFilter.class);
        assertThat(settings.formatter).isInstanceOf(XMLFormatter.class);
        assertThat(settings.encoding).isEqualTo("UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ringSize | many | ringSize=many is not a whole number; use for instance 8192",
                "ringSize | 1000 | ringSize=1000 is not a power of two; use 512 or 1024",
                "maxRingBytes | 64 stones | maxRingBytes=64 stones is not a size; use for instance 256KB or 64MB",
                "maxRingBytes | 99999999999GB | maxRingBytes=99999999999GB is not a size; use for instance 256KB or 64MB",
                "overflowPolicy | flood | overflowPolicy=flood is not known; use block, drop or dropBelow",
                "maxBlock | 1 fortnight | maxBlock=1 fortnight is not a duration; use for instance 500 milliseconds, 1 second or PT1S",
                "maxBlock | P | maxBlock=P is not a duration; use for instance 500 milliseconds, 1 second or PT1S",
                "priorityLevel | WRAN | priorityLevel=WRAN is not a level; use SEVERE, WARNING, INFO, CONFIG, FINE, FINER, FINEST, ALL or OFF",
                "level | DEBUG | level=DEBUG is not a level; use SEVERE, WARNING, INFO, CONFIG, FINE, FINER, FINEST, ALL or OFF",
                "reportDrops | maybe | reportDrops=maybe is not a truth value; use true or false",
                "includeCallerData | perhaps | includeCallerData=perhaps is not a truth value; use true or false",
                "inferCaller | true | inferCaller=true is not known; use auto, always or never",
                "encoding | UTF-9 | encoding=UTF-9 is not an encoding known here; use for instance UTF-8",
                "encoding | ??? | encoding=??? is not an encoding known here; use for instance UTF-8",
                "filter | java.lang.Object | filter=java.lang.Object is no java.util.logging.Filter; name a subclass of it",
                "formatter | com.acme.Missing | formatter=com.acme.Missing is on no class path known here; check the spelling, or use Penstock.install(...) if the class is inside a fat jar",
            })
    void read_wrongValue_saysSettingValueAndWhatToDo(String name, String value, String problem) {
        assertThat(read(name, value).problems()).containsExactly(problem);
    }

    @Test
    void level_namesNumbersAndOurWords_areOne() {
        assertThat(Severities.parse("s", "WARNING")).isEqualTo(Severity.WARN);
        assertThat(Severities.parse("s", "warn")).isEqualTo(Severity.WARN);
        assertThat(Severities.parse("s", "1000")).isEqualTo(Severity.ERROR);
        assertThat(Severities.parse("s", "CONFIG")).isEqualTo(Severity.INFO);
        assertThat(Severities.parse("s", "FINE")).isEqualTo(Severity.DEBUG);
        assertThat(Severities.parse("s", "FINER")).isEqualTo(Severity.TRACE);
        assertThat(Severities.parse("s", "ALL")).isEqualTo(Severity.TRACE);
    }

    @Test
    void level_ofSomebodysOwn_isFoundAsItIsWritten() {
        Level audit = new Level("audit", 950) {
            private static final long serialVersionUID = 1L;
        };

        Settings settings = read("level", "audit", "urgentLevel", "audit");

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.level).isSameAs(audit);
        assertThat(settings.config().urgentLevel()).isEqualTo(Severity.WARN);
        assertThat(read("level", "warning").level).isEqualTo(Level.WARNING);
    }

    @Test
    void handlers_someCannotBeMade_areSaidAndTheOthersAreMade() {
        List<String> problems = new java.util.ArrayList<>();

        List<java.util.logging.Handler> made = ByName.handlers(
                List.of(
                        "com.acme.Missing",
                        ThrowingHandler.class.getName(),
                        OrdinaryHandler.class.getName(),
                        AsyncProxyHandler.class.getName()),
                name -> null,
                AsyncProxyHandler.class,
                problems::add);

        assertThat(made).singleElement().isInstanceOf(OrdinaryHandler.class);
        assertThat(problems)
                .containsExactly(
                        "handler=com.acme.Missing is on no class path known here; check the spelling, or use "
                                + "Penstock.install(...) if the class is inside a fat jar",
                        "handler=" + ThrowingHandler.class.getName()
                                + " could not be created: java.lang.IllegalStateException: no disk; correct its own properties",
                        "handler=io.penstock.jul.AsyncProxyHandler is a proxy itself; name the handler that writes, "
                                + "for instance java.util.logging.FileHandler");
    }

    @Test
    void handlers_levelInTheirProperties_isSetAsTheLogManagerDoes() {
        List<java.util.logging.Handler> handlers = ByName.handlers(
                List.of(OrdinaryHandler.class.getName()),
                Map.of(OrdinaryHandler.class.getName() + ".level", "WARNING")::get,
                AsyncProxyHandler.class,
                problem -> {
                    throw new AssertionError(problem);
                });

        assertThat(handlers)
                .singleElement()
                .extracting(java.util.logging.Handler::getLevel)
                .isEqualTo(Level.WARNING);
    }

    public static final class AnyFilter implements java.util.logging.Filter {
        @Override
        public boolean isLoggable(LogRecord record) {
            return true;
        }
    }

    public static final class OrdinaryHandler extends RecordingHandler {
        public OrdinaryHandler() {}
    }

    public static final class ThrowingHandler extends RecordingHandler {
        public ThrowingHandler() {
            throw new IllegalStateException("no disk");
        }
    }
}
