package io.penstock.collector.logd;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.penstock.collector.log.CorruptLogException;
import io.penstock.collector.log.LogCursor;
import io.penstock.collector.log.NoSuchOffsetException;
import io.penstock.collector.log.StoredBatch;
import io.penstock.collector.log.TopicLog;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
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

    private static final int CHUNK_BYTES = 64 * 1024;

    private final TopicLog log;
    private final long wanted;
    private final int messages;
    private final ChannelHandlerContext context;
    /** Told once, with the reason if the answer could not be completed. */
    private final Consumer<@Nullable Throwable> done;

    /** How often it was asked to run since it last found nothing to do: only who finds 0 runs. */
    private final AtomicInteger calls = new AtomicInteger();

    private @Nullable LogCursor cursor;
    /** The batch under way, how much of its body has been sent, and the body: that only while the client takes it. */
    private @Nullable StoredBatch batch;

    private int sent;
    private @Nullable ByteBuffer body;

    private int batchesLeft;
    private boolean ended;

    ReadJob(
            TopicLog log,
            long wanted,
            int messages,
            ChannelHandlerContext context,
            Consumer<@Nullable Throwable> done) {
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
                end(new ClosedChannelException());
            }
        } catch (NoSuchOffsetException nothingThere) {
            notFound(nothingThere);
        } catch (IOException | RuntimeException failure) {
            end(failure);
        } finally {
            // Ten thousand clients that take nothing hold no batch; it is read again when one goes on.
            body = null;
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
            notFound(null);
            return;
        }
        batchesLeft = batches;
        cursor = log.read(start, false);
        write(LogdAnswers.ok(start, batches));
    }

    /** The end of the log is also "not found": clients ask again. */
    private void notFound(@Nullable Throwable inTheMiddle) {
        if (batchesLeft > 0) {
            end(inTheMiddle);
        } else {
            write(LogdAnswers.error("not found"));
            end(null);
        }
    }

    private void sendNext() throws IOException {
        StoredBatch present = batch;
        if (present == null) {
            present = cursor == null ? null : cursor.next();
            if (present == null) {
                end(new EOFException("the log has become shorter"));
                return;
            }
            batch = present;
            sent = 0;
            context.write(Unpooled.wrappedBuffer(present.envelope()));
        }
        ByteBuffer bytes = body == null ? present.body() : body;
        body = bytes;
        // In chunks, since over TLS each is copied and encrypted when it is written.
        int length = Math.min(bytes.limit() - sent, CHUNK_BYTES);
        context.writeAndFlush(Unpooled.wrappedBuffer(bytes.slice(sent, length)));
        sent += length;
        if (sent == bytes.limit()) {
            batch = null;
            body = null;
            batchesLeft--;
            if (batchesLeft == 0) {
                end(null);
            }
        }
    }

    private void write(String line) {
        context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), line));
    }

    private void end(@Nullable Throwable failure) {
        ended = true;
        try {
            if (cursor != null) {
                cursor.close();
            }
        } catch (IOException closing) {
            // Of a file that was only read.
        }
        done.accept(failure);
    }
}
