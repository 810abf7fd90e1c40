package io.penstock.collector.logd;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.timeout.IdleStateEvent;
import io.penstock.collector.append.Acknowledgement;
import io.penstock.collector.log.TopicLog;
import io.penstock.collector.log.TopicName;
import io.penstock.collector.net.Loops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Answers one client's requests, one after the other and in order. On the connection's event loop, which it never blocks: appends
 * and reads happen on other threads, and the client is not read meanwhile.
 */
final class LogdHandler extends SimpleChannelInboundHandler<Request> {

    private final LogdService service;
    private final Queue<Request> waiting = new ArrayDeque<>();
    private boolean busy;
    /** The client has said that nothing more comes. */
    private boolean inputEnded;

    private @Nullable ReadJob reading;

    LogdHandler(LogdService service) {
        this.service = service;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Request request) {
        if (request instanceof Request.Batch) {
            service.batchCame();
        }
        service.received().take(request.bytes());
        waiting.add(request);
        answerNext(context);
    }

    private void answerNext(ChannelHandlerContext context) {
        while (!busy && isTaking(context) && !waiting.isEmpty()) {
            Request next = waiting.remove();
            service.received().giveBack(next.bytes());
            begin(context, next);
        }
        boolean answered = !busy && waiting.isEmpty();
        if (answered && inputEnded) {
            close(context, "");
        }
        // What was read of one segment of the network may hold many requests; no more is read until they are answered,
        // and the answers taken.
        context.channel().config().setAutoRead(answered && isTaking(context));
    }

    private static boolean isTaking(ChannelHandlerContext context) {
        return context.channel().isActive() && context.channel().isWritable();
    }

    private void begin(ChannelHandlerContext context, Request request) {
        if (request instanceof Request.Batch batch) {
            busy = true;
            service.append(batch, new WhenAppended(context));
        } else if (request instanceof Request.Read read) {
            read(context, read.topic(), read.offset(), read.messages());
        } else if (request instanceof Request.Tail tail) {
            read(context, tail.topic(), -1, tail.messages());
        } else if (request instanceof Request.Resume resume) {
            send(context, service.resume(resume.topic(), resume.checkpoint()));
        } else if (request instanceof Request.Stats) {
            send(context, LogdAnswers.several(service.stats()));
        } else if (request instanceof Request.Config) {
            send(context, LogdAnswers.several(service.config((InetSocketAddress)
                    context.channel().localAddress())));
        } else if (request instanceof Request.Close) {
            close(context, LogdAnswers.OK);
        } else if (request instanceof Request.Bad bad) {
            service.refused();
            if (bad.fatal()) {
                close(context, LogdAnswers.error(bad.reason()));
            } else {
                send(context, LogdAnswers.error(bad.reason()));
            }
        }
    }

    private void close(ChannelHandlerContext context, String answer) {
        busy = true;
        forgetWaiting();
        send(context, answer, ChannelFutureListener.CLOSE);
    }

    private void forgetWaiting() {
        waiting.forEach(request -> {
            service.received().giveBack(request.bytes());
            if (request instanceof Request.Batch) {
                service.batchAnswered();
            }
        });
        waiting.clear();
    }

    private void appended() {
        busy = false;
        service.batchAnswered();
    }

    private static void send(ChannelHandlerContext context, String answer, ChannelFutureListener... then) {
        ByteBuf line = ByteBufUtil.writeAscii(context.alloc(), answer);
        context.writeAndFlush(line).addListeners(then);
    }

    private void read(ChannelHandlerContext context, TopicName topic, long offset, int messages) {
        Optional<TopicLog> log = service.topic(topic);
        if (log.isEmpty()) {
            send(context, LogdAnswers.error("not found"));
            return;
        }
        busy = true;
        ReadJob job = new ReadJob(log.get(), offset, messages, context, failure -> done(context, failure));
        reading = job;
        service.read(job, context);
    }

    /** On any thread. */
    private void done(ChannelHandlerContext context, @Nullable Throwable failure) {
        Loops.execute(context, () -> {
            reading = null;
            busy = false;
            if (failure != null) {
                // The client has counted on more than it got; only an end of the connection says so.
                if (context.channel().isActive()) {
                    service.connectionFailed(context.channel().remoteAddress(), failure);
                }
                context.close();
            } else {
                answerNext(context);
            }
        });
    }

    private final class WhenAppended implements Acknowledgement {

        private final ChannelHandlerContext context;

        private WhenAppended(ChannelHandlerContext context) {
            this.context = context;
        }

        @Override
        public void reached(long offset) {
            Loops.execute(context, () -> {
                appended();
                send(context, LogdAnswers.ok(offset, 1));
                answerNext(context);
            });
        }

        /** An error would be a refusal; what passes is answered by an end of the connection, and the client comes again. */
        @Override
        public void failed(IOException reason) {
            Loops.execute(context, () -> {
                appended();
                if (reason instanceof io.penstock.collector.log.TooManyTopicsException) {
                    send(context, LogdAnswers.error("maximum topics allowed"));
                    answerNext(context);
                } else {
                    busy = true;
                    context.close();
                }
            });
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        ReadJob present = reading;
        if (!context.channel().isWritable()) {
            return;
        }
        if (present != null) {
            service.read(present, context);
        } else {
            answerNext(context);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        forgetWaiting();
        ReadJob present = reading;
        if (present != null) {
            service.read(present, context);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            answerNext(context);
        } else if (event instanceof IdleStateEvent
                && !busy
                && waiting.isEmpty()
                // Otherwise it is we who do not read what it has sent.
                && context.channel().config().isAutoRead()) {
            context.close();
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        service.connectionFailed(context.channel().remoteAddress(), failure);
        context.close();
    }
}
