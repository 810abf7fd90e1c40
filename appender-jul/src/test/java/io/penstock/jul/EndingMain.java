package io.penstock.jul;

import io.penstock.AsyncConfig;
import io.penstock.peer.Ending;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sets handlers up as its first word says, then logs and ends as the others do; a program for a JVM of its own.
 *
 * <table>
 * <caption>words</caption>
 * <tr><td>{@code plain}, {@code root}</td><td>a file at the root logger, without and with a proxy</td></tr>
 * <tr><td>{@code anonymous}, {@code subclass}</td><td>a proxy at a logger that the LogManager does not know</td></tr>
 * <tr><td>{@code collected}, {@code removed}, {@code cleared}</td><td>nobody knows the proxy any more after its last event: its
 * logger is garbage, it was removed, or the LogManager was reset</td></tr>
 * <tr><td>{@code hanging}</td><td>three proxies at the root logger, and nothing behind them ever returns</td></tr>
 * <tr><td>{@code tcp=PORT}</td><td>a TcpHandler at an anonymous logger</td></tr>
 * </table>
 */
final class EndingMain {

    private static final int FORGOTTEN_EVENTS = 201;

    private EndingMain() {}

    public static void main(String[] arguments) throws Exception {
        List<String> words = Ending.words(arguments);
        switch (words.get(0)) {
            case "plain" -> {
                Logger root = emptyRoot();
                root.addHandler(file());
                Ending.run(words, logTo(root), () -> {});
            }
            case "root" -> {
                Logger root = emptyRoot();
                AsyncProxyHandler proxy =
                        Penstock.install(root, patient(), file()).handler();
                Ending.run(
                        words, logTo(root), proxy::close, () -> proxy.getBooks().accepted());
            }
            case "anonymous" -> Ending.run(words, logTo(with(Logger.getAnonymousLogger(), proxy())), () -> {});
            case "subclass" -> Ending.run(words, logTo(with(new Unregistered(), proxy())), () -> {});
            case "collected", "removed", "cleared" -> {
                logAndForget(words.get(0));
                System.gc();
                System.gc();
                Ending.run(words, number -> {}, () -> {});
            }
            case "hanging" -> {
                Logger root = emptyRoot();
                for (String name : List.of("a", "b", "c")) {
                    root.addHandler(new AsyncProxyHandler(
                            name,
                            AsyncConfig.builder()
                                    .drainTimeout(Duration.ofSeconds(1))
                                    .build(),
                            new Hanging()));
                }
                Ending.run(words, logTo(root), () -> {});
            }
            default ->
                Ending.run(
                        words,
                        logTo(with(
                                Logger.getAnonymousLogger(),
                                new TcpHandler(
                                        "tcp",
                                        Map.of(
                                                "destination",
                                                "127.0.0.1:" + words.get(0).split("=")[1],
                                                "protocol",
                                                "relp",
                                                "delivery",
                                                "acked")))),
                        () -> {});
        }
    }

    private static Logger emptyRoot() {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        return root;
    }

    private static AsyncConfig patient() {
        return AsyncConfig.builder()
                .maxBlock(Duration.ofMinutes(1))
                .drainTimeout(Duration.ofSeconds(30))
                .build();
    }

    private static FileHandler file() throws IOException {
        FileHandler file = new FileHandler("app.log");
        file.setFormatter(new Formatter() {
            @Override
            public String format(LogRecord entry) {
                return formatMessage(entry) + "\n";
            }
        });
        return file;
    }

    private static AsyncProxyHandler proxy() throws IOException {
        return new AsyncProxyHandler("proxy", patient(), file());
    }

    private static Logger with(Logger logger, Handler handler) {
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
        return logger;
    }

    private static LongConsumer logTo(Logger logger) {
        return number -> logger.log(Level.INFO, "#{0}#", Long.toString(number));
    }

    private static void logAndForget(String how) throws IOException {
        Logger logger = with(Logger.getLogger("com.acme.forgotten"), proxy());
        LongConsumer log = logTo(logger);
        for (int number = 0; number < FORGOTTEN_EVENTS; number++) {
            log.accept(number);
        }
        switch (how) {
            case "removed" -> logger.removeHandler(logger.getHandlers()[0]);
            case "cleared" -> LogManager.getLogManager().reset();
            default -> {}
        }
    }

    /** As some libraries have: the LogManager never hears of it. */
    private static final class Unregistered extends Logger {
        private Unregistered() {
            super("com.acme.unregistered", null);
        }
    }

    /** Never returns, and yields to nobody. */
    private static final class Hanging extends Handler {
        @Override
        public void publish(@Nullable LogRecord entry) {
            while (true) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException ignored) {
                    // Shaken in vain.
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
