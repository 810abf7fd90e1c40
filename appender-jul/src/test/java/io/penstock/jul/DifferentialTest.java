package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.AsyncConfig;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import java.util.logging.XMLFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out through the proxy is byte for byte what comes out without it, though everything changes after the call. */
class DifferentialTest {

    private static final int RECORDS = 10_000;
    private static final Level[] LEVELS = {
        Level.SEVERE, Level.WARNING, Level.INFO, Level.CONFIG, Level.FINE, Level.FINER, Level.FINEST
    };
    private static final String[] MESSAGES = {
        "plain",
        "",
        "key",
        "missing key",
        "{0}",
        "{0} and {1}",
        "{1} before {0}",
        "{0,number} {0}",
        "{0,number,#.##}",
        "{0,date,yyyy-MM-dd} {0}",
        "{0,date}",
        "{0,choice,0#none|1#one|1<many} {1}",
        "broken {0",
        "{9}",
        "it''s {0}",
        "no { digits }",
        "<&> ä \uD83D\uDE00 {0}"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 20261121, 4711})
    void simpleFormatter_tenThousandRecords_printTheSameBytes(long seed) throws Exception {
        assertSame(through(seed, new SimpleFormatter()), directly(seed, new SimpleFormatter()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20261121, 4711})
    void xmlFormatter_tenThousandRecords_printTheSameBytes(long seed) throws Exception {
        assertSame(through(seed, new XMLFormatter()), directly(seed, new XMLFormatter()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20261121, 4711})
    void formatterThatAsksEachParameter_tenThousandRecords_printsTheSameBytes(long seed) throws Exception {
        assertSame(through(seed, new AskingFormatter()), directly(seed, new AskingFormatter()));
    }

    /** Shows only what differs: all of it is megabytes. */
    private static void assertSame(List<String> through, List<String> directly) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < Math.min(through.size(), directly.size()) && differences.size() < 5; i++) {
            if (!through.get(i).equals(directly.get(i))) {
                differences.add(
                        "line " + i + " through: " + through.get(i) + "\nline " + i + " direct:  " + directly.get(i));
            }
        }
        assertThat(differences).isEmpty();
        assertThat(through.size()).isEqualTo(directly.size());
    }

    @BeforeAll
    static void registerOwnType() throws Exception {
        LoggingProperties.set("differential.immutableType = " + Parameters.Registered.class.getName());
    }

    @Test
    void toStringThatThrows_printsOurMarkWhereTheOtherLosesTheRecord() throws Exception {
        Object broken = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("secret");
            }
        };
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StreamHandler stream = new StreamHandler(bytes, new AskingFormatter());
        AsyncProxyHandler proxy =
                new AsyncProxyHandler("differential", AsyncConfig.builder().build(), stream);
        LogRecord record = new LogRecord(Level.INFO, "{0} of {1}");
        record.setParameters(new Object[] {broken, "rest"});

        proxy.publish(record);
        proxy.close();

        String mark = "[FAILED toString() of " + broken.getClass().getName() + ": java.lang.IllegalStateException]";
        assertThat(lines(bytes)).containsExactly(mark + " of rest " + mark + " rest");
        assertThat(proxy.getBooks().toString())
                .isEqualTo("offered=1 accepted=1 delivered=1 failed=0 pending=0 dropped=0");
    }

    private static List<String> directly(long seed, Formatter formatter) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StreamHandler stream = new StreamHandler(bytes, formatter);
        stream.setEncoding("UTF-8");
        stream.setLevel(Level.ALL);
        generate(seed, record -> {
            stream.publish(record);
            return null;
        });
        stream.close();
        return lines(bytes);
    }

    private static List<String> through(long seed, Formatter formatter) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StreamHandler stream = new StreamHandler(bytes, formatter);
        stream.setEncoding("UTF-8");
        stream.setLevel(Level.ALL);
        AsyncProxyHandler proxy = new AsyncProxyHandler(
                "differential",
                AsyncConfig.builder().maxBlock(Duration.ofSeconds(20)).build(),
                stream);
        generate(seed, record -> {
            proxy.publish(record);
            return null;
        });
        proxy.close();
        assertThat(proxy.getBooks().toString())
                .isEqualTo("offered=10000 accepted=10000 delivered=10000 failed=0 pending=0 dropped=0");
        return lines(bytes);
    }

    private static List<String> lines(ByteArrayOutputStream bytes) {
        String text = bytes.toString(StandardCharsets.UTF_8);
        // Identity hash codes differ from run to run; of one object they are the same with and without us: see below.
        return Arrays.asList(text.split("\n"));
    }

    /** The same records for the same seed, but for identity hash codes, which {@link Parameters} takes care of. */
    private static void generate(long seed, Function<LogRecord, @Nullable Void> publish) {
        Random random = new Random(seed);
        Parameters kinds = new Parameters();
        AsyncProxyHandlerTest.TestBundle bundle = new AsyncProxyHandlerTest.TestBundle();
        for (int i = 0; i < RECORDS; i++) {
            LogRecord record = new LogRecord(pick(random, LEVELS), pick(random, MESSAGES));
            record.setSequenceNumber(i);
            record.setInstant(Instant.ofEpochSecond(1_700_000_000L + i, random.nextInt(1_000_000_000)));
            record.setLongThreadID(1 + random.nextInt(50));
            record.setLoggerName(random.nextInt(10) == 0 ? null : "com.acme.Shop");
            if (random.nextBoolean()) {
                record.setSourceClassName("com.acme.Shop");
                record.setSourceMethodName(random.nextBoolean() ? "sell" : null);
            }
            if (random.nextInt(3) == 0) {
                record.setResourceBundle(bundle);
                record.setResourceBundleName("com.acme.Bundle");
            }
            if (random.nextInt(10) == 0) {
                record.setThrown(THROWN.get(random.nextInt(THROWN.size())));
            }
            List<Runnable> later = new ArrayList<>();
            if (random.nextInt(4) != 0) {
                Object[] parameters = new Object[random.nextInt(12)];
                for (int p = 0; p < parameters.length; p++) {
                    parameters[p] = kinds.any(random, later);
                }
                record.setParameters(parameters);
                later.add(() -> Arrays.fill(parameters, "overwritten"));
            }
            publish.apply(record);
            later.forEach(Runnable::run);
        }
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    /** Asks what a formatter of one's own might: each parameter by printf, dates as dates, numbers as numbers. */
    private static final class AskingFormatter extends Formatter {
        @Override
        public String format(LogRecord record) {
            StringBuilder text = new StringBuilder(formatMessage(record));
            Object[] parameters = record.getParameters();
            for (Object parameter : parameters == null ? new Object[0] : parameters) {
                text.append(String.format(Locale.ROOT, " %s", parameter));
                if (parameter instanceof Date || parameter instanceof TemporalAccessor) {
                    text.append(printf(" %tF", parameter));
                }
                if (parameter instanceof BigDecimal || parameter instanceof Double) {
                    text.append(printf(" %.5f", parameter));
                }
                if (parameter instanceof BigInteger || parameter instanceof Short) {
                    text.append(printf(" %d", parameter));
                }
                if (parameter instanceof Parameters.Registered) {
                    text.append(" itself");
                }
                if (parameter instanceof Optional<?> optional) {
                    text.append(' ').append(optional.map(String::valueOf).orElse("none"));
                }
            }
            return text.append('\n').toString();
        }

        private static String printf(String format, Object value) {
            try {
                return String.format(Locale.ROOT, format, value);
            } catch (IllegalFormatException | java.time.DateTimeException refused) {
                return " " + refused.getClass().getSimpleName();
            }
        }
    }

    /** One of each throwable, so that both runs print the same stack. */
    private static final List<Throwable> THROWN = List.of(
            new IllegalStateException("state"),
            new Exception("outer", new RuntimeException("inner")),
            new StackOverflowError());
}
