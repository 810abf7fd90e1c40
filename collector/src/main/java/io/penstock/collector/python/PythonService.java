package io.penstock.collector.python;

import io.netty.channel.ChannelPipeline;
import io.penstock.collector.intake.MessageReader;
import io.penstock.collector.intake.OneWayHandler;
import io.penstock.collector.intake.RecordIntake;
import io.penstock.collector.intake.RefusedException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** What all connections of the Python port share. Safe for any thread. */
public final class PythonService {

    private final RecordIntake intake;
    private final @Nullable Integer magic;
    private final MessageReader reader;

    /** @param magic four bytes before each frame; null: none, as Python's own handler sends */
    public PythonService(RecordIntake intake, @Nullable Integer magic) {
        this.intake = intake;
        this.magic = magic;
        PythonRecords records = new PythonRecords(Clock.systemUTC());
        this.reader = (pickle, source) -> {
            try {
                return records.record(pickle, source);
            } catch (PickleException refused) {
                throw new RefusedException(String.valueOf(refused.getMessage()));
            }
        };
    }

    /** Makes a new connection take frames. */
    public void configure(ChannelPipeline pipeline) {
        pipeline.addLast(
                new PythonFrameDecoder(intake.maxRecordBytes(), magic), new OneWayHandler(intake, reader, "python"));
    }
}
