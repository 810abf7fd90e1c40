package io.penstock.net;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * A connection encrypted by an {@link SSLEngine} (TLS 1.2: RFC 5246, TLS 1.3: RFC 8446). Confined to the drain thread.
 *
 * <p>What {@link #write} took may still be held here, at most {@value #RECORDS_HELD} records of 16 KiB, until
 * {@link #flush} says that it is gone. The engine's own tasks, certificate checks above all, run on the drain thread.
 */
final class TlsConnection implements Connection {

    // An engine wants two things of us in turn, as its handshake status says: bytes for the peer made by wrap, bytes
    // from the peer eaten by unwrap. After the handshake this goes on: session tickets and key updates (TLS 1.3) or a
    // renegotiation (TLS 1.2) come amid the data and may want an answer. So reading and writing both begin or end with
    // answerEngine(), and only establish() waits for the end of it.
    //
    //   source ──wrap──▶ networkOut ──write──▶ channel ──read──▶ networkIn ──unwrap──▶ plainIn ──▶ target
    //
    // networkOut is always in the state for filling, of it the first `sent` bytes are gone; networkIn and plainIn are
    // always in the state for taking out.

    private static final int RECORDS_HELD = 4;

    /** A peer that sends empty records without end gets no more of the drain thread than this at a time. */
    private static final int MOST_STEPS = 256;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final String host;
    private final int packetBytes;
    private final ByteBuffer networkOut;
    private int sent;
    private ByteBuffer networkIn;
    private ByteBuffer plainIn;

    private boolean begun;
    private boolean established;
    /** The peer's close_notify has come. */
    private boolean inputEnded;

    private boolean outputEnding;
    private boolean outputEnded;

    /**
     * @param channel connected and non-blocking
     * @param engine fresh, see {@link TlsEngines}
     */
    TlsConnection(SocketChannel channel, SSLEngine engine) {
        this.channel = channel;
        this.engine = engine;
        this.host = engine.getPeerHost() + ":" + engine.getPeerPort();
        this.packetBytes = engine.getSession().getPacketBufferSize();
        this.networkOut = ByteBuffer.allocateDirect(RECORDS_HELD * packetBytes);
        this.networkIn = ByteBuffer.allocateDirect(packetBytes).limit(0);
        this.plainIn = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .limit(0);
    }

    @Override
    public boolean establish() throws IOException {
        if (established) {
            return flush();
        }
        try {
            if (!begun) {
                begun = true;
                engine.beginHandshake();
            }
            for (int step = 0; step < MOST_STEPS; step++) {
                answerEngine();
                // The peer cannot answer what it has not got.
                if (!flushToChannel()) {
                    return false;
                }
                if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
                    established = true;
                    return true;
                }
                if (engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP && !unwrap()) {
                    return false;
                }
            }
            return false;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return 0;
        }
        try {
            for (int step = 0; step < MOST_STEPS && !plainIn.hasRemaining() && unwrap(); step++) {
                answerEngine();
            }
            if (!plainIn.hasRemaining()) {
                flushToChannel();
                return inputEnded ? -1 : 0;
            }
        } catch (IOException e) {
            throw failed(e);
        }
        return take(target);
    }

    /** A read gives out one record, and several may have come at once. The last one may not be there as a whole. */
    @Override
    public boolean holdsInput() {
        return plainIn.hasRemaining() || networkIn.hasRemaining();
    }

    private int take(ByteBuffer target) {
        int bytes = Math.min(plainIn.remaining(), target.remaining());
        target.put(target.position(), plainIn, plainIn.position(), bytes);
        target.position(target.position() + bytes);
        plainIn.position(plainIn.position() + bytes);
        return bytes;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int offered = source.remaining();
        try {
            while (source.hasRemaining() && hasRoom()) {
                answerEngine();
                SSLEngineResult result = engine.wrap(source, networkOut);
                if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                    throw new EOFException("the TLS connection to " + host + " has ended");
                }
                if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
                    // A renegotiation: the peer has to say something first.
                    break;
                }
            }
            flushToChannel();
        } catch (IOException e) {
            throw failed(e);
        }
        return offered - source.remaining();
    }

    /** For one more packet. */
    private boolean hasRoom() throws IOException {
        return networkOut.remaining() >= packetBytes || flushToChannel();
    }

    @Override
    public boolean flush() throws IOException {
        try {
            return flushToChannel();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private boolean flushToChannel() throws IOException {
        if (networkOut.position() > sent) {
            int filled = networkOut.position();
            networkOut.limit(filled).position(sent);
            try {
                channel.write(networkOut);
            } finally {
                sent = networkOut.position();
                networkOut.limit(networkOut.capacity()).position(filled);
            }
            if (sent < filled) {
                return false;
            }
        }
        networkOut.clear();
        sent = 0;
        if (outputEnding && !outputEnded) {
            outputEnded = true;
            channel.shutdownOutput();
        }
        return true;
    }

    @Override
    public int held() {
        return networkOut.position() - sent;
    }

    @Override
    public int interest() {
        return held() > 0 ? SelectionKey.OP_WRITE : 0;
    }

    /** Sends close_notify, and the end of the stream behind it; {@link #flush} if they are held. */
    @Override
    public void shutdownOutput() throws IOException {
        try {
            if (!outputEnding) {
                endOutput();
                outputEnding = true;
            }
            flushToChannel();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public SocketChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        try {
            if (begun && channel.isOpen() && !outputEnding) {
                endOutput();
                flushToChannel();
            }
        } catch (IOException | RuntimeException e) {
            // A farewell to somebody who has gone.
        }
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is left to be done.
        }
    }

    private void endOutput() throws IOException {
        engine.closeOutbound();
        wrapAll();
    }

    /** Does what the engine wants done besides our data, as far as it goes without the peer. */
    private void answerEngine() throws IOException {
        while (true) {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK) {
                runTasks();
            } else if (status != HandshakeStatus.NEED_WRAP || !wrapAll()) {
                return;
            }
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Wraps what the engine itself has to say; false if it could not. */
    private boolean wrapAll() throws IOException {
        boolean wrapped = false;
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            if (networkOut.remaining() < packetBytes && !flushToChannel()) {
                return false;
            }
            SSLEngineResult result = engine.wrap(NOTHING, networkOut);
            if (result.bytesProduced() == 0) {
                return wrapped;
            }
            wrapped = true;
        }
        return wrapped;
    }

    /** Takes one more record from the peer; false if none has come whole, or none will. {@code plainIn} is empty. */
    private boolean unwrap() throws IOException {
        while (!inputEnded) {
            plainIn.clear();
            SSLEngineResult result;
            try {
                result = engine.unwrap(networkIn, plainIn);
            } finally {
                plainIn.flip();
            }
            switch (result.getStatus()) {
                case OK -> {
                    return result.bytesConsumed() > 0 || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
                }
                case CLOSED -> inputEnded = true;
                case BUFFER_OVERFLOW ->
                    plainIn = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                            .limit(0);
                case BUFFER_UNDERFLOW -> {
                    if (!fill()) {
                        return false;
                    }
                }
            }
        }
        return false;
    }

    /** Reads from the channel; false if nothing has come. */
    private boolean fill() throws IOException {
        if (networkIn.remaining() == networkIn.capacity()) {
            ByteBuffer larger =
                    ByteBuffer.allocateDirect(2 * engine.getSession().getPacketBufferSize());
            networkIn = larger.put(networkIn).flip();
        }
        networkIn.compact();
        int read;
        try {
            read = channel.read(networkIn);
        } finally {
            networkIn.flip();
        }
        if (read < 0) {
            endOfStream();
        }
        return read > 0;
    }

    // Without close_notify somebody else may have cut the stream. Not asked of those that answer our own close_notify:
    // many a peer just closes then, and nothing that it could still say is missing unnoticed.
    private void endOfStream() throws IOException {
        if (!established) {
            throw new EOFException("the peer has closed the connection");
        }
        if (!outputEnded) {
            throw new EOFException("the connection to " + host + " was cut: it ended without TLS close_notify");
        }
        inputEnded = true;
    }

    /** What is to be thrown; the peer is told first, if it can be. */
    private IOException failed(IOException failure) {
        IOException reason = failure instanceof SSLException ? failure : reasonOf(failure);
        try {
            wrapAll();
            flushToChannel();
        } catch (IOException | RuntimeException e) {
            reason.addSuppressed(e);
        }
        if (!established) {
            return TlsFailure.inHandshake(host, reason);
        }
        return reason instanceof SSLException ? TlsFailure.later(host, reason) : reason;
    }

    // A peer that refuses us says why and closes; what we write meanwhile fails before we have read its reason.
    private IOException reasonOf(IOException failure) {
        try {
            for (int step = 0; step < MOST_STEPS && !plainIn.hasRemaining() && unwrap(); step++) {
                runTasks();
            }
        } catch (IOException | RuntimeException found) {
            if (found instanceof SSLException alert && TlsFailure.isAlert(alert)) {
                alert.addSuppressed(failure);
                return alert;
            }
        }
        return failure;
    }
}
