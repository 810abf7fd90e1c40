package io.penstock.collector.cli;

import io.penstock.collector.client.LogdConnection;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;

/** Prints a topic's messages, one per line, as they are: {@code grep} and {@code jq} take it from there. */
final class Printing {

    private static final int MESSAGES_PER_READ = 1000;
    private static final long POLL_NANOS = 200_000_000;

    private final LogdConnection connection;
    private final String topic;
    private final OutputStream out = new BufferedOutputStream(System.out, 64 * 1024);

    Printing(LogdConnection connection, String topic) {
        this.connection = connection;
        this.topic = topic;
    }

    /**
     * @param offset from where; negative: from the oldest that is kept
     * @param limit of messages
     * @param follow whether to wait for more at the end, for ever
     */
    void print(long offset, long limit, boolean follow) throws IOException {
        long at = offset;
        long left = limit;
        while (left > 0) {
            int most = (int) Math.min(left, MESSAGES_PER_READ);
            LogdConnection.Batches found = at < 0 ? connection.tail(topic, most) : connection.read(topic, at, most);
            for (LogdConnection.Batch batch : found.batches()) {
                for (byte[] message : batch.messages()) {
                    if (left > 0) {
                        out.write(message);
                        out.write('\n');
                        left--;
                    }
                }
            }
            if (!found.batches().isEmpty()) {
                at = found.next();
            } else if (follow) {
                LockSupport.parkNanos(POLL_NANOS);
            } else {
                break;
            }
            out.flush();
            if (System.out.checkError()) {
                // Whoever reads us has gone: head(1), for instance.
                break;
            }
        }
        out.flush();
    }
}
