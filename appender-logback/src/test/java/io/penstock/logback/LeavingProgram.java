package io.penstock.logback;

import java.util.Map;
import net.logstash.logback.argument.StructuredArguments;

/** What a web application does between deployment and removal. Loaded by a class loader of its own. */
public final class LeavingProgram implements Runnable {

    /** Of this loader, and known to the caches of whoever looks at it. */
    record Order(int id, StringBuilder text) {}

    @Override
    public void run() {
        try (Host host = Host.configured("<appender name='LIST' class='ch.qos.logback.core.read.ListAppender'/>"
                + "<appender name='ASYNC' class='io.penstock.logback.AsyncProxyAppender'>"
                + "<appender-ref ref='LIST'/></appender><root><appender-ref ref='ASYNC'/></root>")) {
            host.context.getMDCAdapter().put("user", "anna");
            host.logger().error("order {} {}", new Order(1, new StringBuilder("x")), Map.of("k", new int[] {1}));
            host.logger().info("order {}", StructuredArguments.keyValue("order", new Order(2, new StringBuilder("y"))));
            if (!host.proxyNamed("ASYNC").flush(Host.LONG)
                    || host.proxyNamed("ASYNC").getBooks().delivered() != 2) {
                throw new IllegalStateException(
                        "not delivered: " + host.context.getStatusManager().getCopyOfStatusList());
            }
        }
    }
}
