package io.penstock.logback.capture;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.CallerData;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import io.penstock.freeze.Freezer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.BasicMarkerFactory;

/** Events with everything that an encoder may trip over. Here because only this package can make frozen ones. */
public final class RandomEvents {

    private static final Level[] LEVELS = {Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR};
    private static final String[] LOGGERS = {
        "ROOT", "a", "a.b.c.D", "org.example.shop.checkout.OrderService", "..x..", "shop.Ördner", "half.\uD83D", ""
    };
    private static final String[] THREADS = {
        "main", "http-nio-8080-exec-7", "", "wörker", "\uDE00low", "high\uD83D", "tab\there"
    };
    private static final String[] ATOMS = {
        "plain text ",
        "{}",
        " {} ",
        "\\{}",
        "\\\\{}",
        "{",
        "}",
        "\"",
        "\\",
        "/",
        "\n",
        "\r\n",
        "\t",
        "\b\f",
        "\u0000\u0001",
        "\u001f\u007f\u0080",
        "äöü",
        "€",
        "日本",
        "\uD83D\uDE00",
        "\uD83D",
        "\uDE00",
        "\uFEFF\uFFFF",
        "%d",
        "null"
    };

    private final Random random;
    private final LoggerContext context;
    private final Recipients nobody;
    private final Freezer freezer;

    public RandomEvents(Random random, LoggerContext context, int maxMessageBytes) {
        this.random = random;
        this.context = context;
        this.freezer = Freezer.builder().maxMessageBytes(maxMessageBytes).build();
        this.nobody = new Nobody(context, freezer);
    }

    /** As it comes without a proxy. */
    public LoggingEvent plain() {
        LoggingEvent event = new LoggingEvent();
        event.setInstant(
                Instant.ofEpochSecond(1_600_000_000L + random.nextInt(200_000_000), random.nextInt(1_000_000_000)));
        event.setLevel(LEVELS[random.nextInt(LEVELS.length)]);
        event.setLoggerName(LOGGERS[random.nextInt(LOGGERS.length)]);
        event.setThreadName(THREADS[random.nextInt(THREADS.length)]);
        event.setSequenceNumber(random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(1000));
        event.setLoggerContextRemoteView(context.getLoggerContextRemoteView());
        event.setCallerData(CallerData.EMPTY_CALLER_DATA_ARRAY);
        event.setMessage(random.nextInt(30) == 0 ? null : text());
        event.setMDCPropertyMap(mdc());
        if (random.nextInt(4) == 0) {
            event.setKeyValuePairs(pairs());
        }
        for (int i = random.nextInt(8) - 5; i > 0; i--) {
            event.addMarker(marker());
        }
        if (random.nextInt(4) == 0) {
            event.setThrowableProxy(new ThrowableProxy(thrown(2)));
        }
        return event;
    }

    public Object[] arguments() {
        if (random.nextInt(4) == 0) {
            return null;
        }
        Object[] arguments = new Object[random.nextInt(5)];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument();
        }
        return arguments;
    }

    public Object[] frozen(Object[] arguments) {
        return arguments == null ? null : freezer.freezeAll(arguments);
    }

    /** As the drain thread makes it; one that has not been rendered, each time. */
    public ILoggingEvent frozen(ILoggingEvent source, Object[] frozenArguments) {
        return new KeptEvent(nobody, false, source, null, frozenArguments, null);
    }

    private Object argument() {
        return switch (random.nextInt(14)) {
            case 0 -> null;
            case 1, 2, 3 -> text();
            case 4 -> random.nextInt();
            case 5 -> random.nextLong();
            case 6 -> random.nextBoolean() ? Long.MIN_VALUE : Integer.MIN_VALUE;
            case 7 -> random.nextDouble();
            case 8 -> new UUID(random.nextLong(), random.nextLong());
            case 9 -> new Object[] {1, text(), new int[] {1, 2}, null};
            case 10 -> cyclic();
            case 11 -> new Throws();
            case 12 -> new ArrayList<>(Arrays.asList(text(), null, 3));
            default -> 'c';
        };
    }

    private static Object cyclic() {
        Object[] cyclic = {"inside", null};
        cyclic[1] = cyclic;
        return cyclic;
    }

    public String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            text.append(ATOMS[random.nextInt(ATOMS.length)]);
        }
        if (random.nextInt(40) == 0) {
            text.append("long ".repeat(random.nextInt(1200)));
        }
        return text.toString();
    }

    private Map<String, String> mdc() {
        Map<String, String> mdc = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            mdc.put(random.nextBoolean() ? "key" : text(), random.nextInt(9) == 0 ? null : text());
        }
        return mdc;
    }

    private List<KeyValuePair> pairs() {
        List<KeyValuePair> pairs = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            pairs.add(new KeyValuePair(random.nextInt(9) == 0 ? null : text(), random.nextInt(9) == 0 ? null : text()));
        }
        return pairs;
    }

    private Marker marker() {
        BasicMarkerFactory factory = new BasicMarkerFactory();
        Marker marker = factory.getDetachedMarker("MARKER" + random.nextInt(3) + ATOMS[random.nextInt(ATOMS.length)]);
        if (random.nextBoolean()) {
            marker.add(factory.getDetachedMarker("REFERENCE"));
        }
        return marker;
    }

    private Throwable thrown(int depth) {
        Throwable cause = depth > 0 && random.nextBoolean() ? thrown(depth - 1) : null;
        Throwable thrown = new IllegalStateException(random.nextInt(9) == 0 ? null : text(), cause);
        if (depth > 0 && random.nextInt(3) == 0) {
            thrown.addSuppressed(thrown(depth - 1));
        }
        if (cause != null && random.nextInt(5) == 0) {
            cause.addSuppressed(thrown);
        }
        return thrown;
    }

    private record Nobody(LoggerContext context, Freezer freezer) implements Recipients {

        @Override
        public long accepting(ILoggingEvent event) {
            return 0;
        }

        @Override
        public boolean hasFilters() {
            return false;
        }

        @Override
        public boolean isFilteredFor(Filter<ILoggingEvent> filter) {
            return false;
        }

        @Override
        public boolean hasMdc() {
            return Recipients.hasMdc(context);
        }
    }

    private static final class Throws {
        @Override
        public String toString() {
            throw new IllegalStateException("no words");
        }
    }
}
