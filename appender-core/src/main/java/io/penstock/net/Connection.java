package io.penstock.net;

import io.penstock.Destination;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;

/**
 * A non-blocking stream of bytes to one peer, plain or encrypted. Confined to the drain thread.
 *
 * <p>Every method returns at once. What is thrown ends the connection: the caller closes it.
 */
public interface Connection {

    /** Without TLS, of a connected and non-blocking channel. */
    static Connection plain(SocketChannel channel) {
        return new PlainConnection(channel);
    }

    /**
     * With TLS, of a connected and non-blocking channel.
     *
     * @throws IOException if there is no engine for this destination
     */
    static Connection encrypted(SocketChannel channel, TlsEngines tls, Destination destination) throws IOException {
        try {
            return new TlsConnection(channel, tls.engine(destination.host(), destination.port()));
        } catch (GeneralSecurityException | IllegalArgumentException failure) {
            throw new IOException("no TLS with " + destination + ": " + failure.getMessage(), failure);
        }
    }

    /**
     * Goes on with what precedes the first byte, a TLS handshake. False: not there yet; call again when the selector
     * finds {@link #interest} fulfilled.
     */
    boolean establish() throws IOException;

    /** Reads what has come; 0: nothing; -1: the peer has ended its side. */
    int read(ByteBuffer target) throws IOException;

    /**
     * Whether a read may find more although the channel has nothing: bytes that came with the last ones and are held here.
     * No selector tells of them.
     */
    default boolean holdsInput() {
        return false;
    }

    /** Takes as many bytes as it can; 0: none for now. */
    int write(ByteBuffer source) throws IOException;

    /** Hands the kernel what was taken and is still held here; false: something is left. */
    boolean flush() throws IOException;

    /** How many of the bytes taken are still held here and not in the kernel, at most. */
    default int held() {
        return 0;
    }

    /** What to wait for to get on with handshake or held bytes, besides reading: as in a {@code SelectionKey}. */
    int interest();

    /** Tells the peer that nothing more will come; reading goes on. */
    void shutdownOutput() throws IOException;

    SocketChannel channel();

    /** Lets go of the socket; throws nothing. */
    void close();
}
