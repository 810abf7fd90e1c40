package io.penstock.jul.settings;

import io.penstock.AsyncConfig;
import io.penstock.OverflowPolicy;
import io.penstock.context.CarryContext;
import io.penstock.freeze.Freezer;
import io.penstock.jul.capture.Severities;
import io.penstock.jul.freeze.MessageFormatTypes;
import io.penstock.jul.freeze.QuarkusArguments;
import io.penstock.jul.freeze.QuarkusValues;
import io.penstock.stats.FigureSource;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.logging.Filter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/**
 * What {@code logging.properties} says under one prefix, and what is wrong with it. Confined to the thread that
 * configures.
 */
public final class Settings {

    private final PropertyReader properties;
    private final AsyncConfig.Builder builder = AsyncConfig.builder();
    /** By program; null: what the properties say. */
    private @Nullable AsyncConfig ring;

    final List<String> immutableTypes = new ArrayList<>();
    public final List<String> handlers = new ArrayList<>();
    public CallerMode inferCaller = CallerMode.AUTO;
    public CarryContext carryContext = CarryContext.AUTO;
    private boolean inferCallerIsSet;
    public Level level = Level.ALL;
    public boolean levelIsSet;

    @Nullable
    public Filter filter;

    @Nullable
    public Formatter formatter;

    @Nullable
    public String encoding;

    private Settings(PropertyReader properties) {
        this.properties = properties;
    }

    /**
     * @param properties as {@link java.util.logging.LogManager#getProperty}
     */
    public static Settings read(String prefix, UnaryOperator<@Nullable String> properties) {
        Settings settings = readForSender(new PropertyReader(prefix, properties));
        settings.read("handler", (name, text) -> Words.list(text), settings.handlers::addAll);
        return settings;
    }

    /** For a handler that sends by itself and wraps none. */
    public static Settings readForSender(PropertyReader properties) {
        Settings settings = new Settings(properties);
        settings.readRing();
        settings.readCapture();
        settings.readHandler();
        return settings;
    }

    /** As {@link #readForSender(PropertyReader)}, for a ring given by program. */
    public static Settings readForSender(PropertyReader properties, AsyncConfig ring) {
        Settings settings = new Settings(properties);
        settings.ring = ring;
        settings.readCapture();
        settings.readHandler();
        return settings;
    }

    /**
     * For handlers and a ring given by program: only what neither can say. The name is then that of a logger, and {@code
     * com.acme.level} is that logger's own level.
     */
    public static Settings readForGivenHandlers(String prefix, UnaryOperator<@Nullable String> properties) {
        Settings settings = new Settings(new PropertyReader(prefix, properties));
        settings.readCapture();
        return settings;
    }

    private void readRing() {
        read("ringSize", Words::integer, builder::ringSize);
        read("maxRingBytes", Words::size, builder::maxRingBytes);
        read("overflowPolicy", (name, text) -> OverflowPolicy.parse(text), builder::overflowPolicy);
        read("maxBlock", Words::duration, builder::maxBlock);
        read("priorityLevel", Severities::parse, builder::priorityLevel);
        read("prioritySlots", Words::integer, builder::prioritySlots);
        read("urgentLevel", Severities::parse, builder::urgentLevel);
        read("maxIdleNap", Words::duration, builder::maxIdleNap);
        read("drainTimeout", Words::duration, builder::drainTimeout);
        // Beyond an int the value is refused by its range anyway; only the number shown would be another.
        read(
                "maxMessageBytes",
                Words::size,
                bytes -> builder.maxMessageBytes((int) Math.min(bytes, Integer.MAX_VALUE)));
        read("reportDrops", Words::truth, builder::reportDrops);
    }

    private void readCapture() {
        read("inferCaller", CallerMode::parse, this::inferCaller);
        read("includeCallerData", Words::truth, this::includeCallerData);
        read(CarryContext.SETTING, (name, text) -> CarryContext.parse(text), found -> carryContext = found);
        read("immutableType", (name, text) -> Words.list(text), immutableTypes::addAll);
    }

    private void inferCaller(CallerMode mode) {
        inferCaller = mode;
        inferCallerIsSet = true;
    }

    /** The same setting under the name that it has in other hosts. */
    private void includeCallerData(boolean include) {
        CallerMode mode = include ? CallerMode.ALWAYS : CallerMode.NEVER;
        if (inferCallerIsSet && inferCaller != mode) {
            throw new IllegalArgumentException("includeCallerData=" + include + " contradicts inferCaller="
                    + inferCaller + ", which is the same setting; remove one of them");
        }
        inferCaller = mode;
    }

    private void readHandler() {
        read("level", Severities::level, found -> {
            level = found;
            levelIsSet = true;
        });
        read("filter", (name, text) -> ByName.create(name, text, Filter.class), found -> filter = found);
        read("formatter", (name, text) -> ByName.create(name, text, Formatter.class), found -> formatter = found);
        read("encoding", Settings::charset, found -> encoding = found);
    }

    private <T extends @Nullable Object> void read(
            String name, BiFunction<String, String, T> parser, Consumer<T> setting) {
        properties.read(name, parser, setting);
    }

    private static String charset(String setting, String text) {
        try {
            if (Charset.isSupported(text)) {
                return text;
            }
        } catch (IllegalArgumentException unreadable) {
            // The problem is reported below.
        }
        throw new IllegalArgumentException(
                setting + "=" + text + " is not an encoding known here; use for instance UTF-8");
    }

    /** What is wrong, one sentence each: setting, value, what to do. */
    public List<String> problems() {
        List<String> all = new ArrayList<>(properties.problems());
        all.addAll(builder.problems());
        return all;
    }

    public AsyncConfig config() {
        AsyncConfig given = ring;
        return given == null ? builder.build() : given;
    }

    /** What the ring and the sender do not know of; as it is now, and holding nothing. */
    public FigureSource figures() {
        CallerMode caller = inferCaller;
        String context = carryContext.name().toLowerCase(Locale.ROOT);
        String types = String.join(" ", immutableTypes);
        return figures -> figures.text(
                        "inferCaller", "Setting: whether the caller's class and method are inferred.", caller)
                .text("carryContext", "Setting: whether what belongs to the calling thread is carried along.", context)
                .text("immutableType", "Setting: the types whose instances cross by reference.", types);
    }

    /** @param behind the wrapped handlers, or the formatter: what writes the records */
    public Freezer freezer(AsyncConfig config, List<?> behind) {
        Freezer.Builder freezer = Freezer.builder().maxMessageBytes(config.maxMessageBytes());
        immutableTypes.forEach(freezer::immutableType);
        QuarkusArguments.ifPresent()
                .ifPresent(quarkus -> freezer.extension(quarkus).structure(new QuarkusValues(behind)));
        return freezer.extension(new MessageFormatTypes()).build();
    }
}
