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
import io.penstock.collector.net.Loops;
import io.penstock.collector.net.Peer;
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
    /** Memory of the records that are not handed in yet, and of those that are and that are not acknowledged yet. */
    private long collected;

    private long outstanding;

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
                intake.afterAll(context.channel(), new Closing(context, frame.number()));
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
        String source = "relp:" + Peer.of(context.channel()).address();
        records.add(parser.parse(frame.data(), source));
        numbers.add(frame.number());
        collected += RecordIntake.memoryOf(frame.data().length);
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
        if (numbers.isEmpty()) {
            return;
        }
        outstanding += collected;
        intake.append(records, collected, context.channel(), new WhenAppended(context, numbers, collected));
        records = new ArrayList<>();
        numbers = new ArrayList<>();
        collected = 0;
        limit(context);
    }

    /** A sender that is faster than the disk, or than it takes its answers, is not read for a while. */
    private void limit(ChannelHandlerContext context) {
        context.channel()
                .config()
                .setAutoRead(outstanding < RecordIntake.MOST_OUTSTANDING_BYTES
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
            intake.afterAll(context.channel(), new Ending(context));
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
            Loops.execute(context, () -> {
                StringBuilder frames = new StringBuilder();
                for (int number : acknowledged) {
                    frames.append(number).append(" rsp 6 200 OK\n");
                }
                context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), frames));
                outstanding -= handedIn;
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
            Loops.execute(
                    context,
                    () -> context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE));
        }

        @Override
        public void failed(IOException reason) {
            context.close();
        }
    }

    private record Closing(ChannelHandlerContext context, int number) implements Acknowledgement {

        @Override
        public void reached(long offset) {
            Loops.execute(
                    context,
                    () -> context.writeAndFlush(
                                    ByteBufUtil.writeAscii(context.alloc(), number + " rsp 0\n0 serverclose 0\n"))
                            .addListener(ChannelFutureListener.CLOSE));
        }

        @Override
        public void failed(IOException reason) {
            context.close();
        }
    }
}
