package io.penstock.collector.syslog;

import io.netty.channel.ChannelPipeline;
import io.penstock.collector.intake.OneWayHandler;
import io.penstock.collector.intake.RecordIntake;
import java.time.Clock;

/** What all connections of the syslog and RELP ports share. Safe for any thread. */
public final class SyslogService {

    private final RecordIntake intake;
    private final SyslogParser parser = new SyslogParser(Clock.systemUTC());

    public SyslogService(RecordIntake intake) {
        this.intake = intake;
    }

    /** Makes a new connection speak RELP. */
    public void configureRelp(ChannelPipeline pipeline) {
        pipeline.addLast(new RelpDecoder(intake.maxRecordBytes()), new RelpHandler(intake, parser));
    }

    /** Makes a new connection take syslog messages in either framing. */
    public void configureSyslog(ChannelPipeline pipeline) {
        pipeline.addLast(
                new SyslogFrameDecoder(intake.maxRecordBytes()), new OneWayHandler(intake, parser::parse, "syslog"));
    }
}
