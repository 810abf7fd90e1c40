package io.penstock.collector.net;

import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.RejectedExecutionException;

/** From other threads to a connection's event loop. */
public final class Loops {

    private Loops() {}

    /** Runs it there some time soon; not at all if the loop has ended: its connections have ended with it. */
    public static void execute(ChannelHandlerContext context, Runnable task) {
        try {
            context.executor().execute(task);
        } catch (RejectedExecutionException stopped) {
            return;
        }
    }
}
