package io.penstock.collector.logd;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.penstock.collector.log.CorruptLogException;
import io.penstock.collector.log.LogCursor;
import io.penstock.collector.log.NoSuchOffsetException;
import io.penstock.collector.log.StoredBatch;
import io.penstock.collector.log.TopicLog;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers one READ or TAIL: counts the batches, then sends one after the other as fast as the client takes them. Runs on a reader thread,
 * since a file that is not in memory blocks whoever reads it; run again when the client can take more.
 */
final class ReadJob implements Runnable {

    /** As logd has it. */
    private static final int MOST_MESSAGES = 50_000;

    private final TopicLog log;
    private final long wanted;
    private final int messages;
    private final ChannelHandlerContext context;
    /** Told once, with true if the answer could not be completed. */
    private final Consumer<Boolean> done;

    /** How often it was asked to run since it last found nothing to do: only who finds 0 runs. */
    private final AtomicInteger calls = new AtomicInteger();

    private @Nullable LogCursor cursor;
    private int batchesLeft;
    private boolean ended;

    ReadJob(TopicLog log, long wanted, int messages, ChannelHandlerContext context, Consumer<Boolean> done) {
        this.log = log;
        this.wanted = wanted;
        this.messages = Math.min(messages, MOST_MESSAGES);
        this.context = context;
        this.done = done;
    }

    @Override
    public void run() {
        if (calls.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        while (seen != 0) {
            goOn();
            int before = seen;
            seen = calls.addAndGet(-before);
        }
    }

    private void goOn() {
        if (ended) {
            return;
        }
        try {
            if (cursor == null) {
                begin();
            }
            while (!ended && context.channel().isActive() && context.channel().isWritable()) {
                sendNext();
            }
            if (!context.channel().isActive()) {
                end(true);
            }
        } catch (NoSuchOffsetException nothingThere) {
            notFound();
        } catch (IOException | RuntimeException failure) {
            context.fireExceptionCaught(failure);
            end(true);
        }
    }

    private void begin() throws IOException {
        long start = wanted < 0 ? log.oldest() : wanted;
        int batches = 0;
        int found = 0;
        try (LogCursor counting = log.read(start, false)) {
            for (StoredBatch batch = counting.next(); batch != null; batch = counting.next()) {
                batches++;
                found += batch.header().count();
                if (found >= messages) {
                    break;
                }
            }
        } catch (CorruptLogException damaged) {
            // What is before it is right; asked for the damaged place itself, there is nothing.
            if (batches == 0) {
                throw damaged;
            }
        }
        if (batches == 0) {
            notFound();
            return;
        }
        batchesLeft = batches;
        cursor = log.read(start, false);
        write(LogdAnswers.ok(start, batches));
    }

    /** The end of the log is also "not found": clients ask again. */
    private void notFound() {
        if (!ended) {
            if (batchesLeft > 0) {
                end(true);
            } else {
                write(LogdAnswers.error("not found"));
                end(false);
            }
        }
    }

    private void sendNext() throws IOException {
        LogCursor present = cursor;
        StoredBatch batch = present == null || batchesLeft == 0 ? null : present.next();
        if (batch == null) {
            end(batchesLeft > 0);
            return;
        }
        ByteBuf bytes =
                Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(batch.envelope()), Unpooled.wrappedBuffer(batch.body()));
        context.writeAndFlush(bytes);
        batchesLeft--;
        if (batchesLeft == 0) {
            end(false);
        }
    }

    private void write(String line) {
        context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), line));
    }

    private void end(boolean failed) {
        ended = true;
        try {
            if (cursor != null) {
                cursor.close();
            }
        } catch (IOException closing) {
            // Of a file that was only read.
        }
        done.accept(failed);
    }
}
