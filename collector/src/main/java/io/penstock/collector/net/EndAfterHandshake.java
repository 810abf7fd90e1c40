package io.penstock.collector.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;

/**
 * Before the TLS of a connection: a client that shows a certificate may have sent everything, and ended, before we have checked it. The end waits for
 * that, since what is not decrypted then would be thrown away.
 */
final class EndAfterHandshake extends ChannelInboundHandlerAdapter {

    private final SslHandler tls;

    EndAfterHandshake(SslHandler tls) {
        this.tls = tls;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !tls.handshakeFuture().isDone()) {
            // Not at once: whoever completes the handshake decrypts what has come behind it first.
            tls.handshakeFuture()
                    .addListener(done -> Loops.execute(context, () -> context.fireUserEventTriggered(event)));
        } else {
            context.fireUserEventTriggered(event);
        }
    }
}
