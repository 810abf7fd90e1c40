package io.penstock.benchmark.contenders;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.model.processor.CallerInstructionLogic;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import io.penstock.benchmark.contenders.SinkOptions.WhenFull;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import net.logstash.logback.appender.AsyncDisruptorAppender;
import net.logstash.logback.appender.LoggingEventAsyncDisruptorAppender;

/** A {@code logback.xml} as a subject: a context of its own, so that nothing is shared with another subject. */
final class LogbackSubject implements LoggingSubject {

    private final String configuration;
    private final boolean writesFile;
    private final LoggerContext context = new LoggerContext();
    private final Contents contents = new Contents();
    private Path file;
    private Logger logger;

    LogbackSubject(String configuration, boolean writesFile) {
        this.configuration = configuration;
        this.writesFile = writesFile;
    }

    @Override
    public void start(Path directory, SinkOptions options) {
        file = directory.resolve("sink.log");
        context.setName("benchmark");
        // A context that nobody registered with SLF4J has no MDC adapter, and then every event fails.
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.putProperty("file", file.toString());
        context.putProperty("bufferBytes", Integer.toString(options.bufferBytes()));
        context.putProperty("pattern", options.content().pattern());
        context.putProperty("callerData", Boolean.toString(options.content() == Content.CALLER));
        if (options.content() == Content.MDC) {
            context.getMDCAdapter().put("request", Contents.REQUEST);
            context.getMDCAdapter().put("user", Contents.USER);
        }
        if (options.whenFull() == WhenFull.WAIT) {
            context.putProperty("queueSize", "8192");
            context.putProperty("discardingThreshold", "0");
            context.putProperty("flushMillis", "0");
            context.putProperty("longestWait", "1 hour");
            // The shortest that logstash-logback-encoder takes.
            context.putProperty("retryEvery", "1 millisecond");
            context.putProperty("drainTimeout", "10 minutes");
        }
        configure();
        context.start();
        logger = context.getLogger(LOGGER_NAME);
    }

    private void configure() {
        URL resource = LogbackSubject.class.getResource(configuration);
        if (resource == null) {
            throw new IllegalStateException(configuration + " is not on the class path");
        }
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(resource);
        } catch (JoranException e) {
            throw new IllegalStateException(configuration + " cannot be read", e);
        }
        String problems = context.getStatusManager().getCopyOfStatusList().stream()
                .filter(status -> status.getEffectiveLevel() >= Status.WARN)
                // Logback looks for words like %C before it has put the pattern in its place, and misses them.
                .filter(status -> !(status.getOrigin() instanceof CallerInstructionLogic))
                .map(Status::toString)
                .collect(Collectors.joining(System.lineSeparator()));
        // A subject that runs with half of its configuration ignored would be measured as something else.
        if (!problems.isEmpty()) {
            throw new IllegalStateException(configuration + " was not accepted:" + System.lineSeparator() + problems);
        }
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
        context.getLogger(Logger.ROOT_LOGGER_NAME)
                .iteratorForAppenders()
                .forEachRemaining(LogbackSubject::awaitEmptyRing);
        context.stop();
    }

    /**
     * logstash-logback-encoder's appender, like Log4j2, parks for 50 ms at a time in stop() while its ring is not empty; so we wait
     * until it is.
     */
    private static void awaitEmptyRing(Appender<ILoggingEvent> appender) {
        if (appender instanceof LoggingEventAsyncDisruptorAppender) {
            try {
                Method isEmpty = AsyncDisruptorAppender.class.getDeclaredMethod("isRingBufferEmpty");
                isEmpty.setAccessible(true);
                Standstill.await(() -> {
                    try {
                        return (Boolean) isEmpty.invoke(appender);
                    } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException(e);
                    }
                });
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("another version of logstash-logback-encoder", e);
            }
        }
    }

    @Override
    public OptionalLong linesInSink() throws IOException {
        return writesFile ? OptionalLong.of(LineAudit.countLines(file, LINE_MARK)) : OptionalLong.empty();
    }
}
