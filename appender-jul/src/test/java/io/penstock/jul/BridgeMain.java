package io.penstock.jul;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.penstock.AsyncConfig;
import io.penstock.logback.AsyncProxyAppender;
import java.util.List;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Both hosts in one JVM: JUL, behind a proxy, into SLF4J, into Logback, behind a proxy. */
final class BridgeMain {

    private BridgeMain() {}

    static void run() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ch.qos.logback.classic.Logger logbackRoot = context.getLogger("ROOT");
        logbackRoot.detachAndStopAllAppenders();
        ListAppender<ILoggingEvent> list = new ListAppender<>();
        list.setContext(context);
        list.start();
        AsyncProxyAppender appender = new AsyncProxyAppender();
        appender.setContext(context);
        appender.setName("ASYNC");
        // On a busy machine a drain thread may not run for a second.
        appender.setMaxBlock(ch.qos.logback.core.util.Duration.valueOf("1 minute"));
        appender.addAppender(list);
        appender.start();
        logbackRoot.addAppender(appender);

        LogManager.getLogManager().reset();
        SLF4JBridgeHandler.install();
        Penstock.Installation installation = Penstock.install(
                Logger.getLogger(""),
                AsyncConfig.builder().maxBlock(java.time.Duration.ofMinutes(1)).build());
        boolean inferred = installation.handler().infersCaller();
        for (int i = 0; i < 5000; i++) {
            Logger.getLogger("com.acme.jul").info("by JUL");
            LoggerFactory.getLogger("com.acme.slf4j").info("by SLF4J");
        }
        List<Object> jul = List.of(
                installation.handler().flush(java.time.Duration.ofSeconds(20)),
                installation.handler().getBooks());
        appender.flush(java.time.Duration.ofSeconds(20));
        System.out.println(inferred + " " + jul + " " + appender.getBooks() + " " + list.list.size());
    }
}
