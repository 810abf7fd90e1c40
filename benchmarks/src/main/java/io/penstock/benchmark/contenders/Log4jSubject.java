package io.penstock.benchmark.contenders;

import io.penstock.benchmark.contenders.SinkOptions.WhenFull;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.config.NullConfiguration;
import org.apache.logging.log4j.core.jmx.RingBufferAdmin;
import org.jspecify.annotations.Nullable;

/**
 * Log4j2, called through its own API: with all loggers asynchronous, or with its AsyncAppender behind plain ones.
 *
 * <p>The ring of the former is configured by system properties that it reads once, so a process can hold one wait strategy only; the
 * harness runs each subject in a process of its own.
 */
final class Log4jSubject implements LoggingSubject {

    static final String DEFAULT_WAIT_STRATEGY = "Timeout";

    private final String configuration;
    private final @Nullable String waitStrategy;
    private LoggerContext context;
    private final Contents contents = new Contents();
    private Path file;
    private Logger logger;

    private Log4jSubject(String configuration, @Nullable String waitStrategy) {
        this.configuration = configuration;
        this.waitStrategy = waitStrategy;
    }

    static Log4jSubject asyncLoggers(String waitStrategy) {
        return new Log4jSubject("log4j2-async.xml", waitStrategy);
    }

    static Log4jSubject asyncAppender() {
        return new Log4jSubject("log4j2-async-appender.xml", null);
    }

    @Override
    public void start(Path directory, SinkOptions options) {
        file = directory.resolve("sink.log");
        System.setProperty("benchmark.file", file.toString());
        System.setProperty("benchmark.bufferBytes", Integer.toString(options.bufferBytes()));
        System.setProperty("benchmark.pattern", options.content().pattern());
        System.setProperty("benchmark.callerData", Boolean.toString(options.content() == Content.CALLER));
        if (options.content() == Content.MDC) {
            ThreadContext.put("request", Contents.REQUEST);
            ThreadContext.put("user", Contents.USER);
        }
        if (options.whenFull() == WhenFull.WAIT) {
            System.setProperty("log4j2.asyncLoggerRingBufferSize", "8192");
            System.setProperty("benchmark.queueSize", "8192");
        }
        try {
            boolean pipe = Files.exists(file) && !Files.isRegularFile(file);
            String name = pipe ? configuration.replace(".xml", "-pipe.xml") : configuration;
            URI location = Log4jSubject.class.getResource(name).toURI();
            if (waitStrategy == null) {
                context = new LoggerContext("benchmark", null, location);
            } else {
                System.setProperty("log4j2.asyncLoggerWaitStrategy", waitStrategy);
                context = new AsyncLoggerContext("benchmark", null, location);
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        context.start();
        if (context.getConfiguration() instanceof NullConfiguration
                || context.getConfiguration().getAppender("FILE") == null) {
            throw new IllegalStateException(configuration + " was not accepted; see the Log4j2 status messages above");
        }
        logger = context.getLogger(LOGGER_NAME);
    }

    @Override
    public void log(int orderId, String customer) {
        logger.info("order {} processed for {}", orderId, customer);
    }

    @Override
    public void log(Content content, int orderId) {
        switch (content) {
            case MUTABLE ->
                logger.info("order {} processed for {} at {}", contents.items, contents.customer, contents.date);
            case EXCEPTION -> logger.info("order {} processed for {}", orderId, "Ada Lovelace", contents.exception);
            case PLAIN, MDC, CALLER -> log(orderId, "Ada Lovelace");
        }
    }

    @Override
    public void stop() {
        // While it finds something in its ring, Log4j2 sleeps 50 ms at a time; flat out that is a tenth of a
        // measurement.
        if (context instanceof AsyncLoggerContext async) {
            RingBufferAdmin ring = async.createRingBufferAdmin();
            Standstill.await(() -> ring.getRemainingCapacity() == ring.getBufferSize());
        }
        context.stop(10, TimeUnit.MINUTES);
    }

    @Override
    public OptionalLong linesInSink() throws IOException {
        return OptionalLong.of(LineAudit.countLines(file, LINE_MARK));
    }
}
