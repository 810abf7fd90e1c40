package io.penstock.wire;

import io.penstock.encode.Utf8Buffer;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Sends records by a protocol as the sender does, but blocking, and without a second attempt. Not safe for concurrent use. */
public final class WireClient implements AutoCloseable, WireSession.Acknowledgements {

    private static final int BATCH_BYTES = 1 << 20;

    public final BitSet acknowledged = new BitSet();
    public final List<String> refusals = new ArrayList<>();

    private final WireProtocol protocol;
    private final WireSession session;
    private final SocketChannel channel;
    private final ByteBuffer answers = ByteBuffer.allocateDirect(8192);
    private final Batch batch;
    private int sent;

    public WireClient(WireProtocol protocol, int port) throws IOException, ProtocolException {
        this.protocol = protocol;
        this.session = protocol.openSession();
        this.batch = new Batch(BATCH_BYTES, protocol.batchHeaderBytes());
        this.channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        ByteBuffer greeting = ByteBuffer.allocate(256);
        session.greet(greeting);
        write(greeting.flip());
        while (!session.isOpen()) {
            receive();
        }
    }

    /** Returns when it is written, after acknowledgements if the window was full. */
    public void send(Utf8Buffer record) throws IOException, ProtocolException {
        while (sent - settled() >= session.mostOutstanding()) {
            receive();
        }
        batch.clear();
        protocol.frame(record, batch.buffer());
        batch.endRecord();
        session.stamp(batch, 0, batch.records());
        write(batch.buffer().duplicate().flip());
        sent++;
    }

    public void awaitAll() throws IOException, ProtocolException {
        while (settled() < sent) {
            receive();
        }
    }

    /** Ends in good order; returns when the peer has closed as well. */
    public void finish() throws IOException, ProtocolException {
        ByteBuffer farewell = ByteBuffer.allocate(256);
        session.farewell(farewell);
        write(farewell.flip());
        channel.shutdownOutput();
        while (channel.read(answers) >= 0) {
            answers.flip();
            session.receive(answers, this);
            answers.compact();
        }
    }

    public WireSession session() {
        return session;
    }

    @Override
    public void acknowledged(long unit) {
        acknowledged.set((int) unit);
    }

    @Override
    public void refused(long unit, String reason) {
        refusals.add(unit + " " + reason);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private int settled() {
        return acknowledged.cardinality() + refusals.size();
    }

    private void receive() throws IOException, ProtocolException {
        if (channel.read(answers) < 0) {
            throw new EOFException("the peer closed with " + settled() + " of " + sent + " acknowledged");
        }
        answers.flip();
        session.receive(answers, this);
        answers.compact();
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
