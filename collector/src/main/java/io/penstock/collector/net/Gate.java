package io.penstock.collector.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.penstock.collector.memory.MemoryBudget;
import java.util.function.BooleanSupplier;

/**
 * Between a connection's socket and its protocol, on its event loop. Nothing is read while the collector stops, or while the memory for what all clients
 * have sent is taken; and the connection counts as not writable while the answers of all connections take what there is for them. When
 * there is room again, the protocol is told that the writability has changed, whereupon it looks again at whether it wants to read.
 */
final class Gate extends ChannelDuplexHandler {

    /** The bit that is ours among those that make a connection not writable. */
    private static final int BIT = 1;

    private final BooleanSupplier stopping;
    private final MemoryBudget received;
    private final MemoryBudget answers;
    private Runnable again = () -> {};
    /** It has waited, and reads a little now even if others have taken the room already: nobody shall wait for ever. */
    private boolean turn;

    Gate(BooleanSupplier stopping, MemoryBudget received, MemoryBudget answers) {
        this.stopping = stopping;
        this.received = received;
        this.answers = answers;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        again = () -> Loops.execute(context, () -> open(context));
    }

    /** Protocols say when they can take more, also while we stop. Then it does not count. */
    @Override
    public void read(ChannelHandlerContext context) {
        if (stopping.getAsBoolean()) {
            context.channel().config().setAutoRead(false);
        } else if (turn) {
            turn = false;
            context.read();
        } else if (received.isFull()) {
            context.channel().config().setAutoRead(false);
            received.whenFree(again);
        } else if (answers.isFull()) {
            context.channel().config().setAutoRead(false);
            answers.whenFree(again);
        } else {
            context.read();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        int bytes = message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
        if (bytes == 0) {
            context.write(message, promise);
            return;
        }
        answers.take(bytes);
        ChannelPromise counted = promise.unvoid();
        counted.addListener(written -> answers.giveBack(bytes));
        context.write(message, counted);
        ChannelOutboundBuffer pending = context.channel().unsafe().outboundBuffer();
        if (pending != null && answers.isFull() && pending.getUserDefinedWritability(BIT)) {
            pending.setUserDefinedWritability(BIT, false);
            answers.whenFree(again);
        }
    }

    private void open(ChannelHandlerContext context) {
        ChannelOutboundBuffer pending = context.channel().unsafe().outboundBuffer();
        if (pending != null) {
            turn = true;
            pending.setUserDefinedWritability(BIT, true);
            context.fireChannelWritabilityChanged();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        received.forget(again);
        answers.forget(again);
        context.fireChannelInactive();
    }
}
