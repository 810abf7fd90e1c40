package io.penstock.collector.net;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where something is listened on or connected to. Immutable.
 *
 * @param host a name or an address
 * @param port 0 to 65535; 0: any that is free, for listening
 */
public record HostPort(String host, int port) {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int MOST_PORT = 65_535;

    /**
     * {@code HOST:PORT}, {@code [IPv6]:PORT}, a bare port (loopback), or {@code off}.
     *
     * @param setting as the user typed it, for the message
     * @return empty: off
     * @throws IllegalArgumentException that names the setting and the value
     */
    public static Optional<HostPort> parse(String setting, String text) {
        if (text.equalsIgnoreCase("off")) {
            return Optional.empty();
        }
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? LOOPBACK : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.contains(":")) {
            throw wrong(setting, text);
        }
        String port = text.substring(colon + 1);
        if (host.isEmpty() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > MOST_PORT) {
            throw wrong(setting, text);
        }
        return Optional.of(new HostPort(host, Integer.parseInt(port)));
    }

    private static IllegalArgumentException wrong(String setting, String text) {
        return new IllegalArgumentException(
                setting + "=" + text + " is no address; use HOST:PORT, [IPv6]:PORT, a port, or off");
    }

    /** Looks the host up. */
    public InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
