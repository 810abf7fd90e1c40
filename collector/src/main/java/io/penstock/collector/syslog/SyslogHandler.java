package io.penstock.collector.syslog;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.penstock.collector.append.Acknowledgement;
import io.penstock.collector.record.LogRecord;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Takes messages that nobody acknowledges. On the connection's event loop. */
final class SyslogHandler extends SimpleChannelInboundHandler<byte[]> {

    private final SyslogService service;
    private List<LogRecord> records = new ArrayList<>();
    private long bytes;
    private long outstandingBytes;

    SyslogHandler(SyslogService service) {
        this.service = service;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, byte[] message) {
        String source = "syslog:"
                + ((InetSocketAddress) context.channel().remoteAddress())
                        .getAddress()
                        .getHostAddress();
        records.add(service.parser().parse(message, source));
        bytes += message.length;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!records.isEmpty()) {
            long handedIn = bytes;
            outstandingBytes += handedIn;
            service.append(records, context, new Acknowledgement() {
                @Override
                public void reached(long offset) {
                    context.executor().execute(() -> {
                        outstandingBytes -= handedIn;
                        limit(context);
                    });
                }

                /** What was lost is counted; a sender that keeps a tail sends it again on its next connection. */
                @Override
                public void failed(IOException reason) {
                    context.close();
                }
            });
            records = new ArrayList<>();
            bytes = 0;
            limit(context);
        }
        context.fireChannelReadComplete();
    }

    private void limit(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(outstandingBytes < SyslogService.MOST_OUTSTANDING_BYTES);
    }
}
