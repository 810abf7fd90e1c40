package io.penstock.benchmark.contenders;

import java.net.URISyntaxException;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;

/** Log4j2's own Socket appender, which writes on the caller's thread, through Log4j2's own API. */
final class Log4jTcpSubject implements TcpSubject {

    private LoggerContext context;
    private Logger logger;

    @Override
    public void start(int port) {
        System.setProperty("kill.port", Integer.toString(port));
        try {
            context = new LoggerContext(
                    "kill",
                    null,
                    Log4jTcpSubject.class.getResource("tcp-log4j2.xml").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        context.start();
        if (context.getConfiguration().getAppender("TCP") == null) {
            throw new IllegalStateException("tcp-log4j2.xml was not accepted; see the Log4j2 status messages above");
        }
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
        context.stop(1, TimeUnit.MINUTES);
    }

    @Override
    public String confession() {
        return "-";
    }
}
