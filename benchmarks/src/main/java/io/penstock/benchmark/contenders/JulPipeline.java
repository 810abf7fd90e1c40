package io.penstock.benchmark.contenders;

import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A logger of java.util.logging, a {@link JulHop}, and the file of a {@link JulHost}, which must be that of this process.
 * Confined to the thread that starts and stops it; the logger is safe for any thread.
 */
public final class JulPipeline {

    private final Logger logger;
    private final Runnable stop;

    private JulPipeline(Logger logger, Runnable stop) {
        this.logger = logger;
        this.stop = stop;
    }

    /** Starts to write what the logger gets, at any level, into a new file. */
    public static JulPipeline start(String loggerName, JulHost host, JulHop hop, Path file, SinkOptions options) {
        host.requireLogManager();
        return start(loggerName, hop, host.open(file, options.content()), options);
    }

    /** The same with a handler that does nothing. */
    static JulPipeline startWithout(String loggerName, JulHost host, JulHop hop, SinkOptions options) {
        host.requireLogManager();
        return start(loggerName, hop, new DiscardingHandler(), options);
    }

    private static JulPipeline start(String loggerName, JulHop hop, Handler handler, SinkOptions options) {
        Logger logger = Logger.getLogger(loggerName);
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.ALL);
        return new JulPipeline(logger, hop.install(logger, handler, options.whenFull()));
    }

    public Logger logger() {
        return logger;
    }

    /** Returns when all has been written that is ever going to be. */
    public void stop() {
        stop.run();
    }
}
