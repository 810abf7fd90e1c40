package io.penstock.collector.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages to a topic of a collector, or of a logd server, in batches. Safe for any thread.
 *
 * <p>A batch is sent when it is full ({@link Builder#maxBatchBytes}) or when its first message is old enough ({@link Builder#maxDelay}), one batch at a
 * time, by a thread of the writer's own. Nothing that {@link #write} has taken is ever thrown away: it is acknowledged, or it waits, or
 * its batch is handed back ({@link #takeFailed}) and can be written again ({@link #retry}). Memory is bounded: when batches are not taken by the
 * collector, {@code write} waits; when the collector does not answer, or failed batches are not taken back, it throws, and the message is not taken.
 */
public final class Writer implements Closeable {

    /** Default of the size at which a batch is sent: what every logd server takes. */
    public static final int DEFAULT_MAX_BATCH_BYTES = 60_000;

    /** Default of how long the first message of a batch waits for others. */
    public static final Duration DEFAULT_MAX_DELAY = Duration.ofMillis(400);

    /** Default of how long a connect or an answer may take. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);

    private static final int MOST_READY = 8;
    private static final int MOST_FAILED = 64;
    private static final int FRAMING_BYTES = 18;
    private static final long FIRST_BACKOFF_MILLIS = 20;
    private static final long LONGEST_BACKOFF_MILLIS = 5_000;
    /** After a longer pause the server may have closed the connection. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final InetSocketAddress server;
    private final String topic;
    private final int maxBatchBytes;
    private final long maxDelayNanos;
    private final Duration timeout;
    private final WriterListener listener;
    private final Thread sender = new Thread(this::sendAll, "collector-writer");

    // Guarded by this:
    private List<byte[]> filling = new ArrayList<>();
    private int fillingBytes;
    private long fillingSince;
    private final Deque<List<byte[]>> ready = new ArrayDeque<>();
    private boolean sending;
    private final List<FailedBatch> failed = new ArrayList<>();
    private long failures;
    private WriterState state = WriterState.CONNECTED;
    private @Nullable IOException trouble;
    private boolean closing;
    private long closeDeadline;

    // Of the thread that sends:
    private @Nullable LogdConnection connection;
    private long lastUsed;
    private long backoffMillis = FIRST_BACKOFF_MILLIS;

    private Writer(Builder builder) {
        server = builder.server;
        topic = builder.topic;
        maxBatchBytes = builder.maxBatchBytes;
        maxDelayNanos = builder.maxDelay.toNanos();
        timeout = builder.timeout;
        listener = builder.listener;
    }

    /** @param server the collector's logd port */
    public static Builder to(InetSocketAddress server, String topic) {
        return new Builder(server, topic);
    }

    /** What a writer is told. Not safe for concurrent use. */
    public static final class Builder {
        private final InetSocketAddress server;
        private final String topic;
        private int maxBatchBytes = DEFAULT_MAX_BATCH_BYTES;
        private Duration maxDelay = DEFAULT_MAX_DELAY;
        private Duration timeout = DEFAULT_TIMEOUT;
        private WriterListener listener = WriterListener.NONE;

        private Builder(InetSocketAddress server, String topic) {
            this.server = server;
            this.topic = topic;
        }

        /** Size at which a batch is sent, in bytes; {@value #DEFAULT_MAX_BATCH_BYTES} by default. A longer message is sent alone. */
        public Builder maxBatchBytes(int bytes) {
            if (bytes < 1 || bytes > DEFAULT_MAX_BATCH_BYTES) {
                throw new IllegalArgumentException("maxBatchBytes=" + bytes + " is not in 1.." + DEFAULT_MAX_BATCH_BYTES
                        + "; servers refuse batches of more than 64 KiB");
            }
            maxBatchBytes = bytes;
            return this;
        }

        /** How long the first message of a batch waits for others; 400 ms by default. */
        public Builder maxDelay(Duration delay) {
            maxDelay = positive("maxDelay", delay);
            return this;
        }

        /** How long a connect or an answer may take, and {@link Writer#close}; 15 s by default. */
        public Builder timeout(Duration longest) {
            timeout = positive("timeout", longest);
            return this;
        }

        public Builder listener(WriterListener told) {
            listener = told;
            return this;
        }

        private static Duration positive(String name, Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(name + "=" + value + " is no time to wait; use more than 0");
            }
            return value;
        }

        /** Begins; it connects when there is something to send. */
        public Writer open() {
            Writer writer = new Writer(this);
            writer.sender.setDaemon(true);
            writer.sender.start();
            return writer;
        }
    }

    /** As {@link #write(byte[])}, in UTF-8. */
    public void write(String message) throws IOException {
        write(message.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Takes a message; waits while the collector is slower than the callers.
     *
     * @throws IOException if the message was not taken: the collector does not answer, the writer is closed, or too many batches have failed
     */
    public synchronized void write(byte[] message) throws IOException {
        requireTaking();
        sealIfFullWith(message);
        while (ready.size() >= MOST_READY) {
            await(0);
            requireTaking();
            // Others may have written meanwhile.
            sealIfFullWith(message);
        }
        if (filling.isEmpty()) {
            fillingSince = System.nanoTime();
            notifyAll();
        }
        filling.add(message.clone());
        fillingBytes += message.length + FRAMING_BYTES;
        if (fillingBytes >= maxBatchBytes) {
            seal();
        }
    }

    private void sealIfFullWith(byte[] message) {
        if (fillingBytes > 0 && fillingBytes + message.length + FRAMING_BYTES > maxBatchBytes) {
            seal();
        }
    }

    private void requireTaking() throws IOException {
        if (closing) {
            throw new IOException("the writer is closed");
        }
        if (state == WriterState.FAILING) {
            throw new IOException(
                    "the collector at " + server + " does not answer; the message was not taken", trouble);
        }
        if (failed.size() >= MOST_FAILED) {
            throw new IOException(failed.size() + " batches have failed; take them back with takeFailed() first");
        }
    }

    private void seal() {
        if (!filling.isEmpty()) {
            ready.add(filling);
            filling = new ArrayList<>();
            fillingBytes = 0;
            notifyAll();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // each caller asks again in a loop
    private void await(long nanos) throws IOException {
        try {
            if (nanos == 0) {
                wait();
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, nanos);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the collector");
        }
    }

    /**
     * Sends what was taken, and waits for its acknowledgement.
     *
     * @return whether all of it is acknowledged; false: time was up, or a batch failed meanwhile
     */
    public synchronized boolean flush(Duration longest) throws IOException {
        long deadline = System.nanoTime() + longest.toNanos();
        long failuresBefore = failures;
        seal();
        while (sending || !ready.isEmpty()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            await(left);
        }
        return failures == failuresBefore;
    }

    /** The batches that have failed so far; from now on they are the caller's. Also after {@link #close}. */
    public synchronized List<FailedBatch> takeFailed() {
        List<FailedBatch> taken = List.copyOf(failed);
        failed.clear();
        notifyAll();
        return taken;
    }

    /**
     * Writes a failed batch again, behind what waits.
     *
     * @throws IOException if the writer is closed
     */
    public synchronized void retry(FailedBatch batch) throws IOException {
        if (closing) {
            throw new IOException("the writer is closed");
        }
        ready.add(batch.messages());
        notifyAll();
    }

    public synchronized WriterState state() {
        return state;
    }

    private void sendAll() {
        for (List<byte[]> batch = next(); batch != null; batch = next()) {
            send(batch);
        }
        disconnect();
        change(WriterState.CLOSED, null);
    }

    /** The next batch; null: that was all, or the time for it is up. */
    private synchronized @Nullable List<byte[]> next() {
        while (true) {
            long now = System.nanoTime();
            if (!filling.isEmpty() && (closing || now - fillingSince >= maxDelayNanos)) {
                seal();
            }
            if (closing && closeDeadline - now <= 0) {
                return null;
            }
            if (!ready.isEmpty()) {
                sending = true;
                return ready.remove();
            }
            if (closing) {
                return null;
            }
            try {
                if (filling.isEmpty()) {
                    wait();
                } else {
                    TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, maxDelayNanos - (now - fillingSince)));
                }
            } catch (InterruptedException nobodyInterruptsUs) {
                // Looked at again.
            }
        }
    }

    private void send(List<byte[]> batch) {
        LogdConnection open;
        try {
            open = connected();
        } catch (IOException nobodyThere) {
            putBack(batch, nobodyThere);
            return;
        }
        try {
            change(WriterState.FLUSHING, null);
            long offset = open.write(topic, batch);
            lastUsed = System.nanoTime();
            backoffMillis = FIRST_BACKOFF_MILLIS;
            tell(() -> listener.acknowledged(offset, batch.size()));
            done();
            change(WriterState.CONNECTED, null);
        } catch (RefusedException refused) {
            lastUsed = System.nanoTime();
            fail(batch, refused, false);
            change(WriterState.CONNECTED, null);
        } catch (IOException | RuntimeException failure) {
            disconnect();
            IOException reason = failure instanceof IOException io ? io : new IOException(failure);
            fail(batch, reason, true);
            reconnect(reason);
        }
    }

    private LogdConnection connected() throws IOException {
        LogdConnection present = connection;
        if (present != null && System.nanoTime() - lastUsed > IDLE_NANOS && present.isEnded()) {
            disconnect();
            present = null;
        }
        if (present == null) {
            present = new LogdConnection(server, timeout);
            connection = present;
            lastUsed = System.nanoTime();
        }
        return present;
    }

    /** It was not sent: it is simply the next one again. */
    private void putBack(List<byte[]> batch, IOException reason) {
        synchronized (this) {
            ready.addFirst(batch);
            sending = false;
        }
        reconnect(reason);
    }

    /** Until there is a connection again, or no more time. */
    private void reconnect(IOException reason) {
        change(WriterState.FAILING, reason);
        while (pause()) {
            try {
                connected();
                change(WriterState.CONNECTED, null);
                return;
            } catch (IOException stillNobody) {
                backoffMillis = Math.min(2 * backoffMillis, LONGEST_BACKOFF_MILLIS);
            }
        }
    }

    /** @return false: it is closed, and its time is up */
    private synchronized boolean pause() {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(backoffMillis);
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            if (closing && closeDeadline - System.nanoTime() <= 0) {
                return false;
            }
            long longest = closing ? Math.min(left, Math.max(1, closeDeadline - System.nanoTime())) : left;
            try {
                TimeUnit.NANOSECONDS.timedWait(this, longest);
            } catch (InterruptedException nobodyInterruptsUs) {
                // Looked at again.
            }
        }
        return true;
    }

    private void disconnect() {
        LogdConnection closed = connection;
        connection = null;
        if (closed != null) {
            try {
                closed.close();
            } catch (IOException alreadyGone) {
                // Nothing of it is needed any more.
            }
        }
    }

    private synchronized void done() {
        sending = false;
        notifyAll();
    }

    private void fail(List<byte[]> batch, IOException reason, boolean mayBeStored) {
        FailedBatch handedBack = new FailedBatch(batch, reason, mayBeStored);
        synchronized (this) {
            failed.add(handedBack);
            failures++;
        }
        tell(() -> listener.failed(handedBack));
        done();
    }

    private void change(WriterState next, @Nullable IOException reason) {
        synchronized (this) {
            if (state == next) {
                return;
            }
            state = next;
            trouble = reason;
            notifyAll();
        }
        tell(() -> listener.stateChanged(next, reason));
    }

    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException listenersOwnAffair) {
            // The writer goes on.
        }
    }

    /**
     * Sends what was taken and ends, within the time-out. What was not acknowledged by then is in {@link #takeFailed}.
     *
     * @throws IOException if there is such a batch
     */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (!closing) {
                closing = true;
                closeDeadline = System.nanoTime() + timeout.toNanos();
                notifyAll();
            }
        }
        try {
            sender.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the last messages were sent");
        }
        synchronized (this) {
            seal();
            for (List<byte[]> left : ready) {
                failed.add(new FailedBatch(left, new IOException("the writer was closed before", trouble), false));
            }
            ready.clear();
            if (!failed.isEmpty()) {
                throw new IOException(
                        failed.size() + " batches were not acknowledged; they are in takeFailed()",
                        failed.get(0).reason());
            }
        }
    }
}
