package io.penstock.tcp.probe;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Finds the file descriptor of a connected channel, which the JDK does not tell. Confined to the drain thread. */
final class SocketDescriptor {

    // Every number in /proc/self/fd is asked for its two addresses; only one socket of this process has both of ours.
    // The numbers cannot be guessed from what is new since the connect: the listing itself takes one, and other
    // threads do.
    //
    //   sockaddr_in    0 u16 family   2 u16 port, big-endian   4 address, 4 bytes
    //   sockaddr_in6   0 u16 family   2 u16 port, big-endian   8 address, 16 bytes

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private static final int LONGEST_ADDRESS = 128;
    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;
    private static final int MAPPED_PREFIX = 12;

    private SocketDescriptor() {}

    static int of(SocketChannel channel) throws IOException {
        InetSocketAddress local = inet(channel.getLocalAddress());
        InetSocketAddress remote = inet(channel.getRemoteAddress());
        try (Arena arena = Arena.ofConfined();
                DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            MemorySegment address = arena.allocate(LONGEST_ADDRESS);
            MemorySegment length = arena.allocate(JAVA_INT_UNALIGNED);
            for (Path entry : descriptors) {
                int descriptor = Integer.parseInt(entry.getFileName().toString());
                length.set(JAVA_INT_UNALIGNED, 0, LONGEST_ADDRESS);
                if (LinuxCalls.remoteAddress(descriptor, address, length) != 0 || !isThat(address, remote)) {
                    continue;
                }
                length.set(JAVA_INT_UNALIGNED, 0, LONGEST_ADDRESS);
                if (LinuxCalls.localAddress(descriptor, address, length) == 0 && isThat(address, local)) {
                    return descriptor;
                }
            }
        }
        throw new IOException(
                "no file descriptor in " + DESCRIPTORS + " belongs to the connection from " + local + " to " + remote);
    }

    private static InetSocketAddress inet(SocketAddress address) throws IOException {
        if (address instanceof InetSocketAddress inet) {
            return inet;
        }
        throw new IOException("the connection is not by TCP: " + address);
    }

    private static boolean isThat(MemorySegment address, InetSocketAddress wanted) {
        int port = Byte.toUnsignedInt(address.get(JAVA_BYTE, 2)) << 8 | Byte.toUnsignedInt(address.get(JAVA_BYTE, 3));
        byte[] bytes = wanted.getAddress().getAddress();
        return port == wanted.getPort()
                && switch (address.get(JAVA_SHORT_UNALIGNED, 0)) {
                    case AF_INET -> bytes.length == 4 && holds(address, 4, bytes);
                    case AF_INET6 ->
                        bytes.length == 16
                                ? holds(address, 8, bytes)
                                : holds(address, 8, mappedPrefix()) && holds(address, 8 + MAPPED_PREFIX, bytes);
                    default -> false;
                };
    }

    // An IPv4 address in a socket for both: ::ffff:a.b.c.d, RFC 4291.
    private static byte[] mappedPrefix() {
        byte[] prefix = new byte[MAPPED_PREFIX];
        Arrays.fill(prefix, 10, MAPPED_PREFIX, (byte) 0xff);
        return prefix;
    }

    private static boolean holds(MemorySegment address, int offset, byte[] bytes) {
        return address.asSlice(offset, bytes.length).mismatch(MemorySegment.ofArray(bytes)) == -1;
    }
}
