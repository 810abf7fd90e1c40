package io.penstock.collector.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.internal.PlatformDependent;
import io.penstock.collector.memory.MemoryBudget;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The ports that are listened on, and all connections to them. Safe for any thread. */
public final class Network implements Closeable {

    private static final int BACKLOG = 1024;
    private static final int LOW_WATER_BYTES = 64 * 1024;
    private static final int HIGH_WATER_BYTES = 256 * 1024;
    private static final long CLOSE_SECONDS = 5;
    /** Handshakes take milliseconds of a processor each; so many run at the same time. */
    private static final int HANDSHAKES = 2;

    /** Of the memory for buffers outside the heap, for half frames, and again for answers. */
    private static final int PART_OF_DIRECT_MEMORY = 4;

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup loops;
    private final ConnectionLimits limits;
    private final Consumer<String> trouble;
    private final List<Channel> ports = new ArrayList<>();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    private final Duration idleTimeout;
    private final MemoryBudget received;
    private final MemoryBudget halfFrames =
            new MemoryBudget(PlatformDependent.maxDirectMemory() / PART_OF_DIRECT_MEMORY);
    private final MemoryBudget answers = new MemoryBudget(PlatformDependent.maxDirectMemory() / PART_OF_DIRECT_MEMORY);
    private final BoundedReads reads;
    private final ExecutorService handshakes = Executors.newFixedThreadPool(HANDSHAKES, work -> {
        Thread thread = new Thread(work, "collector-tls");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean stopping;

    /**
     * @param received what the protocols hold of what came; while it is full, nothing is read
     * @param idleTimeout after which a handler of the protocol is told that nothing came and nothing could be sent
     * @param trouble told when a connection is refused
     */
    public Network(ConnectionLimits limits, MemoryBudget received, Duration idleTimeout, Consumer<String> trouble) {
        this.limits = limits;
        this.received = received;
        this.reads = new BoundedReads(() -> received.isFull() || answers.isFull());
        this.idleTimeout = idleTimeout;
        this.trouble = trouble;
        IoHandlerFactory selectors = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.loops = new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), selectors);
    }

    public ConnectionLimits limits() {
        return limits;
    }

    /**
     * Accepts connections from now on.
     *
     * @param tls null: plain
     * @param protocol adds its handlers to the pipeline of each
     * @return the address, with the port that was chosen if 0 was asked for
     * @throws IOException if the port is taken or the address is none of this machine
     */
    public InetSocketAddress listen(HostPort where, @Nullable ServerTls tls, Consumer<ChannelPipeline> protocol)
            throws IOException {
        InetSocketAddress address = where.resolve();
        if (address.isUnresolved()) {
            throw new IOException("host " + where.host() + " is unknown");
        }
        Class<? extends ServerSocketChannel> kind =
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(kind)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, reads)
                // Who sends and then says that nothing more comes still gets its answers.
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        accept(connection, tls, protocol);
                    }
                });
        Channel port;
        try {
            port = bootstrap.bind(address).syncUninterruptibly().channel();
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Exception failure) {
            // Netty throws what it is given, declared or not.
            throw failure instanceof IOException known ? known : new IOException(failure);
        }
        synchronized (ports) {
            ports.add(port);
        }
        return (InetSocketAddress) port.localAddress();
    }

    private void accept(SocketChannel connection, @Nullable ServerTls tls, Consumer<ChannelPipeline> protocol) {
        InetAddress from = connection.remoteAddress().getAddress();
        if (!limits.opened(from)) {
            trouble.accept("connection of " + from.getHostAddress() + " refused: " + limits.refusal());
            connection.close();
            return;
        }
        connection.closeFuture().addListener(closed -> limits.closed(from));
        connections.add(connection);
        connection.attr(FrameDecoder.BUDGET).set(halfFrames);
        long idle = idleTimeout.toMillis();
        connection
                .pipeline()
                .addLast(
                        new Gate(() -> stopping, received, answers),
                        new IdleStateHandler(true, 0, 0, idle, TimeUnit.MILLISECONDS));
        if (tls != null) {
            SslHandler secured = tls.newHandler(connection.alloc(), handshakes);
            connection.pipeline().addLast(new EndAfterHandshake(secured), secured);
        }
        protocol.accept(connection.pipeline());
        connection.pipeline().addLast(new LastHandler());
    }

    /** No connection is accepted any more; those that are open go on. */
    public void stopAccepting() {
        synchronized (ports) {
            ports.forEach(port -> port.close().syncUninterruptibly());
            ports.clear();
        }
    }

    /** No byte is read any more when this returns, and what was read is with the protocols' handlers. What was read is still answered. */
    public void stopReading() {
        stopping = true;
        List<Future<?>> stopped = new ArrayList<>();
        for (Channel connection : connections) {
            // On its loop, so that what is being read now has been handed on.
            stopped.add(connection.eventLoop().submit(() -> connection.config().setAutoRead(false)));
        }
        stopped.forEach(future -> future.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS));
    }

    @Override
    public void close() {
        stopAccepting();
        connections.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        handshakes.shutdown();
    }

    /** What is the matter with a connection, for the operator. Not what the client has sent, which Netty would print. */
    public static String sentence(Throwable failure) {
        Throwable known =
                failure instanceof DecoderException && failure.getCause() != null ? failure.getCause() : failure;
        return known instanceof NotSslRecordException ? "it does not speak TLS" : known.toString();
    }

    /** Whatever no handler of the protocol has caught ends the connection, and no other one. */
    private final class LastHandler extends ChannelInboundHandlerAdapter {

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                context.close();
            } else if (event instanceof IdleStateEvent && hasUntakenAnswers(context)) {
                trouble.accept("connection of " + context.channel().remoteAddress()
                        + ": it has taken nothing of its answers for --idle-timeout");
                context.close();
            }
        }

        /** Not: one that may not write because others take too much. */
        private static boolean hasUntakenAnswers(ChannelHandlerContext context) {
            ChannelOutboundBuffer pending = context.channel().unsafe().outboundBuffer();
            return pending != null && pending.totalPendingWriteBytes() > 0;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            trouble.accept("connection of " + context.channel().remoteAddress() + ": " + sentence(failure));
            context.close();
        }
    }
}
