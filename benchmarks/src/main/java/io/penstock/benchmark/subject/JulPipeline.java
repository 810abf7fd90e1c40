package io.penstock.benchmark.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * A logger of java.util.logging, a {@link JulHop}, and the JDK's own FileHandler with a {@link JulLayout}. Confined to the
 * thread that starts and stops it; the logger is safe for any thread.
 *
 * <p>The LogManager is the JDK's: JBoss's would change what a call costs before any handler sees it.
 */
public final class JulPipeline {

    private final Logger logger;
    private final Runnable stop;

    private JulPipeline(Logger logger, Runnable stop) {
        this.logger = logger;
        this.stop = stop;
    }

    /** Starts to write what the logger gets, at any level, into a new file. */
    public static JulPipeline start(String loggerName, JulHop hop, Path file, SinkOptions options) {
        return start(loggerName, hop, open(file, options.content()), options);
    }

    /** The same with a handler that does nothing. */
    static JulPipeline startWithout(String loggerName, JulHop hop, SinkOptions options) {
        return start(loggerName, hop, new DiscardingHandler(), options);
    }

    private static JulPipeline start(String loggerName, JulHop hop, Handler handler, SinkOptions options) {
        refuseOtherLogManagers();
        Logger logger = Logger.getLogger(loggerName);
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.ALL);
        return new JulPipeline(logger, hop.install(logger, handler, options.whenFull()));
    }

    private static void refuseOtherLogManagers() {
        Class<?> present = LogManager.getLogManager().getClass();
        if (present != LogManager.class) {
            throw new IllegalStateException("the LogManager is " + present.getName()
                    + "; start the JVM without java.util.logging.manager: we compare under the JDK's own");
        }
    }

    private static FileHandler open(Path file, Content content) {
        try {
            // In the pattern of a FileHandler a percent sign begins a placeholder.
            FileHandler handler = new FileHandler(file.toString().replace("%", "%%"));
            handler.setFormatter(JulLayout.present().formatter(content));
            return handler;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }

    public Logger logger() {
        return logger;
    }

    /** Returns when all has been written that is ever going to be. */
    public void stop() {
        stop.run();
    }
}
