package io.penstock.tcp.probe;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's own view of a connection, {@code TCP_INFO}. Confined to the drain thread.
 *
 * <p>This is the form for Java 17, where the kernel cannot be asked; the jar holds the real one for JDK 22 and later,
 * with the same methods.
 */
final class TcpInfoProbe implements StateProbe {

    private TcpInfoProbe() {}

    /** Why this probe cannot be used here, or null if it can. Prints nothing and links nothing. */
    static @Nullable String obstacle() {
        int release = Runtime.version().feature();
        return release < 22
                ? "it needs JDK 22 or later, and this is " + release
                : "the jar has no classes for JDK 22, or lost Multi-Release: true from its manifest when it was repacked";
    }

    /**
     * The probe of a connected channel. The first call in a JVM takes a third of a second.
     *
     * @throws IOException if the channel's file descriptor is not found
     */
    static TcpInfoProbe open(SocketChannel channel) throws IOException {
        throw unavailable();
    }

    /** How long bytes may stay unacknowledged before the kernel ends the connection: {@code TCP_USER_TIMEOUT}. */
    void userTimeout(Duration timeout) throws IOException {
        throw unavailable();
    }

    @Override
    public String name() {
        throw unavailable();
    }

    @Override
    public boolean isAlive() throws IOException {
        throw unavailable();
    }

    @Override
    public long ackedBytes() {
        throw unavailable();
    }

    @Override
    public long queuedBytes() {
        throw unavailable();
    }

    private static UnsupportedOperationException unavailable() {
        return new UnsupportedOperationException(String.valueOf(obstacle()));
    }
}
