package io.penstock.logback;

import ch.qos.logback.classic.Level;
import org.slf4j.Logger;

/** Says whether the fast lane takes a call, and what it warns of; a program for a JVM of its own. */
final class LaneProgram {

    private LaneProgram() {}

    public static void main(String[] args) {
        try (Host host = Host.configured("<turboFilter class='io.penstock.logback.FastLane'/>"
                + "<appender name='LIST' class='ch.qos.logback.core.read.ListAppender'/>"
                + "<appender name='ASYNC' class='io.penstock.logback.AsyncProxyAppender'>"
                + "<appender-ref ref='LIST'/></appender><root><appender-ref ref='ASYNC'/></root>")) {
            FastLane lane = (FastLane) host.context.getTurboFilterList().get(0);
            ch.qos.logback.classic.Logger root = host.context.getLogger(Logger.ROOT_LOGGER_NAME);
            System.out.println(lane.decide(null, root, Level.INFO, "call", null, null));
            host.warnings().forEach(System.out::println);
        }
    }
}
