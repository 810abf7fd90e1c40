package io.penstock.jul.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.ListResourceBundle;
import java.util.Locale;
import java.util.Random;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compiled form prints what the JDK prints. What is expected comes from the real formatter, always. */
@Timeout(60)
class CompiledSimpleFormatTest {

    private static final String SETTING = "java.util.logging.SimpleFormatter.format";

    /** The second half is for the compiled form to refuse, or to leave to the formatter. */
    private static final String[] CONVERSIONS = {
        "%1$tb",
        "%1$td",
        "%1$tY",
        "%1$tl",
        "%1$tM",
        "%1$tS",
        "%1$Tp",
        "%1$tF",
        "%1$tT",
        "%1$tL",
        "%1$tN",
        "%1$tH",
        "%1$ts",
        "%1$tZ",
        "%1$tz",
        "%1$tA",
        "%1$TA",
        "%1$tB",
        "%1$-12tB|",
        "%1$12tF",
        "%1$tc",
        "%1$tj",
        "%1$te",
        "%2$s",
        "%3$s",
        "%4$s",
        "%5$s",
        "%6$s",
        "%4$-7s",
        "%4$7s",
        "%3$40s",
        "%5$-3s",
        "%n",
        "%%",
        " - ",
        "text",
        "ä\uD83D\uDE00",
        "%1$tQ",
        "%1$s",
        "%5$.3s",
        "%5$S",
        "%4$TS",
        "%1$5tL",
        "%1$-9tL",
        "%1$TL",
        "%-5n",
        "%s",
        "%2$h",
        "%1$t",
        "%",
        "%<s"
    };

    private static final String[] ZONES = {
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "America/St_Johns"
    };

    private static final String[] LANGUAGES = {
        "en-US",
        "de-DE",
        "fr-FR",
        "ja-JP",
        "ja-JP-u-ca-japanese",
        "ar-EG",
        "ar-EG-u-nu-arab",
        "hi-IN-u-nu-deva",
        "th-TH-u-nu-thai",
        "fa-IR",
        "tr-TR"
    };

    private static final String[] MESSAGES = {
        "plain",
        "",
        "{0}",
        "{0} and {1}",
        "{1}{0}{1}",
        "{7} is missing",
        "{0,number}",
        "it''s {0}",
        "it's {0}",
        "'{0}'",
        "broken {0",
        "no { digits }",
        "{ {0}",
        "{0} {",
        "} {0} }",
        "{00} {001} {0001}",
        "{12345678901}",
        "{0 }",
        "{-1}",
        "{0}{0}{",
        "ä {0} \uD83D\uDE00"
    };

    private static final Level[] LEVELS = {Level.SEVERE, Level.WARNING, Level.INFO, Level.FINEST, new OwnLevel()};

    private final String settingBefore = System.getProperty(SETTING);
    private final Locale localeBefore = Locale.getDefault();
    private final TimeZone zoneBefore = TimeZone.getDefault();

    @AfterEach
    void restore() {
        set(settingBefore);
        Locale.setDefault(localeBefore);
        TimeZone.setDefault(zoneBefore);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20261122, 4711})
    void format_anyFormatZoneLocaleAndRecord_isThatOfTheJdk(long seed) {
        Random random = new Random(seed);
        int compiledForms = 0;
        for (int i = 0; i < 1500; i++) {
            environment(random);
            set(randomFormat(random));
            SimpleFormatter real = new SimpleFormatter();
            CompiledSimpleFormat compiled = CompiledSimpleFormat.of(real);
            if (compiled == null) {
                continue;
            }
            compiledForms++;
            Instant instant = instant(random);
            for (int r = 0; r < 8; r++) {
                if (random.nextInt(8) == 0) {
                    environment(random);
                }
                // Mostly the same second, back and forth within it, or the next.
                instant = random.nextInt(5) == 0
                        ? instant(random)
                        : instant.plusNanos(random.nextInt(1_500_000_000) - 500_000_000);
                LogRecord record = record(random, instant);

                String actual = compiled.format(record);

                assertThat(actual)
                        .as("%s in %s, %s", System.getProperty(SETTING), ZoneId.systemDefault(), Locale.getDefault())
                        .isEqualTo(real.format(record));
            }
        }
        // Otherwise this test would compare nothing.
        assertThat(compiledForms).isGreaterThan(400);
    }

    @Test
    void of_theJdksDefault_isCompiledUnlessTheLocaleHasDigitsOfItsOwn() {
        set(null);
        for (String language : List.of("ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "th-TH-u-nu-thai")) {
            Locale.setDefault(Locale.forLanguageTag(language));

            assertThat(CompiledSimpleFormat.of(new SimpleFormatter())).isNull();
        }
        for (String language : List.of("en-US", "de-DE", "fr-FR", "ja-JP", "ja-JP-u-ca-japanese", "tr-TR")) {
            Locale.setDefault(Locale.forLanguageTag(language));

            assertThat(CompiledSimpleFormat.of(new SimpleFormatter())).isNotNull();
        }
    }

    @Test
    void format_clocksGoBack_theSameHourPrintsTwiceWithItsOwnOffset() {
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
        set("%1$tF %1$tT.%1$tL %1$tz %5$s");
        SimpleFormatter real = new SimpleFormatter();
        CompiledSimpleFormat compiled = CompiledSimpleFormat.of(real);
        LogRecord record = new LogRecord(Level.INFO, "m");
        Instant change = Instant.parse("2026-10-25T01:00:00Z");

        for (int millis = -2000; millis <= 2000; millis += 50) {
            record.setInstant(change.plusMillis(millis));

            assertThat(compiled.format(record)).isEqualTo(real.format(record));
        }
        record.setInstant(change.minusMillis(1));
        assertThat(compiled.format(record)).isEqualTo("2026-10-25 02:59:59.999 +0200 m");
        record.setInstant(change);
        assertThat(compiled.format(record)).isEqualTo("2026-10-25 02:00:00.000 +0100 m");
    }

    @Test
    void format_zoneOrLocaleChangesWithinASecond_isSeenAtOnce() {
        set("%1$tB %1$tT.%1$tL %5$s");
        SimpleFormatter real = new SimpleFormatter();
        CompiledSimpleFormat compiled = CompiledSimpleFormat.of(real);
        LogRecord record = new LogRecord(Level.INFO, "{0}");
        record.setParameters(new Object[] {1234567});
        record.setInstant(Instant.parse("2026-03-25T01:00:00.5Z"));
        Locale.setDefault(Locale.GERMANY);
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        String first = compiled.format(record);

        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
        String second = compiled.format(record);
        Locale.setDefault(Locale.US);
        String third = compiled.format(record);

        assertThat(first).isEqualTo("März 01:00:00.500 1.234.567");
        assertThat(second).isEqualTo("März 10:00:00.500 1.234.567");
        assertThat(third).isEqualTo("March 10:00:00.500 1,234,567");
    }

    @Test
    void of_propertyChangedAfterTheFormatterWasMade_printsAsTheFormatterDoes() {
        set("%4$-7s|%5$s");
        SimpleFormatter made = new SimpleFormatter();
        LogRecord record = new LogRecord(Level.INFO, "m");
        for (String later : List.of("%4$-8s|%5$s", "%4$-7s|%5$1s ", "%4$7s|%5$s", "%4$-7s|%5$20s")) {
            set(later);

            CompiledSimpleFormat compiled = CompiledSimpleFormat.of(made);

            assertThat(compiled).as(later).isNull();
        }
        set("%4$-7s|%5$s");
        assertThat(CompiledSimpleFormat.of(made).format(record)).isEqualTo("INFO   |m");
    }

    @Test
    void of_propertyChangedToTheOtherSideOfTheBlanks_isNotTakenForTheSame() {
        for (int argument : new int[] {2, 3, 5}) {
            set("%" + argument + "$-20s|");
            SimpleFormatter made = new SimpleFormatter();
            set("%" + argument + "$20s|");

            assertThat(CompiledSimpleFormat.of(made)).as("argument " + argument).isNull();
        }
    }

    @Test
    void of_subclass_isLeftAlone() {
        SimpleFormatter own = new SimpleFormatter() {
            @Override
            public String format(LogRecord record) {
                return "own";
            }
        };

        assertThat(CompiledSimpleFormat.of(own)).isNull();
    }

    @Test
    void format_parameterThrows_printsTheMessageAsItIs() {
        set("%5$s");
        SimpleFormatter real = new SimpleFormatter();
        LogRecord record = new LogRecord(Level.INFO, "{0} and {1}");
        record.setParameters(new Object[] {
            "first",
            new Object() {
                @Override
                public String toString() {
                    throw new IllegalStateException("broken");
                }
            }
        });

        assertThat(CompiledSimpleFormat.of(real).format(record))
                .isEqualTo("{0} and {1}")
                .isEqualTo(real.format(record));
    }

    private static void set(String format) {
        if (format == null) {
            System.clearProperty(SETTING);
        } else {
            System.setProperty(SETTING, format);
        }
    }

    private static void environment(Random random) {
        TimeZone.setDefault(TimeZone.getTimeZone(pick(random, ZONES)));
        Locale.setDefault(Locale.forLanguageTag(pick(random, LANGUAGES)));
    }

    private static String randomFormat(Random random) {
        // Half of them of what is known only: one unknown conversion spoils the whole.
        int known = List.of(CONVERSIONS).indexOf("%1$tQ");
        int among = random.nextBoolean() ? known : CONVERSIONS.length;
        StringBuilder format = new StringBuilder();
        for (int i = random.nextInt(9); i >= 0; i--) {
            format.append(CONVERSIONS[random.nextInt(among)]);
        }
        return format.toString();
    }

    private static Instant instant(Random random) {
        if (random.nextInt(3) == 0) {
            // Around a change of the clocks in Berlin, New York or Lord Howe; and before 1970.
            List<String> changes = List.of(
                    "2026-03-29T01:00:00Z",
                    "2026-10-25T01:00:00Z",
                    "2026-11-01T06:00:00Z",
                    "2026-04-04T15:00:00Z",
                    "1969-12-31T23:59:59Z");
            return Instant.parse(changes.get(random.nextInt(changes.size())))
                    .plusNanos(random.nextInt(2_000_000_000) - 1_000_000_000);
        }
        return LocalDateTime.of(
                        1900 + random.nextInt(300),
                        1 + random.nextInt(12),
                        1 + random.nextInt(28),
                        random.nextInt(24),
                        random.nextInt(60),
                        random.nextInt(60),
                        random.nextInt(1_000_000_000))
                .atZone(ZoneId.systemDefault())
                .toInstant();
    }

    private static LogRecord record(Random random, Instant instant) {
        LogRecord record = new LogRecord(pick(random, LEVELS), random.nextInt(20) == 0 ? null : pick(random, MESSAGES));
        record.setInstant(instant);
        record.setLoggerName(random.nextInt(5) == 0 ? null : "com.acme.Shop");
        record.setSourceClassName(random.nextBoolean() ? "com.acme.Shop" : null);
        record.setSourceMethodName(random.nextBoolean() ? "sell" : null);
        if (random.nextInt(6) == 0) {
            record.setThrown(new Exception("outer", new IllegalStateException("inner")));
        }
        // Without a message it is looked for in vain, by the JDK, too.
        if (random.nextInt(6) == 0 && record.getMessage() != null) {
            record.setResourceBundle(new Bundle());
        }
        if (random.nextInt(5) != 0) {
            Object[] parameters = new Object[random.nextInt(4)];
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] = parameter(random);
            }
            record.setParameters(parameters);
        }
        return record;
    }

    private static Object parameter(Random random) {
        List<Object> some = new ArrayList<>(List.of(
                "text",
                "{0}",
                random.nextInt(),
                random.nextLong(),
                random.nextGaussian() * 1e6,
                random.nextFloat(),
                (short) 7,
                (byte) -7,
                new BigDecimal("12345678.90123"),
                BigInteger.TEN.pow(30),
                new AtomicInteger(123456),
                new Date(0),
                'c',
                Locale.GERMANY,
                new StringBuilder("built"),
                new OwnNumber(),
                Double.NaN,
                Long.MIN_VALUE));
        some.add(null);
        return some.get(random.nextInt(some.size()));
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static final class OwnLevel extends Level {
        private static final long serialVersionUID = 1L;

        OwnLevel() {
            super("OWN", 850);
        }
    }

    private static final class OwnNumber extends Number {
        private static final long serialVersionUID = 1L;

        @Override
        public int intValue() {
            return 1;
        }

        @Override
        public long longValue() {
            return 2;
        }

        @Override
        public float floatValue() {
            return 3.5f;
        }

        @Override
        public double doubleValue() {
            return 4.5;
        }
    }

    public static final class Bundle extends ListResourceBundle {
        @Override
        protected Object[][] getContents() {
            return new Object[][] {{"plain", "localized {0}"}};
        }
    }
}
