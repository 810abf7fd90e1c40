package io.penstock.collector.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
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
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The ports that are listened on, and all connections to them. Safe for any thread. */
public final class Network implements Closeable {

    private static final int BACKLOG = 1024;
    private static final int LOW_WATER_BYTES = 64 * 1024;
    private static final int HIGH_WATER_BYTES = 256 * 1024;
    private static final long CLOSE_SECONDS = 5;

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup loops;
    private final ConnectionLimits limits;
    private final Consumer<String> trouble;
    private final List<Channel> ports = new ArrayList<>();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    /** @param trouble told when a connection is refused */
    public Network(ConnectionLimits limits, Consumer<String> trouble) {
        this.limits = limits;
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
     * @param protocol adds its handlers to the pipeline of each
     * @return the address, with the port that was chosen if 0 was asked for
     * @throws IOException if the port is taken or the address is none of this machine
     */
    public InetSocketAddress listen(HostPort where, Consumer<ChannelPipeline> protocol) throws IOException {
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
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        accept(connection, protocol);
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

    private void accept(SocketChannel connection, Consumer<ChannelPipeline> protocol) {
        InetAddress from = connection.remoteAddress().getAddress();
        if (!limits.opened(from)) {
            trouble.accept("connection of " + from.getHostAddress() + " refused: " + limits.refusal());
            connection.close();
            return;
        }
        connection.closeFuture().addListener(closed -> limits.closed(from));
        connections.add(connection);
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

    /** No byte is read any more; what was read is still answered. */
    public void stopReading() {
        connections.forEach(connection -> connection.config().setAutoRead(false));
    }

    @Override
    public void close() {
        stopAccepting();
        connections.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    /** Whatever no handler of the protocol has caught ends the connection, and no other one. */
    private final class LastHandler extends ChannelInboundHandlerAdapter {

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            trouble.accept("connection of " + context.channel().remoteAddress() + ": " + failure);
            context.close();
        }
    }
}
