package io.penstock.tcp.probe;

import io.penstock.ProbeChoice;
import io.penstock.sink.Announcer;
import io.penstock.sink.TimeSource;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Gives each connection the probe that the user chose, or the best that there is instead, and says once which. Confined
 * to the drain thread.
 */
public final class StateProbes {

    private final ProbeChoice choice;
    private final boolean encrypted;
    private final Duration userTimeout;
    private final TimeSource time;
    private final Announcer announcer;
    private boolean reported;
    private boolean failureReported;

    /**
     * @param encrypted the connections are: the kernel counts other bytes than those we write
     * @param userTimeout how long bytes may stay unacknowledged, where the kernel can be told
     */
    public StateProbes(
            ProbeChoice choice, boolean encrypted, Duration userTimeout, TimeSource time, Announcer announcer) {
        this.choice = choice;
        this.encrypted = encrypted;
        this.userTimeout = userTimeout;
        this.time = time;
        this.announcer = announcer;
    }

    /** For a connected channel; throws nothing: where the wanted one fails, the portable one is there. */
    public StateProbe probe(SocketChannel channel) {
        String obstacle = null;
        StateProbe probe = null;
        if (choice == ProbeChoice.AUTO || choice == ProbeChoice.TCP_INFO) {
            obstacle = TcpInfoProbe.obstacle();
            probe = obstacle == null ? tcpInfo(channel) : null;
        } else if (choice == ProbeChoice.PROC) {
            probe = proc(channel);
        }
        StateProbe found = probe == null ? ReadProbe.INSTANCE : probe;
        report(found.name(), obstacle);
        return encrypted && probe != null ? new EncryptedProbe(probe) : found;
    }

    // Linking can fail in ways of its own, in a native image for instance.
    private @Nullable StateProbe tcpInfo(SocketChannel channel) {
        try {
            TcpInfoProbe probe = TcpInfoProbe.open(channel);
            probe.userTimeout(userTimeout);
            return probe;
        } catch (IOException | RuntimeException | LinkageError failure) {
            reportFailure("tcpInfo", failure);
            return null;
        }
    }

    private @Nullable StateProbe proc(SocketChannel channel) {
        try {
            return ProcProbe.open(channel, time);
        } catch (IOException | RuntimeException failure) {
            reportFailure("proc", failure);
            return null;
        }
    }

    private void report(String active, @Nullable String obstacle) {
        if (reported) {
            return;
        }
        reported = true;
        String news = "The state of TCP connections is read by the probe " + active;
        if (obstacle == null) {
            announcer.inform(news);
        } else if (choice == ProbeChoice.AUTO) {
            announcer.inform(news + ", not by tcpInfo: " + obstacle);
        } else {
            announcer.warn(news + ", not by stateProbe=" + choice + ": " + obstacle, null);
        }
    }

    private void reportFailure(String wanted, Throwable failure) {
        if (!failureReported) {
            failureReported = true;
            announcer.warn(
                    "The probe " + wanted + " failed on a connection, which goes on with the probe read; to do without"
                            + " it at all, set stateProbe=read",
                    failure);
        }
    }

    /** Leaves out what the kernel counts: it is ciphertext. Confined to the drain thread. */
    private static final class EncryptedProbe implements StateProbe {

        private final StateProbe probe;

        EncryptedProbe(StateProbe probe) {
            this.probe = probe;
        }

        @Override
        public String name() {
            return probe.name();
        }

        @Override
        public boolean isAlive() throws IOException {
            return probe.isAlive();
        }

        @Override
        public long roundTripMicros() {
            return probe.roundTripMicros();
        }

        @Override
        public long retransmits() {
            return probe.retransmits();
        }

        @Override
        public String circumstances() {
            return probe.circumstances();
        }

        @Override
        public long ackedBytes() {
            return UNKNOWN;
        }

        @Override
        public long queuedBytes() {
            return UNKNOWN;
        }
    }
}
