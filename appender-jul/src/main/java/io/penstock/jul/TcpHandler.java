package io.penstock.jul;

import io.penstock.Books;
import io.penstock.SenderStats;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
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
public class TcpHandler extends Handler {

    private final String name;

    /** Null: the configuration is wrong. */
    private final @Nullable RunningSender running;

    /** Configured by the properties that begin with the name of this class. For the LogManager. */
    @SuppressWarnings("this-escape") // Handler offers no later moment, and nothing is published before the end of it
    public TcpHandler() {
        name = getClass().getName();
        running = start(LogManager.getLogManager()::getProperty);
    }

    /** Configured by the properties that begin with {@code name}. */
    @SuppressWarnings("this-escape") // as above
    public TcpHandler(String name) {
        this.name = name;
        running = start(LogManager.getLogManager()::getProperty);
    }

    /**
     * Configured by program: for fat jars and containers, where {@code logging.properties} cannot name our classes.
     *
     * @param settings by their names alone, for instance {@code destination}, with values as in {@code
     *     logging.properties}
     */
    @SuppressWarnings("this-escape") // as above
    public TcpHandler(String name, Map<String, String> settings) {
        this.name = name;
        String prefix = name + ".";
        running = start(key -> settings.get(key.substring(prefix.length())));
    }

    /** For the LogManager, into which nothing may be thrown. */
    private @Nullable RunningSender start(UnaryOperator<@Nullable String> properties) {
        try {
            PropertyReader reader = new PropertyReader(name, properties);
            SenderSettings sender = SenderSettings.read(reader);
            Settings settings = Settings.readForSender(reader);
            List<String> problems = new ArrayList<>(settings.problems());
            problems.addAll(sender.problems());
            if (settings.encoding != null && !isUtf8(settings.encoding)) {
                problems.add("encoding=" + settings.encoding + " is not what is sent; remove it, or use UTF-8");
            }
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; also: ", problems));
            }
            super.setLevel(settings.level);
            super.setFilter(settings.filter);
            super.setEncoding(StandardCharsets.UTF_8.name());
            Formatter formatter = settings.formatter;
            if (formatter == null && sender.syslog() == null) {
                formatter = new SimpleFormatter();
            }
            if (formatter != null) {
                super.setFormatter(formatter);
            }
            return new RunningSender(name, settings, sender, formatter, this::warn);
        } catch (Throwable wrong) {
            String reason = wrong instanceof IllegalArgumentException ? wrong.getMessage() : wrong.toString();
            warn(name + " takes no events until its configuration is corrected: " + reason, wrong.getCause());
            return null;
        }
    }

    private static boolean isUtf8(String encoding) {
        return Charset.forName(encoding).equals(StandardCharsets.UTF_8);
    }

    /** Takes the record over as it is now. Null is ignored. After {@link #close()} the record is counted as dropped. */
    @Override
    public void publish(@Nullable LogRecord record) {
        RunningSender present = running;
        if (present == null || record == null) {
            return;
        }
        boolean loggable;
        try {
            loggable = isLoggable(record);
        } catch (Throwable broken) {
            present.intake().captureFailed(broken, record);
            return;
        }
        if (loggable) {
            present.intake().publish(record);
        }
    }

    /**
     * Waits until every event published before this call was sent, and acknowledged if the protocol has that; at most
     * {@code drainTimeout}, and if that was not enough, the error manager is told.
     */
    @Override
    public void flush() {
        RunningSender present = running;
        if (present != null) {
            present.flush();
        }
    }

    /**
     * As {@link #flush()}, but answers instead of telling the error manager.
     *
     * @param longest how long to wait at most
     * @return false if that took longer; also if the caller was interrupted, whose flag is then set again
     */
    public boolean flush(Duration longest) {
        RunningSender present = running;
        return present == null || present.ring().flush(longest);
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

    /** For events published after this call. With a syslog protocol, its output is the message. */
    @Override
    public void setFormatter(Formatter newFormatter) {
        Objects.requireNonNull(newFormatter, "newFormatter");
        RunningSender present = running;
        if (present == null || present.setFormatter(newFormatter)) {
            super.setFormatter(newFormatter);
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

    /** What became of every event: one consistent snapshot. All zero if the configuration is wrong. */
    public Books getBooks() {
        RunningSender present = running;
        return present == null ? Books.empty() : present.ring().books();
    }

    /** What the sender has done: one consistent snapshot. All zero if the configuration is wrong. */
    public SenderStats getSenderStats() {
        RunningSender present = running;
        return present == null ? SenderStats.empty() : present.stats();
    }

    /** The name under which this handler is configured, and shown by JMX. */
    public String getName() {
        return name;
    }

    private void warn(String message, @Nullable Throwable cause) {
        Exception exception = cause == null || cause instanceof Exception
                ? (Exception) cause
                : new DeliveryException(cause.toString(), cause);
        reportError(message, exception, ErrorManager.GENERIC_FAILURE);
    }
}
