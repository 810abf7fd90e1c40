package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Books;
import io.penstock.Delivery;
import io.penstock.SenderStats;
import io.penstock.TcpConfig;
import io.penstock.peer.FaultProxy.Direction;
import io.penstock.wire.relp.RelpProtocol;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A good receiver behind a network that is none: with acknowledgements every record arrives all the same. */
class FaultyNetworkTest {

    private static final Duration LONG = Duration.ofSeconds(40);
    private static final int PER_SECOND = 4000;
    private static final int RECORD_BYTES = 200;

    @TempDir
    Path directory;

    @Test
    void acked_latencyAndJitter_arrives() throws Exception {
        run(3, 1, proxy -> {
            proxy.latency(Direction.TO_SERVER, 3, 10);
            proxy.latency(Direction.TO_CLIENT, 3, 10);
        });
    }

    /** Answers are cut wherever it hurts. */
    @Test
    void acked_singleBytes_arrive() throws Exception {
        run(2, 1, proxy -> {
            proxy.slice(Direction.TO_SERVER, 7);
            proxy.slice(Direction.TO_CLIENT, 1);
        });
    }

    @Test
    void acked_resetAgainAndAgain_arrives() throws Exception {
        run(25, 26, FaultProxy::reset);
    }

    @Test
    void acked_closedAgainAndAgain_arrives() throws Exception {
        run(25, 26, FaultProxy::closeConnections);
    }

    /** The receiver goes on listening to what nobody will ever confirm. */
    @Test
    void acked_answersEndAgainAndAgain_arrives() throws Exception {
        run(15, 16, proxy -> proxy.halfClose(Direction.TO_CLIENT));
    }

    @Test
    void acked_refusedForAWhile_arrives() throws Exception {
        run(6, 7, proxy -> {
            proxy.refuse();
            proxy.reset();
        });
    }

    @Test
    void acked_takenByAPeerThatNeverReads_arrives() throws Exception {
        run(3, 4, proxy -> {
            proxy.neverRead();
            proxy.reset();
        });
    }

    /** Bytes that get lost in the answers: some make no sense any more, others never come. */
    @Test
    void acked_holesInTheAnswers_arrives() throws Exception {
        run(8, 9, proxy -> afterAnswers(proxy, () -> proxy.drop(Direction.TO_CLIENT, 5)));
    }

    /** One byte in seventeen is another: of a number, a length, a status, the greeting. None of them may pass for an answer. */
    @Test
    void acked_wrongBytesInTheAnswers_areNoticedAndAllArrives() throws Exception {
        SenderStats stats = run(8, 9, proxy -> afterAnswers(proxy, () -> proxy.corrupt(Direction.TO_CLIENT, 17)));

        assertThat(stats.protocolErrors()).as(stats.toString()).isPositive();
    }

    /**
     * Returns when answers have come to harm. The first of them may have been under way before; of the next three one is
     * hit where it hurts: the words after the status are not read.
     */
    private static void afterAnswers(FaultProxy proxy, Runnable fault) {
        long before = proxy.writes(Direction.TO_CLIENT);
        fault.run();
        await().atMost(LONG).until(() -> proxy.writes(Direction.TO_CLIENT) >= before + 4);
    }

    /** If each strike ends a connection, none hits one that is just being made. */
    private SenderStats run(int times, int leastConnections, Fault fault) throws Exception {
        try (ReceiverProcess receiver = ReceiverProcess.of("relp", directory);
                FaultProxy proxy = new FaultProxy(receiver.address())) {
            receiver.start();
            TcpConfig.Builder tcp = TcpConfig.builder()
                    .destination("127.0.0.1:" + proxy.port())
                    .delivery(Delivery.ACKED)
                    .connectTimeout(Duration.ofMillis(300))
                    .ackTimeout(Duration.ofMillis(300))
                    .maxInFlightBytes(1 << 20)
                    .maxBackoff(Duration.ofMillis(100));
            try (SenderRig rig = new SenderRig(SenderRig.patient(), tcp, new RelpProtocol());
                    Load load = Load.start(rig, PER_SECOND, RECORD_BYTES)) {
                for (int time = 0; time < times; time++) {
                    int reconnects = leastConnections > times ? time : 0;
                    assertThat(load.awaitMore(300, LONG))
                            .as("%s %s", rig.stats(), rig.messages())
                            .isTrue();
                    rig.awaitLinked(proxy, reconnects);
                    fault.strike(proxy);
                    // Some 50 ms. If it takes longer the ring is full, and would wait for the network to be healed.
                    load.awaitMore(200, Duration.ofSeconds(1));
                    proxy.heal();
                }
                load.stop();

                assertThat(rig.flush(LONG)).as(rig.stats().toString()).isTrue();
                assertThat(rig.stop()).isZero();
                assertThat(proxy.accepted()).as("connections").isGreaterThanOrEqualTo(leastConnections);
                Received received = Received.in(directory);
                assertThat(received.lost(load.accepted()))
                        .as(received.toString())
                        .isZero();
                assertThat(received.strange()).as(received.toString()).isZero();
                Books books = rig.assertBooks(load.offered(), load.accepted());
                assertThat(books.delivered()).as(books.toString()).isEqualTo(load.accepted());
                return rig.stats();
            }
        }
    }

    private interface Fault {
        void strike(FaultProxy proxy);
    }
}
