package io.penstock.collector.net;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** How many connections there are, in all and from each address. Safe for any thread. */
public final class ConnectionLimits {

    /** Default of all connections. */
    public static final int DEFAULT_MOST = 10_000;

    /** Default of those from one address. */
    public static final int DEFAULT_MOST_PER_ADDRESS = 2_000;

    private final int most;
    private final int mostPerAddress;
    private final Map<InetAddress, Integer> open = new HashMap<>();
    private int total;
    private long accepted;
    private long refused;

    public ConnectionLimits(int most, int mostPerAddress) {
        this.most = most;
        this.mostPerAddress = mostPerAddress;
    }

    /** Whether one more may be open; if so, {@link #closed} must be called for it. */
    synchronized boolean opened(InetAddress from) {
        int ofThis = open.getOrDefault(from, 0);
        if (total >= most || ofThis >= mostPerAddress) {
            refused++;
            return false;
        }
        open.put(from, ofThis + 1);
        total++;
        accepted++;
        return true;
    }

    synchronized void closed(InetAddress from) {
        open.computeIfPresent(from, (address, count) -> count == 1 ? null : count - 1);
        total--;
    }

    /** Open at the moment, accepted and refused since the start. */
    public synchronized Map<String, String> stats() {
        Map<String, String> values = new java.util.LinkedHashMap<>();
        values.put("connections", Integer.toString(total));
        values.put("total_connections", Long.toString(accepted));
        values.put("connections_refused", Long.toString(refused));
        return values;
    }

    String refusal() {
        return "too many connections: at most " + most + " in all (--max-connections) and " + mostPerAddress
                + " from one address (--max-connections-per-address)";
    }
}
