package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.net.SimpleSocketServer;
import ch.qos.logback.classic.net.SocketAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEventVO;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.util.Duration;
import io.penstock.peer.Ports;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.helpers.BasicMarker;
import org.slf4j.helpers.BasicMarkerFactory;

/** Logback's socket appender behind the proxy: Logback's own receiver gets what it gets without. */
class SerializedEventsTest {

    private static final IllegalStateException BOOM = new IllegalStateException("boom");

    static {
        BOOM.setStackTrace(new StackTraceElement[] {new StackTraceElement("Shop", "pay", "Shop.java", 7)});
    }

    @Test
    void socketAppender_behindProxy_receiverGetsTheSameEvents() throws Exception {
        List<String> plain = received(false, false);
        List<String> proxied = received(true, false);
        List<String> byLane = received(true, true);

        assertThat(proxied).isEqualTo(plain);
        assertThat(byLane).isEqualTo(plain);
        assertThat(plain).hasSize(5);
        assertThat(plain.get(1)).contains("AUDIT [ LOGIN ]", BasicMarker.class.getName());
    }

    private static List<String> received(boolean proxied, boolean lane) throws Exception {
        try (Receiver receiver = new Receiver();
                Host host = new Host()) {
            SocketAppender socket = host.adopt(new SocketAppender());
            socket.setName("SOCKET");
            socket.setRemoteHost("127.0.0.1");
            socket.setPort(receiver.port);
            socket.setReconnectionDelay(Duration.buildByMilliseconds(50));
            Appender<ILoggingEvent> entry = socket;
            if (proxied) {
                host.startedProxy(socket);
            } else {
                host.attachToRoot(host.started(entry));
            }
            if (lane) {
                host.context.addTurboFilter(TwinHosts.started(new FastLane(), host));
            }
            logEverything(host);
            await("all five events")
                    .atMost(Host.LONG)
                    .until(() -> receiver.events().size() >= 5);
            return receiver.events();
        }
    }

    private static void logEverything(Host host) {
        BasicMarkerFactory factory = new BasicMarkerFactory();
        Marker audit = factory.getMarker("AUDIT");
        audit.add(factory.getMarker("LOGIN"));
        host.context.getMDCAdapter().put("user", "ann");
        host.logger().info("order {} of {}", new StringBuilder("apple"), 3);
        host.logger().warn(audit, "marked {}", List.of(1, 2));
        host.logger().error("failed", BOOM);
        host.context.getMDCAdapter().clear();
        host.logger().info("nothing more to say");
        host.logger().info("null {} and array {}", null, "x");
    }

    /** Logback's server, on loopback only. */
    private static final class Receiver implements AutoCloseable {
        final LoggerContext context = new LoggerContext();
        final int port = Ports.free();
        private final RecordingAppender appender = new RecordingAppender("RECEIVED");
        private final SimpleSocketServer server;

        Receiver() throws Exception {
            context.setName("receiver");
            context.getLogger("root").setLevel(Level.TRACE);
            appender.setContext(context);
            appender.start();
            context.getLogger("root").addAppender(appender);
            server = new SimpleSocketServer(context, port) {
                @Override
                protected ServerSocketFactory getServerSocketFactory() {
                    return new LoopbackFactory();
                }
            };
            for (Method method : SimpleSocketServer.class.getMethods()) {
                // Newer servers let nobody in who is not on their list.
                if (method.getName().equals("addAllowedClientAddress")) {
                    method.invoke(server, "127.0.0.1");
                }
            }
            server.start();
        }

        List<String> events() {
            return appender.events.stream()
                    .filter(LoggingEventVO.class::isInstance)
                    .map(Receiver::describe)
                    .toList();
        }

        private static String describe(ILoggingEvent event) {
            Marker marker =
                    event.getMarkerList() == null ? null : event.getMarkerList().get(0);
            return String.join(
                    " | ",
                    event.getLevel().toString(),
                    event.getLoggerName(),
                    event.getThreadName(),
                    event.getMessage(),
                    event.getFormattedMessage(),
                    Arrays.toString(event.getArgumentArray()),
                    String.valueOf(event.getMarkerList()),
                    marker == null ? "" : marker.getClass().getName(),
                    event.getMDCPropertyMap().toString(),
                    event.getThrowableProxy() == null
                            ? ""
                            : event.getThrowableProxy().getMessage()
                                    + Arrays.toString(event.getThrowableProxy().getStackTraceElementProxyArray()),
                    String.valueOf(event.hasCallerData()),
                    event.getLoggerContextVO().getName());
        }

        @Override
        public void close() {
            server.close();
            context.stop();
        }
    }

    private static final class LoopbackFactory extends ServerSocketFactory {
        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) throws IOException {
            return new ServerSocket(port, backlog, InetAddress.getLoopbackAddress());
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
            return new ServerSocket(port, backlog, address);
        }
    }
}
