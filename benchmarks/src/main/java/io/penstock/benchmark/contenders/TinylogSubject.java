package io.penstock.benchmark.contenders;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import org.tinylog.Level;
import org.tinylog.configuration.Configuration;
import org.tinylog.core.TinylogLoggingProvider;
import org.tinylog.format.AdvancedMessageFormatter;
import org.tinylog.format.MessageFormatter;

/**
 * tinylog 2 with its writing thread. It has no queue size and no answer to a full queue: what waits for the thread waits in a
 * list without bounds; so of the options only the place of the file has an effect.
 *
 * <p>tinylog's own logger can be started once per process, and a measurement starts its subject several times. Its provider can be
 * made anew, and is called as {@code TaggedLogger.info} calls it. The tag stands where the name of the logger stands elsewhere: a
 * tinylog logger has no name, and finding out the caller's class would be another question.
 */
final class TinylogSubject implements LoggingSubject {

    /** The number of stack frames between the provider and the code that logs. */
    private static final int DEPTH = 2;

    private final Contents contents = new Contents();
    private Path file;
    private TinylogLoggingProvider provider;
    private MessageFormatter formatter;

    @Override
    public void start(Path directory, SinkOptions options) {
        file = directory.resolve("sink.log");
        TinylogFile.next(file);
        if (!Configuration.isFrozen()) {
            Configuration.set("writingthread", "true");
            Configuration.set("autoshutdown", "false");
            Configuration.set("writer", TinylogFile.class.getName());
            Configuration.set("writer.level", "info");
            Configuration.set("writer.buffered", "true");
            Configuration.set("writer.format", format(options.content()));
        }
        provider = new TinylogLoggingProvider();
        if (options.content() == Content.MDC) {
            provider.getContextProvider().put("request", Contents.REQUEST);
            provider.getContextProvider().put("user", Contents.USER);
        }
        formatter = new AdvancedMessageFormatter(Locale.ROOT, false);
    }

    private static String format(Content content) {
        String prefix = content == Content.MDC
                ? "[{context: request} {context: user}] "
                : content == Content.CALLER ? "{class}.{method}:{line} " : "";
        return "{date: HH:mm:ss.SSS} [{thread}] {level|min-size=5} {tag} - " + prefix + "{message}";
    }

    @Override
    public void log(int orderId, String customer) {
        if (provider.isEnabled(DEPTH, LOGGER_NAME, Level.INFO)) {
            provider.log(
                    DEPTH,
                    LOGGER_NAME,
                    Level.INFO,
                    null,
                    formatter,
                    "order {} processed for {}",
                    (Object) orderId,
                    customer);
        }
    }

    @Override
    public void log(Content content, int orderId) {
        switch (content) {
            case MUTABLE ->
                provider.log(
                        DEPTH,
                        LOGGER_NAME,
                        Level.INFO,
                        null,
                        formatter,
                        "order {} processed for {} at {}",
                        contents.items,
                        contents.customer,
                        contents.date);
            case EXCEPTION ->
                provider.log(
                        DEPTH,
                        LOGGER_NAME,
                        Level.INFO,
                        contents.exception,
                        formatter,
                        "order {} processed for {}",
                        (Object) orderId,
                        "Ada Lovelace");
            case PLAIN, MDC, CALLER -> log(orderId, "Ada Lovelace");
        }
    }

    @Override
    public void stop() {
        try {
            provider.shutdown();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a measurement", e);
        }
    }

    @Override
    public OptionalLong linesInSink() throws IOException {
        return OptionalLong.of(LineAudit.countLines(file, LINE_MARK));
    }
}
