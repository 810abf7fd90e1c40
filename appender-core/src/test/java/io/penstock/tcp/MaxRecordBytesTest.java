package io.penstock.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.TcpConfig;
import io.penstock.encode.RecordBound;
import io.penstock.encode.Utf8Buffer;
import io.penstock.ring.RecordingAnnouncer;
import io.penstock.ring.RingTally;
import io.penstock.sink.LossReport;
import io.penstock.sink.TimeSource;
import io.penstock.wire.Framing;
import io.penstock.wire.RecordEncoder;
import io.penstock.wire.RecordNumber;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.lines.LinesProtocol;
import io.penstock.wire.relp.RelpProtocol;
import io.penstock.wire.syslog.SyslogProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A record has a bound with its frame, whatever the protocol. */
class MaxRecordBytesTest {

    private static final int MOST = 2000;

    private final RecordingAnnouncer announcer = new RecordingAnnouncer();
    private final List<RecordBound> asked = new ArrayList<>();

    static Stream<WireProtocol> protocols() {
        return Stream.concat(
                Stream.of(Framing.values()).map(LinesProtocol::new),
                Stream.of(new SyslogProtocol(), new SyslogProtocol(true), new RelpProtocol()));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void deliver_recordsOfEverySizeAroundTheBound_haveFramesWithinIt(WireProtocol protocol) throws Exception {
        TcpSink<TextSlot> sink = sink(protocol);
        TextSlot slot = new TextSlot();
        int longestWhole = 0;
        for (int bytes = MOST - 40; bytes <= MOST + 5; bytes++) {
            int before = asked.size();
            slot.text = "x".repeat(bytes);

            sink.deliver(slot);

            if (asked.size() == before) {
                longestWhole = bytes;
            } else {
                RecordBound bound = asked.get(before);
                assertThat(bound.originalBytes()).isEqualTo(bytes);
                assertThat(bound.maxRecordBytes()).isEqualTo(MOST);
                assertThat(protocol.frameBytes(bound.recordBytes())).isLessThanOrEqualTo(MOST);
            }
        }
        assertThat(protocol.frameBytes(longestWhole)).isLessThanOrEqualTo(MOST).isGreaterThan(MOST - 3);
        sink.close();
    }

    @Test
    void deliver_manyThatAreTooLong_areToldOnce() throws Exception {
        TcpSink<TextSlot> sink = sink(new SyslogProtocol());
        TextSlot slot = new TextSlot();
        slot.text = "x".repeat(5000);

        for (int i = 0; i < 3; i++) {
            sink.deliver(slot);
        }

        assertThat(announcer.messages)
                .containsExactly("A record of 5000 bytes was shortened to 10 because of maxRecordBytes=2000; raise"
                        + " maxRecordBytes if the receiver takes longer ones. Further ones are shortened without a word"
                        + " here; each says so itself");
        sink.close();
    }

    @Test
    void deliver_anEncoderThatCannotShorten_refusesTheRecordAndTakesTheNext() throws Exception {
        try (DrivenSink driven = new DrivenSink(TcpConfig.builder().destination("127.0.0.1:1"))) {
            driven.deliver("x".repeat(59_999));
            assertThatThrownBy(() -> driven.deliver("x".repeat(60_000)))
                    .hasMessage("a record of 60000 bytes exceeds maxRecordBytes=60000; raise maxRecordBytes");
            driven.deliver("next");
        }
    }

    private TcpSink<TextSlot> sink(WireProtocol protocol) {
        RecordEncoder<TextSlot> shortening = new RecordEncoder<>() {
            @Override
            public void encode(RecordNumber number, TextSlot slot, Utf8Buffer target) {
                target.append(slot.text);
            }

            @Override
            public void encodeWithin(RecordBound bound, RecordNumber number, TextSlot slot, Utf8Buffer target) {
                asked.add(bound);
                target.append("ten bytes.");
            }

            @Override
            public void encode(RecordNumber number, LossReport report, Utf8Buffer target) {
                throw new AssertionError("nothing was lost");
            }
        };
        return new TcpSink<>(
                TcpConfig.builder()
                        .destination("127.0.0.1:1")
                        .maxRecordBytes(MOST)
                        .build(),
                protocol,
                shortening,
                null,
                new RingTally(),
                announcer,
                TimeSource.system());
    }
}
