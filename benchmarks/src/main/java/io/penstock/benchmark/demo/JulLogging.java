package io.penstock.benchmark.demo;

import io.penstock.benchmark.contenders.JulHop;
import io.penstock.benchmark.contenders.JulHost;
import io.penstock.benchmark.contenders.JulPipeline;
import io.penstock.benchmark.contenders.SinkOptions;
import io.penstock.benchmark.demo.Workload.Action;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** java.util.logging, set up by program: JBoss's AsyncHandler has no other way under the JDK's LogManager. */
final class JulLogging implements Logging {

    private static final String LOGGER_NAME = "io.penstock.demo";

    private final Logger logger;
    private final Runnable stop;

    private JulLogging(Logger logger, Runnable stop) {
        this.logger = logger;
        this.stop = stop;
    }

    /** Into a file. */
    static JulLogging toFile(JulHop hop, Path directory) {
        JulPipeline pipeline = JulPipeline.start(
                LOGGER_NAME, JulHost.JDK, hop, directory.resolve("demo.log"), SinkOptions.asShipped());
        return new JulLogging(pipeline.logger(), pipeline::stop);
    }

    /** Into one handler, of every level; it is closed at the end. */
    static JulLogging to(Handler handler) {
        Logger logger = Logger.getLogger(LOGGER_NAME);
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.ALL);
        logger.addHandler(handler);
        return new JulLogging(logger, () -> {
            logger.removeHandler(handler);
            handler.close();
        });
    }

    /** Nothing to do: java.util.logging has no MDC, so the lines have no trace id. */
    @Override
    public void begin(Action action) {}

    @Override
    public void message(int worker, int left) {
        logger.log(Level.FINE, "[{0}] log message {1}", new Object[] {worker, left});
    }

    @Override
    public void dashes(int worker) {
        logger.log(Level.FINE, "[{0}] --------", worker);
    }

    /** See {@link #begin}. */
    @Override
    public void leave() {}

    @Override
    public void close() {
        stop.run();
    }
}
