package io.penstock.benchmark.demo;

import io.penstock.SenderStats;
import io.penstock.jul.TcpHandler;
import io.penstock.logback.TcpAppender;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A host's logging stack with our sender in it, RELP and {@code acked}, to a port of this machine.
 *
 * @param stats what the sender says, also when the stack is closed
 */
record TcpLogging(Logging logging, Supplier<SenderStats> stats) {

    /**
     * Set up as the host's users do it: by a {@code logback.xml}, or by what stands in a {@code logging.properties}.
     *
     * @param maxBlock longest wait of a caller
     */
    static TcpLogging open(Host host, int port, String maxBlock) {
        return switch (host) {
            case LOGBACK -> logback(port, maxBlock);
            case JUL -> jul(port, maxBlock);
        };
    }

    private static TcpLogging logback(int port, String maxBlock) {
        LogbackLogging logging = new LogbackLogging(
                "logback-tcp.xml", Map.of("demo.port", Integer.toString(port), "demo.maxBlock", maxBlock));
        TcpAppender appender = (TcpAppender) logging.appender("TCP");
        return new TcpLogging(logging, appender::getSenderStats);
    }

    private static TcpLogging jul(int port, String maxBlock) {
        TcpHandler handler = new TcpHandler(
                "demo",
                Map.of(
                        "destination",
                        "127.0.0.1:" + port,
                        "protocol",
                        "relp",
                        "delivery",
                        "acked",
                        "maxBlock",
                        maxBlock));
        return new TcpLogging(JulLogging.to(handler), handler::getSenderStats);
    }

    /** Our class that does it, by its simple name. */
    static String senderOf(Host host) {
        return (host == Host.JUL ? TcpHandler.class : TcpAppender.class).getSimpleName();
    }
}
