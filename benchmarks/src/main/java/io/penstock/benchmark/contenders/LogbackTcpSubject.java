package io.penstock.benchmark.contenders;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import io.penstock.logback.TcpAppender;

/** An appender of Logback's that sends, from a configuration of its own. */
final class LogbackTcpSubject implements TcpSubject {

    private final String configuration;
    private final LoggerContext context = new LoggerContext();
    private Logger logger;
    private Appender<ILoggingEvent> appender;

    LogbackTcpSubject(String configuration) {
        this.configuration = configuration;
    }

    @Override
    public void start(int port) {
        context.setName("kill");
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.putProperty("port", Integer.toString(port));
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(LogbackTcpSubject.class.getResource(configuration));
        } catch (JoranException e) {
            throw new IllegalStateException(configuration + " cannot be read", e);
        }
        for (Status status : context.getStatusManager().getCopyOfStatusList()) {
            if (status.getEffectiveLevel() >= Status.WARN) {
                throw new IllegalStateException(configuration + " was not accepted: " + status);
            }
        }
        context.start();
        appender = context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("TCP");
        logger = context.getLogger(LoggingSubject.LOGGER_NAME);
    }

    @Override
    public void log(String message) {
        logger.info(message);
    }

    @Override
    public void log(int orderId, String customer) {
        logger.info("order {} processed for {}", orderId, customer);
    }

    @Override
    public void stop() {
        context.stop();
    }

    @Override
    public String confession() {
        return appender instanceof TcpAppender ours
                ? Long.toString(ours.getSenderStats().possiblyLost()
                        + ours.getBooks().dropped()
                        + ours.getBooks().failed()
                        + ours.getBooks().pending())
                : "-";
    }
}
