package io.penstock.collector.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.AttributeKey;
import io.penstock.collector.memory.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * Collects the bytes of a frame until it is whole, within bounds: a frame that stays half for too long ends its connection, and so does one
 * that would make the half frames of all connections take more memory than there is for them. On the connection's event loop.
 */
public abstract class FrameDecoder extends ByteToMessageDecoder {

    /** What the half frames of all connections take, and may take. */
    static final AttributeKey<MemoryBudget> BUDGET = AttributeKey.valueOf(FrameDecoder.class, "budget");

    private @Nullable MemoryBudget budget;
    private long held;

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        account(context, actualReadableBytes());
        super.channelReadComplete(context);
    }

    /** Also while one read follows the other: a frame that grows is noticed before it is whole. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        super.channelRead(context, bytes);
        account(context, actualReadableBytes());
    }

    private void account(ChannelHandlerContext context, long now) {
        MemoryBudget shared = budget == null ? context.channel().attr(BUDGET).get() : budget;
        if (shared == null || now == held) {
            return;
        }
        budget = shared;
        long all = shared.take(now - held);
        boolean grows = now > held;
        held = now;
        if (grows && all > shared.most()) {
            throw new CorruptedFrameException("half a frame of " + now + " bytes, and those of all connections take "
                    + all + "; there are " + shared.most() + " for them");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        account(context, 0);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        account(context, 0);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof IdleStateEvent
                && actualReadableBytes() > 0
                && context.channel().config().isAutoRead()) {
            throw new CorruptedFrameException(
                    "half a frame of " + actualReadableBytes() + " bytes came, and no more for --idle-timeout");
        }
        super.userEventTriggered(context, event);
    }

    @Override
    protected abstract void decode(ChannelHandlerContext context, ByteBuf in, java.util.List<Object> out);
}
