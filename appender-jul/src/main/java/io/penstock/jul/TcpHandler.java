package io.penstock.jul;

import io.penstock.AsyncConfig;
import io.penstock.SenderStats;
import io.penstock.TcpConfig;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Formatter;
import java.util.logging.LogManager;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Sends records over a TCP connection that it keeps up, from a thread of its own. Safe for any thread.
 *
 * <pre>{@code
 * handlers = io.penstock.jul.TcpHandler
 * io.penstock.jul.TcpHandler.destination = loghost:2514
 * io.penstock.jul.TcpHandler.protocol = relp
 * io.penstock.jul.TcpHandler.delivery = acked
 * }</pre>
 *
 * <p>What each {@code delivery} promises, and all settings, stand in docs/tcp.md. Whatever the network does, a caller
 * meets nothing but the ring and its overflow policy.
 *
 * <p>Wrong settings are reported to the error manager; the handler then takes no events, and the application runs.
 *
 * <p>A subclass is configured independently, under its own class name, and needs no code.
 */
public class TcpHandler extends RingHandler {

    /** Null: the configuration is wrong. */
    private final @Nullable RunningSender running;

    /** Configured by the properties that begin with the name of this class. For the LogManager. */
    @SuppressWarnings("this-escape") // Handler offers no later moment, and nothing is published before the end of it
    public TcpHandler() {
        running = start(new PropertyReader(name, LogManager.getLogManager()::getProperty), Set.of());
    }

    /** Configured by the properties that begin with {@code name}. */
    @SuppressWarnings("this-escape") // as above
    public TcpHandler(String name) {
        super(name);
        running = start(new PropertyReader(name, LogManager.getLogManager()::getProperty), Set.of());
    }

    /**
     * Configured by program: for fat jars and containers, where {@code logging.properties} cannot name our classes.
     *
     * @param settings by their names alone, for instance {@code destination}, with values as in {@code
     *     logging.properties}; one that does not exist is a wrong setting
     */
    @SuppressWarnings("this-escape") // as above
    public TcpHandler(String name, Map<String, String> settings) {
        super(name);
        running = start(reader(settings), settings.keySet());
    }

    /**
     * Configured by program, with the settings of ring and sender as they are elsewhere in Java.
     *
     * @param others what neither {@code ring} nor {@code sender} can say, {@code protocol}, {@code formatter} and {@code ssl}
     *     for instance: by their names alone, with values as in {@code logging.properties}
     * @throws IllegalArgumentException if one of the others is wrong or does not exist, or does not go with {@code sender}
     */
    @SuppressWarnings("this-escape") // as above
    public TcpHandler(String name, AsyncConfig ring, TcpConfig sender, Map<String, String> others) {
        super(name);
        PropertyReader reader = reader(others);
        SenderSettings senderSettings = SenderSettings.read(reader, sender);
        Settings settings = Settings.readForSender(reader, ring);
        reader.mustBeKnown(others.keySet());
        List<String> problems = problems(settings, senderSettings);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(name + ": " + String.join("; also: ", problems));
        }
        running = run(settings, senderSettings);
    }

    private PropertyReader reader(Map<String, String> settings) {
        String prefix = name + ".";
        return new PropertyReader(name, key -> settings.get(key.substring(prefix.length())));
    }

    /**
     * Throws nothing.
     *
     * @param given the names of all settings, as far as they can be asked for
     */
    private @Nullable RunningSender start(PropertyReader reader, Set<String> given) {
        try {
            SenderSettings sender = SenderSettings.read(reader);
            Settings settings = Settings.readForSender(reader);
            reader.mustBeKnown(given);
            List<String> problems = problems(settings, sender);
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; also: ", problems));
            }
            return run(settings, sender);
        } catch (Throwable wrong) {
            refuse(wrong);
            return null;
        }
    }

    private static List<String> problems(Settings settings, SenderSettings sender) {
        List<String> problems = new ArrayList<>(settings.problems());
        problems.addAll(sender.problems());
        if (settings.encoding != null && !isUtf8(settings.encoding)) {
            problems.add("encoding=" + settings.encoding + " is not what is sent; remove it, or use UTF-8");
        }
        return problems;
    }

    private RunningSender run(Settings settings, SenderSettings sender) {
        super.setLevel(settings.level);
        super.setFilter(settings.filter);
        try {
            super.setEncoding(StandardCharsets.UTF_8.name());
        } catch (UnsupportedEncodingException impossible) {
            throw new IllegalStateException("every JVM knows UTF-8", impossible);
        }
        Formatter formatter = settings.formatter;
        if (formatter == null && sender.syslog() == null) {
            formatter = new SimpleFormatter();
        }
        if (formatter != null) {
            super.setFormatter(formatter);
        }
        return new RunningSender(name, settings, sender, formatter, this::warn);
    }

    @Override
    @Nullable
    RunningSender running() {
        return running;
    }

    private static boolean isUtf8(String encoding) {
        return Charset.forName(encoding).equals(StandardCharsets.UTF_8);
    }

    /**
     * Takes no more events, sends those accepted, and ends the connection in good order. Waits at most {@code
     * drainTimeout} and a moment, then says what is left. Idempotent.
     */
    @Override
    public void close() {
        RunningSender present = running;
        if (present != null) {
            present.close();
        }
    }

    /**
     * Records are sent in UTF-8.
     *
     * @throws UnsupportedEncodingException if it is another, or one that nobody knows
     */
    @Override
    public void setEncoding(@Nullable String encoding) throws UnsupportedEncodingException {
        if (encoding != null && (!Charset.isSupported(encoding) || !isUtf8(encoding))) {
            throw new UnsupportedEncodingException("encoding=" + encoding + " is not what is sent; use UTF-8");
        }
    }

    /** What the sender has done: one consistent snapshot. All zero if the configuration is wrong. */
    public SenderStats getSenderStats() {
        RunningSender present = running;
        return present == null ? SenderStats.empty() : present.stats();
    }
}
