package io.penstock.collector.syslog;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.penstock.collector.append.Acknowledgement;
import io.penstock.collector.intake.RecordIntake;
import io.penstock.collector.record.LogRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers one sender. Records that arrive together are appended together, and acknowledged one by one when they have reached the level. On
 * the connection's event loop.
 *
 * <p>Nothing is refused for a trouble that passes: the connection is closed, and the sender sends again.
 */
final class RelpHandler extends SimpleChannelInboundHandler<RelpFrame> {

    private static final String SOFTWARE = "relp_version=0\nrelp_software=penstock-collector\ncommands=syslog";

    private final RecordIntake intake;
    private final SyslogParser parser;
    private List<LogRecord> records = new ArrayList<>();
    private List<Integer> numbers = new ArrayList<>();
    private long bytes;
    /** Handed in and not acknowledged yet. */
    private long outstandingBytes;

    private boolean open;
    /** Set by the threads that append and sync. */
    private volatile boolean broken;

    RelpHandler(RecordIntake intake, SyslogParser parser) {
        this.intake = intake;
        this.parser = parser;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, RelpFrame frame) {
        switch (frame.command()) {
            case "open" -> {
                open = true;
                answer(context, frame.number(), "200 OK\n" + SOFTWARE);
                context.flush();
            }
            case "syslog" -> take(context, frame);
            case "close" -> {
                handIn(context);
                // After the answers to what came before it: the queue keeps the order.
                intake.append(List.of(), context.channel().remoteAddress(), new Closing(context, frame.number()));
            }
            default -> {
                answer(context, frame.number(), "500 command " + frame.command() + " is not known");
                context.flush();
            }
        }
    }

    private void take(ChannelHandlerContext context, RelpFrame frame) {
        if (!open) {
            answer(context, frame.number(), "500 open comes first");
            context.flush();
            return;
        }
        String source = "relp:" + RecordIntake.addressOf(context.channel().remoteAddress());
        records.add(parser.parse(frame.data(), source));
        numbers.add(frame.number());
        bytes += frame.data().length;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        handIn(context);
        context.fireChannelReadComplete();
    }

    private void handIn(ChannelHandlerContext context) {
        if (numbers.isEmpty()) {
            return;
        }
        outstandingBytes += bytes;
        intake.append(records, context.channel().remoteAddress(), new WhenAppended(context, numbers, bytes));
        records = new ArrayList<>();
        numbers = new ArrayList<>();
        bytes = 0;
        limit(context);
    }

    /** A sender that is faster than the disk, or than it takes its answers, is not read for a while. */
    private void limit(ChannelHandlerContext context) {
        context.channel()
                .config()
                .setAutoRead(outstandingBytes < RecordIntake.MOST_OUTSTANDING_BYTES
                        && context.channel().isWritable());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        limit(context);
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            handIn(context);
            // After the answers to what came before.
            intake.append(List.of(), context.channel().remoteAddress(), new Ending(context));
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    private static void answer(ChannelHandlerContext context, int number, String data) {
        ByteBuf frame = ByteBufUtil.writeAscii(context.alloc(), number + " rsp " + data.length() + " " + data + "\n");
        context.write(frame);
    }

    private final class WhenAppended implements Acknowledgement {

        private final ChannelHandlerContext context;
        private final List<Integer> acknowledged;
        private final long handedIn;

        private WhenAppended(ChannelHandlerContext context, List<Integer> acknowledged, long handedIn) {
            this.context = context;
            this.acknowledged = acknowledged;
            this.handedIn = handedIn;
        }

        @Override
        public void reached(long offset) {
            context.executor().execute(() -> {
                StringBuilder frames = new StringBuilder();
                for (int number : acknowledged) {
                    frames.append(number).append(" rsp 6 200 OK\n");
                }
                context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), frames));
                outstandingBytes -= handedIn;
                limit(context);
            });
        }

        @Override
        public void failed(IOException reason) {
            broken = true;
            context.close();
        }

        @Override
        public boolean isStillWanted() {
            return !broken;
        }
    }

    private record Ending(ChannelHandlerContext context) implements Acknowledgement {

        @Override
        public void reached(long offset) {
            context.executor()
                    .execute(() ->
                            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE));
        }

        @Override
        public void failed(IOException reason) {
            context.close();
        }
    }

    private record Closing(ChannelHandlerContext context, int number) implements Acknowledgement {

        @Override
        public void reached(long offset) {
            context.executor()
                    .execute(() -> context.writeAndFlush(
                                    ByteBufUtil.writeAscii(context.alloc(), number + " rsp 0\n0 serverclose 0\n"))
                            .addListener(ChannelFutureListener.CLOSE));
        }

        @Override
        public void failed(IOException reason) {
            context.close();
        }
    }
}
