package io.penstock.jul;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.penstock.AsyncConfig;
import java.util.Arrays;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Logs by several threads to a handler that asks for them, behind the proxy or not. */
final class CallersThreadMain {

    private CallersThreadMain() {}

    public static void main(String[] arguments) throws Exception {
        boolean through = arguments[1].equals("through");
        Logger root = Logger.getLogger("");
        Arrays.asList(root.getHandlers()).forEach(root::removeHandler);
        if (arguments[0].equals("bridge")) {
            bridge(root, through);
        } else {
            JBoss.run(root, through);
        }
    }

    private static void bridge(Logger root, boolean through) throws Exception {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%level [%thread] %X{user} %logger - %msg%n");
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(encoder);
        console.start();
        context.getLogger("ROOT").addAppender(console);
        Runnable end = attach(root, new SLF4JBridgeHandler(), through);
        runAs("worker-1", () -> MDC.put("user", "ada"), () -> {});
        runAs("worker-2", () -> MDC.put("user", "bob"), () -> {});
        runAs("worker-3", () -> {}, () -> {});
        end.run();
    }

    private static Runnable attach(Logger logger, Handler handler, boolean through) {
        if (!through) {
            logger.addHandler(handler);
            return handler::flush;
        }
        AsyncProxyHandler proxy =
                new AsyncProxyHandler("callers", AsyncConfig.builder().build(), handler);
        logger.addHandler(proxy);
        return proxy::close;
    }

    private static void runAs(String name, Runnable before, Runnable alsoLog) throws InterruptedException {
        Thread thread = new Thread(
                () -> {
                    before.run();
                    Logger.getLogger("com.acme.Shop").log(Level.INFO, "sold {0}", 3);
                    alsoLog.run();
                },
                name);
        thread.start();
        thread.join();
    }

    /** JBoss's classes are not there in the other case. */
    private static final class JBoss {

        static void run(Logger root, boolean through) throws Exception {
            Handler handler = LogManager.getLogManager().getClass() == LogManager.class
                    ? new StreamHandler(System.out, formatter())
                    : new org.jboss.logmanager.handlers.OutputStreamHandler(System.out, formatter());
            Runnable end = attach(root, handler, through);
            if (through) {
                AsyncProxyHandler proxy = (AsyncProxyHandler) root.getHandlers()[0];
                System.out.println("carries=" + (proxy.running().intake().carriers() != null));
            }
            runAs("worker-1", () -> contexts("ada", "deep"), JBoss::logRecord);
            runAs("worker-2", () -> contexts("bob", "deeper"), JBoss::logRecord);
            runAs("worker-3", () -> {}, JBoss::logRecord);
            end.run();
        }

        private static java.util.logging.Formatter formatter() {
            return new org.jboss.logmanager.formatters.PatternFormatter("%p [%t] %X{user} %x %s%n");
        }

        private static void contexts(String user, String depth) {
            org.jboss.logmanager.MDC.put("user", user);
            org.jboss.logmanager.NDC.push(depth);
        }

        private static void logRecord() {
            LogRecord record = new LogRecord(Level.WARNING, "a record of {0}");
            record.setParameters(new Object[] {"the user's"});
            Logger.getLogger("com.acme.Shop").log(record);
        }
    }
}
