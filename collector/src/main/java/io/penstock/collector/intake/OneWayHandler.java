package io.penstock.collector.intake;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.penstock.collector.append.Acknowledgement;
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
    private long bytes;
    private long outstandingBytes;

    /** @param protocol as it stands in a record's source */
    public OneWayHandler(RecordIntake intake, MessageReader reader, String protocol) {
        this.intake = intake;
        this.reader = reader;
        this.protocol = protocol;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, byte[] message) {
        bytes += message.length;
        try {
            records.add(reader.read(
                    message,
                    protocol + ":" + RecordIntake.addressOf(context.channel().remoteAddress())));
        } catch (RefusedException refused) {
            intake.refuse(context.channel().remoteAddress(), refused.reason());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!records.isEmpty()) {
            outstandingBytes += bytes;
            intake.append(records, context.channel().remoteAddress(), new WhenAppended(context, bytes));
            records = new ArrayList<>();
            limit(context);
        }
        bytes = 0;
        context.fireChannelReadComplete();
    }

    /** A sender that is faster than the disk is not read for a while. */
    private void limit(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(outstandingBytes < RecordIntake.MOST_OUTSTANDING_BYTES);
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
            context.executor().execute(() -> {
                outstandingBytes -= handedIn;
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
