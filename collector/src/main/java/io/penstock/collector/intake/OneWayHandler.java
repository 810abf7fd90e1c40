package io.penstock.collector.intake;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.penstock.collector.append.Acknowledgement;
import io.penstock.collector.net.Loops;
import io.penstock.collector.net.Peer;
import io.penstock.collector.record.LogRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes messages of a protocol that acknowledges nothing. On the connection's event loop. */
public final class OneWayHandler extends SimpleChannelInboundHandler<byte[]> {

    private final RecordIntake intake;
    private final MessageReader reader;
    private final String protocol;
    private List<LogRecord> records = new ArrayList<>();
    /** Memory of the records that are not handed in yet, and of those that are. */
    private long collected;

    private long outstanding;

    /** @param protocol as it stands in a record's source */
    public OneWayHandler(RecordIntake intake, MessageReader reader, String protocol) {
        this.intake = intake;
        this.reader = reader;
        this.protocol = protocol;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, byte[] message) {
        try {
            records.add(reader.read(
                    message, protocol + ":" + Peer.of(context.channel()).address()));
            collected += RecordIntake.memoryOf(message.length);
        } catch (RefusedException refused) {
            intake.refuse(context.channel(), refused.reason());
        }
        // Very short messages take much more memory than what was read of the network.
        if (collected >= RecordIntake.LARGEST_STEP_BYTES) {
            handIn(context);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        handIn(context);
        context.fireChannelReadComplete();
    }

    private void handIn(ChannelHandlerContext context) {
        if (!records.isEmpty()) {
            outstanding += collected;
            intake.append(records, collected, context.channel(), new WhenAppended(context, collected));
            records = new ArrayList<>();
            collected = 0;
            limit(context);
        }
    }

    /** A sender that is faster than the disk is not read for a while. */
    private void limit(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(outstanding < RecordIntake.MOST_OUTSTANDING_BYTES);
    }

    /** There may be room again for what all connections hold together. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        limit(context);
        context.fireChannelWritabilityChanged();
    }

    private final class WhenAppended implements Acknowledgement {

        private final ChannelHandlerContext context;
        private final long handedIn;

        private WhenAppended(ChannelHandlerContext context, long handedIn) {
            this.context = context;
            this.handedIn = handedIn;
        }

        @Override
        public void reached(long offset) {
            Loops.execute(context, () -> {
                outstanding -= handedIn;
                limit(context);
            });
        }

        /** The end of the connection is all that this protocol can say; a sender that keeps a tail sends it again. */
        @Override
        public void failed(IOException reason) {
            context.close();
        }
    }
}
