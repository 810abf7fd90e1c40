package io.penstock.benchmark.subject;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** java.util.logging with one of its hops. The buffer size of the options has no effect: the FileHandler has none to set. */
final class JulSubject implements LoggingSubject {

    private final JulHop hop;
    private @Nullable Path file;
    private @Nullable JulPipeline pipeline;
    private @Nullable Logger logger;

    JulSubject(JulHop hop) {
        this.hop = hop;
    }

    @Override
    public void start(Path directory, SinkOptions options) {
        file = directory.resolve("sink.log");
        pipeline = JulPipeline.start(LOGGER_NAME, hop, file, options.whenFull());
        logger = pipeline.logger();
    }

    @Override
    public void log(int orderId, String customer) {
        logger.log(Level.INFO, "order {0} processed for {1}", new Object[] {orderId, customer});
    }

    @Override
    public void stop() {
        pipeline.stop();
    }

    @Override
    public OptionalLong linesInSink() throws IOException {
        return OptionalLong.of(LineAudit.countLines(file, LINE_MARK));
    }
}
