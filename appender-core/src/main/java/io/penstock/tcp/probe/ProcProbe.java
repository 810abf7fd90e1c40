package io.penstock.tcp.probe;

import io.penstock.sink.TimeSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connection's row in Linux' {@code /proc/self/net/tcp}, looked at once a second at most. Confined to the drain
 * thread.
 *
 * <p>Between two looks it answers what it saw last. Writing the table costs the kernel milliseconds, however few
 * connections there are; hence only if the user asks for it.
 */
final class ProcProbe implements StateProbe {

    // sl  local_address rem_address   st tx_queue:rx_queue ...
    //  0: 0100007F:1F90 0100007F:C350 01 00000000:00000000 ...
    //
    // Addresses are printed as 32-bit numbers in the machine's byte order. tx_queue counts what is not acknowledged.
    // The row goes with the connection (RST), and can be missed while others come and go: one miss proves nothing.

    private static final Path FOR_IPV4 = Path.of("/proc/self/net/tcp");
    private static final Path FOR_BOTH = Path.of("/proc/self/net/tcp6");

    private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MISSES_BELIEVED = 2;

    private static final int ESTABLISHED = 1;
    private static final int FIN_WAIT_1 = 4;
    private static final int FIN_WAIT_2 = 5;

    private final TimeSource time;
    private final Path table;
    private final String addresses;
    private long lookedNanos;
    private int misses;
    private int state;
    private long queued;
    private long written;
    private long acked;

    private ProcProbe(TimeSource time, Path table, String addresses, String row) {
        this.time = time;
        this.table = table;
        this.addresses = addresses;
        this.lookedNanos = time.nanos();
        take(row);
    }

    /** @throws IOException if there is no such table, or the connection is not in it */
    static ProcProbe open(SocketChannel channel, TimeSource time) throws IOException {
        for (Path table : List.of(FOR_BOTH, FOR_IPV4)) {
            String addresses = columns(channel, table.equals(FOR_BOTH));
            if (addresses != null && Files.exists(table)) {
                String row = find(table, addresses);
                if (row != null) {
                    return new ProcProbe(time, table, addresses, row);
                }
            }
        }
        throw new IOException("the connection is in neither " + FOR_BOTH + " nor " + FOR_IPV4);
    }

    @Override
    public String name() {
        return "proc";
    }

    @Override
    public boolean isAlive() {
        lookIfDue();
        return misses < MISSES_BELIEVED && (state == ESTABLISHED || state == FIN_WAIT_1 || state == FIN_WAIT_2);
    }

    @Override
    public long ackedBytes() {
        lookIfDue();
        return acked;
    }

    @Override
    public long queuedBytes() {
        lookIfDue();
        return queued;
    }

    @Override
    public void wrote(int bytes) {
        // First, so that a look finds no queued bytes that are not counted.
        written += bytes;
        lookIfDue();
    }

    private void lookIfDue() {
        long now = time.nanos();
        if (now - lookedNanos < LOOK_EVERY_NANOS) {
            return;
        }
        lookedNanos = now;
        String row;
        try {
            row = find(table, addresses);
        } catch (IOException unreadable) {
            row = null;
        }
        if (row == null) {
            misses++;
        } else {
            misses = 0;
            take(row);
        }
    }

    private void take(String row) {
        String[] columns = row.substring(addresses.length()).trim().split("[ :]+", 3);
        state = Integer.parseInt(columns[0], 16);
        queued = Long.parseLong(columns[1], 16);
        acked = Math.max(acked, written - queued);
    }

    /** The row from its addresses on. */
    private static @Nullable String find(Path table, String addresses) throws IOException {
        try (BufferedReader rows = Files.newBufferedReader(table, StandardCharsets.US_ASCII)) {
            for (String row = rows.readLine(); row != null; row = rows.readLine()) {
                int found = row.indexOf(addresses);
                if (found >= 0) {
                    return row.substring(found);
                }
            }
            return null;
        }
    }

    private static @Nullable String columns(SocketChannel channel, boolean forBoth) throws IOException {
        String local = column(channel.getLocalAddress(), forBoth);
        String remote = column(channel.getRemoteAddress(), forBoth);
        return local == null || remote == null ? null : local + " " + remote + " ";
    }

    private static @Nullable String column(@Nullable SocketAddress address, boolean forBoth) {
        if (!(address instanceof InetSocketAddress inet)) {
            return null;
        }
        byte[] bytes = inet.getAddress().getAddress();
        if (!forBoth && bytes.length != 4) {
            return null;
        }
        ByteBuffer words = ByteBuffer.allocate(forBoth ? 16 : 4).order(ByteOrder.nativeOrder());
        if (forBoth && bytes.length == 4) {
            words.put(10, (byte) 0xff).put(11, (byte) 0xff);
        }
        words.put(words.capacity() - bytes.length, bytes);
        StringBuilder column = new StringBuilder();
        while (words.hasRemaining()) {
            column.append(String.format(Locale.ROOT, "%08X", words.getInt()));
        }
        return column.append(String.format(Locale.ROOT, ":%04X", inet.getPort()))
                .toString();
    }
}
