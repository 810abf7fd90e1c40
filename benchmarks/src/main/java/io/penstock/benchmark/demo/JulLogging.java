package io.penstock.benchmark.demo;

import io.penstock.benchmark.demo.Workload.Action;
import io.penstock.benchmark.subject.JulHop;
import io.penstock.benchmark.subject.JulPipeline;
import io.penstock.benchmark.subject.SinkOptions.WhenFull;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/** java.util.logging, set up by program: JBoss's AsyncHandler has no other way under the JDK's LogManager. */
final class JulLogging implements Logging {

    private final JulPipeline pipeline;
    private final Logger logger;

    JulLogging(JulHop hop, Path directory) {
        pipeline = JulPipeline.start("io.penstock.demo", hop, directory.resolve("demo.log"), WhenFull.AS_SHIPPED);
        logger = pipeline.logger();
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
        pipeline.stop();
    }
}
