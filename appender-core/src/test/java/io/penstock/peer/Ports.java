package io.penstock.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports of the loopback interface. Safe for any thread.
 *
 * <p>They are below those that the system hands out to connections (32768 and up on Linux): a client that tries again
 * and again to reach a killed server at a port of that range is sooner or later given it, and then connected with
 * itself.
 */
public final class Ports {

    private static final int FIRST = 15_000;
    private static final int LAST = 32_000;
    private static final int ATTEMPTS = 1_000;

    private Ports() {}

    /** A port that nobody listened at a moment ago. */
    public static int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException e) {
                // Taken.
            }
        }
        throw new AssertionError("no free port from " + FIRST + " to " + LAST);
    }
}
