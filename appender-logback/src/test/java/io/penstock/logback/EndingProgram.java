package io.penstock.logback;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;

/** Logs and ends at once, in the way its argument says; a program for a JVM of its own. */
final class EndingProgram {

    static final int EVENTS = 10_000;

    private EndingProgram() {}

    public static void main(String[] args) throws InterruptedException {
        String ending = args[0];
        String shutdownHook = ending.equals("exitWithLogbacksHook") ? "<shutdownHook/>" : "";
        Host host = Host.configured(shutdownHook
                + "<appender name='FILE' class='ch.qos.logback.core.FileAppender'><file>" + args[1] + "</file>"
                + "<encoder><pattern>%msg%n</pattern></encoder></appender>"
                + "<appender name='ASYNC' class='io.penstock.logback.AsyncProxyAppender'>"
                // A busy machine may take longer than is good for an application.
                + "<maxBlock>1 minute</maxBlock><drainTimeout>30 seconds</drainTimeout>"
                + "<appender-ref ref='FILE'/></appender><root><appender-ref ref='ASYNC'/></root>");
        Logger logger = host.logger();
        for (int i = 0; i < EVENTS; i++) {
            logger.info("event {}", i);
        }
        switch (ending) {
            case "exit", "exitWithLogbacksHook" -> System.exit(7);
            case "killed" -> {
                System.out.println("logged");
                new CountDownLatch(1).await();
            }
            case "mainReturns" -> {}
            default -> throw new IllegalArgumentException(ending);
        }
    }
}
