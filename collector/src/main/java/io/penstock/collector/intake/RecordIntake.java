package io.penstock.collector.intake;

import io.penstock.collector.append.Acknowledgement;
import io.penstock.collector.append.AppendQueue;
import io.penstock.collector.log.TopicName;
import io.penstock.collector.record.LogRecord;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Where records go to, whatever protocol they came by. Safe for any thread. */
public final class RecordIntake {

    /** So much of one connection may wait for the disk before it is not read any more. */
    public static final long MOST_OUTSTANDING_BYTES = 1 << 20;

    private final AppendQueue appends;
    private final TopicName topic;
    private final int maxRecordBytes;
    private final Consumer<String> trouble;
    private final LongAdder refused = new LongAdder();

    /** @param topic of all records */
    public RecordIntake(AppendQueue appends, TopicName topic, int maxRecordBytes, Consumer<String> trouble) {
        this.appends = appends;
        this.topic = topic;
        this.maxRecordBytes = maxRecordBytes;
        this.trouble = trouble;
    }

    public int maxRecordBytes() {
        return maxRecordBytes;
    }

    /** Appends them some time soon, and calls back. */
    public void append(List<LogRecord> records, SocketAddress from, Acknowledgement whenReached) {
        appends.append(topic, records, ownerOf(((InetSocketAddress) from).getAddress()), whenReached);
    }

    /** A record that cannot be kept, and would not be if it came again: counted, and told. */
    public void refuse(SocketAddress from, String reason) {
        refused.increment();
        trouble.accept("a record from " + addressOf(from) + " was refused: " + reason);
    }

    /** Since the start. */
    public long refused() {
        return refused.sum();
    }

    /** Without the port, which differs each time. */
    public static String addressOf(SocketAddress from) {
        return ((InetSocketAddress) from).getAddress().getHostAddress();
    }

    /** Whose sessions these are: without certificates, those of an address. */
    private static long ownerOf(InetAddress address) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(address.getAddress());
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
