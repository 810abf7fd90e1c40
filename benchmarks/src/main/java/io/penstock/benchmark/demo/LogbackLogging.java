package io.penstock.benchmark.demo;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import io.penstock.benchmark.demo.Workload.Action;
import java.net.URL;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.MDC;
import org.slf4j.spi.MDCAdapter;

/** Logback, configured from one of the demonstration's own {@code logback-*.xml} files. */
final class LogbackLogging implements Logging {

    private final LoggerContext context = new LoggerContext();
    private final Logger logger;

    LogbackLogging(String configuration, Path directory) {
        this(configuration, Map.of("demo.directory", directory.toString()));
    }

    /** With properties for the configuration. */
    LogbackLogging(String configuration, Map<String, String> properties) {
        MDCAdapter shared = MDC.getMDCAdapter();
        context.setMDCAdapter(shared);
        properties.forEach(context::putProperty);
        URL resource = LogbackLogging.class.getResource("/demo/" + configuration);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(resource);
        } catch (JoranException e) {
            throw new IllegalStateException(configuration + " cannot be read", e);
        }
        refuseProblems(configuration);
        context.start();
        logger = context.getLogger("io.penstock.demo");
    }

    private void refuseProblems(String configuration) {
        String problems = context.getStatusManager().getCopyOfStatusList().stream()
                .filter(status -> status.getEffectiveLevel() >= Status.WARN)
                .map(Status::toString)
                .collect(Collectors.joining(System.lineSeparator()));
        if (!problems.isEmpty()) {
            throw new IllegalStateException(configuration + " was not accepted:" + System.lineSeparator() + problems);
        }
    }

    @Override
    public void begin(Action action) {
        MDC.put("trace_id", Integer.toString(action.id()));
    }

    @Override
    public void message(int worker, int left) {
        logger.debug("[{}] log message {}", worker, left);
    }

    @Override
    public void dashes(int worker) {
        logger.debug("[{}] --------", worker);
    }

    @Override
    public void leave() {
        MDC.remove("trace_id");
    }

    /** One of the root logger's appenders. */
    Appender<ILoggingEvent> appender(String name) {
        return context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(name);
    }

    @Override
    public void close() {
        context.stop();
    }
}
