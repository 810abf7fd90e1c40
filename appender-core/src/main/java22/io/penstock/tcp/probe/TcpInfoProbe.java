package io.penstock.tcp.probe;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's own view of a connection, {@code TCP_INFO}, asked by the Foreign Function and Memory API (JEP 454).
 * Confined to the drain thread.
 */
final class TcpInfoProbe implements StateProbe {

    // struct tcp_info of linux/tcp.h only ever grows at its end; the kernel says how much of it there is. Numbers are
    // in the machine's byte order.
    //
    //     0  u8   state             100  u32  total_retrans
    //    68  u32  rtt (us)          120  u64  bytes_acked, the SYN included
    //
    // After a FIN, an RST or a time-out the kernel still answers, until we close the socket. SO_ERROR is never read:
    // that would take the error away from the connection's own read.

    private static final int STATE = 0;
    private static final int RTT = 68;
    private static final int TOTAL_RETRANS = 100;
    private static final int BYTES_ACKED = 120;
    private static final int WANTED_BYTES = 128;

    private static final int ESTABLISHED = 1;
    private static final int FIN_WAIT_1 = 4;
    private static final int FIN_WAIT_2 = 5;

    private static final int SYN = 1;

    private final SocketChannel channel;
    private final int descriptor;
    private final MemorySegment info;
    private final MemorySegment length;
    private final MemorySegment number;
    private int infoBytes;

    private TcpInfoProbe(SocketChannel channel, int descriptor) {
        this.channel = channel;
        this.descriptor = descriptor;
        Arena untilUnreachable = Arena.ofAuto();
        this.info = untilUnreachable.allocate(WANTED_BYTES, Long.BYTES);
        this.length = untilUnreachable.allocate(JAVA_INT_UNALIGNED);
        this.number = untilUnreachable.allocate(JAVA_INT_UNALIGNED);
    }

    static @Nullable String obstacle() {
        String system = System.getProperty("os.name");
        if (!"Linux".equals(system)) {
            return "it needs Linux, and this is " + system;
        }
        Module module = TcpInfoProbe.class.getModule();
        if (!module.isNativeAccessEnabled()) {
            return "native access is not granted; add --enable-native-access="
                    + (module.isNamed() ? module.getName() : "ALL-UNNAMED") + " to the java command";
        }
        return null;
    }

    static TcpInfoProbe open(SocketChannel channel) throws IOException {
        TcpInfoProbe probe = new TcpInfoProbe(channel, SocketDescriptor.of(channel));
        probe.look();
        return probe;
    }

    @Override
    public String name() {
        return "tcpInfo";
    }

    /** False from the peer's FIN on, though it may still read: nobody can know whether it does. */
    @Override
    public boolean isAlive() throws IOException {
        look();
        int state = info.get(JAVA_BYTE, STATE);
        return state == ESTABLISHED || state == FIN_WAIT_1 || state == FIN_WAIT_2;
    }

    @Override
    public long ackedBytes() {
        return sees(BYTES_ACKED + Long.BYTES) ? Math.max(0, info.get(JAVA_LONG_UNALIGNED, BYTES_ACKED) - SYN) : UNKNOWN;
    }

    @Override
    public long queuedBytes() {
        return channel.isOpen() && LinuxCalls.queued(descriptor, number) == 0
                ? number.get(JAVA_INT_UNALIGNED, 0)
                : UNKNOWN;
    }

    @Override
    public String circumstances() {
        return sees(TOTAL_RETRANS + Integer.BYTES)
                ? "round trip " + roundTripMicros() + " µs, " + retransmits() + " segments sent again"
                : "";
    }

    @Override
    public long roundTripMicros() {
        return knows(RTT + Integer.BYTES) ? Integer.toUnsignedLong(info.get(JAVA_INT_UNALIGNED, RTT)) : UNKNOWN;
    }

    @Override
    public long retransmits() {
        return knows(TOTAL_RETRANS + Integer.BYTES)
                ? Integer.toUnsignedLong(info.get(JAVA_INT_UNALIGNED, TOTAL_RETRANS))
                : UNKNOWN;
    }

    void userTimeout(Duration timeout) throws IOException {
        checkOpen();
        number.set(JAVA_INT_UNALIGNED, 0, (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE));
        if (LinuxCalls.setUserTimeout(descriptor, number) != 0) {
            throw new IOException("the kernel refused TCP_USER_TIMEOUT=" + timeout);
        }
    }

    /** Whether the kernel has told so much of a connection that is open still. */
    private boolean knows(int bytes) {
        return infoBytes >= bytes && channel.isOpen();
    }

    private boolean sees(int bytes) {
        try {
            look();
            return infoBytes >= bytes;
        } catch (IOException notAnswered) {
            return false;
        }
    }

    private void look() throws IOException {
        checkOpen();
        length.set(JAVA_INT_UNALIGNED, 0, WANTED_BYTES);
        if (LinuxCalls.tcpInfo(descriptor, info, length) != 0) {
            throw new IOException("the kernel does not tell the connection's state (TCP_INFO)");
        }
        infoBytes = length.get(JAVA_INT_UNALIGNED, 0);
    }

    // The number of a closed socket may belong to somebody else's file by now.
    private void checkOpen() throws IOException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
    }
}
