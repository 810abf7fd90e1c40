package io.penstock.benchmark.demo;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.net.URL;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.slf4j.MDC;
import org.slf4j.spi.MDCAdapter;

/** Logback, configured from one of the demonstration's own {@code logback-*.xml} files. */
final class Logging implements AutoCloseable {

    private final LoggerContext context = new LoggerContext();

    Logging(String configuration, Path directory) {
        MDCAdapter shared = MDC.getMDCAdapter();
        context.setMDCAdapter(shared);
        context.putProperty("demo.directory", directory.toString());
        URL resource = Logging.class.getResource("/demo/" + configuration);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(resource);
        } catch (JoranException e) {
            throw new IllegalStateException(configuration + " cannot be read", e);
        }
        refuseProblems(configuration);
        context.start();
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

    Logger logger() {
        return context.getLogger("io.penstock.demo");
    }

    @Override
    public void close() {
        context.stop();
    }
}
