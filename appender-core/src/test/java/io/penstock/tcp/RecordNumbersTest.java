package io.penstock.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.TcpConfig;
import io.penstock.wire.Framing;
import io.penstock.wire.lines.LinesProtocol;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gives a record its session and its sequence: the sink, before the record is written down. */
@Timeout(60)
class RecordNumbersTest {

    @Test
    void deliver_eventCannotBeEncoded_leavesAGapInTheSession() throws Exception {
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = numbering(peer)) {
            driven.deliver("number");
            assertThatThrownBy(() -> driven.deliver("fail")).hasMessage("cannot be encoded");
            driven.deliver("number");
            driven.turnUntil("both", () -> peer.lines.size() == 2);

            String session = peer.lines.get(0).split(" ")[0];
            assertThat(session).hasSize(36);
            assertThat(peer.lines).isEqualTo(List.of(session + " 1", session + " 3"));
        }
    }

    @Test
    void session_ofEachSink_isAnother() throws Exception {
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink one = numbering(peer);
                DrivenSink other = numbering(peer)) {
            one.deliver("number");
            one.turnUntil("the first", () -> peer.lines.size() == 1);
            other.deliver("number");
            other.turnUntil("the second", () -> peer.lines.size() == 2);

            assertThat(peer.lines).doesNotHaveDuplicates().allMatch(line -> line.endsWith(" 1"));
        }
    }

    private static DrivenSink numbering(LinePeer peer) {
        return new DrivenSink(TcpConfig.builder().destination(peer.destination()), new LinesProtocol(Framing.NEWLINE));
    }
}
