package io.penstock.collector.syslog;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.penstock.collector.append.Acknowledgement;
import io.penstock.collector.append.AppendQueue;
import io.penstock.collector.log.TopicName;
import io.penstock.collector.record.LogRecord;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.List;

/** What all connections of the syslog and RELP ports share. Safe for any thread. */
public final class SyslogService {

    /** So much of one connection may wait for the disk before it is not read any more. */
    static final long MOST_OUTSTANDING_BYTES = 1 << 20;

    private final AppendQueue appends;
    private final TopicName topic;
    private final int maxRecordBytes;
    private final SyslogParser parser = new SyslogParser(Clock.systemUTC());

    /** @param topic of all records */
    public SyslogService(AppendQueue appends, TopicName topic, int maxRecordBytes) {
        this.appends = appends;
        this.topic = topic;
        this.maxRecordBytes = maxRecordBytes;
    }

    /** Makes a new connection speak RELP. */
    public void configureRelp(ChannelPipeline pipeline) {
        pipeline.addLast(new RelpDecoder(maxRecordBytes), new RelpHandler(this));
    }

    /** Makes a new connection take syslog messages in either framing. */
    public void configureSyslog(ChannelPipeline pipeline) {
        pipeline.addLast(new SyslogFrameDecoder(maxRecordBytes), new SyslogHandler(this));
    }

    SyslogParser parser() {
        return parser;
    }

    void append(List<LogRecord> records, ChannelHandlerContext from, Acknowledgement whenReached) {
        appends.append(
                topic,
                records,
                ownerOf(((InetSocketAddress) from.channel().remoteAddress()).getAddress()),
                whenReached);
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
