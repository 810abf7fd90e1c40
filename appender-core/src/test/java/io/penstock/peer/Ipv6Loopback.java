package io.penstock.peer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

/** The address {@value #ADDRESS} of this machine. Safe for any thread. */
public final class Ipv6Loopback {

    static final String ADDRESS = "::1";

    private Ipv6Loopback() {}

    /** Aborts the test, and says why, if the machine has no such address. */
    public static void require() {
        assumeTrue(exists(), "this machine has no IPv6 loopback address [" + ADDRESS + "]");
    }

    private static boolean exists() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getByName(ADDRESS), 0));
            return true;
        } catch (IOException noSuchAddress) {
            return false;
        }
    }

    /** A receiver that listens there and nowhere else; not started yet. */
    public static ReceiverProcess receiver(String protocol, Path directory) throws IOException {
        return ReceiverProcess.of(protocol, directory).elsewhere(List.of(), ADDRESS);
    }
}
