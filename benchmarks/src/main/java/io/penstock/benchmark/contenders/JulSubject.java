package io.penstock.benchmark.contenders;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** java.util.logging with one of its hops. The buffer size of the options has no effect: no FileHandler has one to set. */
final class JulSubject implements LoggingSubject {

    private final JulHost host;
    private final JulHop hop;
    private final boolean writesFile;
    private final Contents contents = new Contents();
    private Path file;
    private JulPipeline pipeline;
    private Logger logger;

    /** @param writesFile whether there is a file at all, or a handler that does nothing */
    JulSubject(JulHost host, JulHop hop, boolean writesFile) {
        this.host = host;
        this.hop = hop;
        this.writesFile = writesFile;
    }

    @Override
    public void start(Path directory, SinkOptions options) {
        file = directory.resolve("sink.log");
        pipeline = writesFile
                ? JulPipeline.start(LOGGER_NAME, host, hop, file, options)
                : JulPipeline.startWithout(LOGGER_NAME, host, hop, options);
        logger = pipeline.logger();
    }

    @Override
    public void log(int orderId, String customer) {
        logger.log(Level.INFO, "order {0} processed for {1}", new Object[] {orderId, customer});
    }

    /** java.util.logging has no MDC. A call with both an exception and parameters needs a LogRecord that the caller makes itself. */
    @Override
    public void log(Content content, int orderId) {
        switch (content) {
            case PLAIN, CALLER -> log(orderId, "Ada Lovelace");
            case MUTABLE ->
                logger.log(Level.INFO, "order {0} processed for {1} at {2}", new Object[] {
                    contents.items, contents.customer, contents.date
                });
            case EXCEPTION -> {
                LogRecord record = new LogRecord(Level.INFO, "order {0} processed for {1}");
                record.setLoggerName(LOGGER_NAME);
                record.setParameters(new Object[] {orderId, "Ada Lovelace"});
                record.setThrown(contents.exception);
                logger.log(record);
            }
            case MDC -> throw new UnsupportedOperationException("java.util.logging has no MDC");
        }
    }

    @Override
    public void stop() {
        pipeline.stop();
    }

    @Override
    public OptionalLong linesInSink() throws IOException {
        return writesFile ? OptionalLong.of(LineAudit.countLines(file, LINE_MARK)) : OptionalLong.empty();
    }
}
