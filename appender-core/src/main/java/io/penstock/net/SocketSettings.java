package io.penstock.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** Opens sockets as the sender wants them: non-blocking, small send buffer, kept alive. */
public final class SocketSettings {

    /**
     * What is not acknowledged and not known to be must be replayed, and a Linux kernel holds up to twice this and one
     * buffer more: the smaller, the fewer duplicates.
     */
    public static final int PORTABLE_SEND_BUFFER = 64 << 10;

    /** If the kernel tells what was acknowledged, more costs no duplicates. */
    static final int ACKED_KNOWN_SEND_BUFFER = 256 << 10;

    /*
     * What Linux holds of ours besides 2 * SO_SNDBUF: measured 160,728 bytes with SO_SNDBUF = 64 KiB, which is one
     * buffer more than twice as much. TLS holds one record of 16 KiB besides.
     */
    private static final int KERNEL_BUFFER_BYTES = 64 << 10;

    /** An idle connection to a host that is gone is noticed after 30 + 3 * 10 s. */
    private static final int KEEPALIVE_IDLE_SECONDS = 30;

    private static final int KEEPALIVE_INTERVAL_SECONDS = 10;
    private static final int KEEPALIVE_COUNT = 3;

    private SocketSettings() {}

    public static SocketChannel open(InetAddress address) throws IOException {
        // Of its own family: the kernel then lists an IPv4 connection among those of IPv4.
        SocketChannel channel = SocketChannel.open(
                address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, PORTABLE_SEND_BUFFER);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            setIfSupported(channel, "TCP_KEEPIDLE", KEEPALIVE_IDLE_SECONDS);
            setIfSupported(channel, "TCP_KEEPINTERVAL", KEEPALIVE_INTERVAL_SECONDS);
            setIfSupported(channel, "TCP_KEEPCOUNT", KEEPALIVE_COUNT);
            return channel;
        } catch (Throwable failure) {
            channel.close();
            throw failure;
        }
    }

    /** For a connection of which it is known what was acknowledged; returns what was set. */
    public static int grow(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.SO_SNDBUF, ACKED_KNOWN_SEND_BUFFER);
        return ACKED_KNOWN_SEND_BUFFER;
    }

    /** What our kernel may hold at most, with SO_SNDBUF as it was set. */
    public static long heldByKernel(long sendBufferBytes) {
        return 2 * sendBufferBytes + KERNEL_BUFFER_BYTES;
    }

    /** By name: a runtime image need not have the module these options are in. */
    @SuppressWarnings("unchecked") // all three are numbers
    private static void setIfSupported(SocketChannel channel, String option, int value) throws IOException {
        for (SocketOption<?> supported : channel.supportedOptions()) {
            if (supported.name().equals(option) && supported.type() == Integer.class) {
                channel.setOption((SocketOption<Integer>) supported, value);
            }
        }
    }
}
