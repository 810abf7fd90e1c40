package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Books;
import io.penstock.TcpConfig;
import io.penstock.wire.Framing;
import io.penstock.wire.lines.LinesProtocol;
import io.penstock.wire.relp.RelpProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real haproxy in front of the receiver that ends connections after some idle time. */
@Timeout(180)
class HaProxyTest {

    private static final Duration IDLE = Duration.ofMillis(Soak.count(2_500, 5_000));
    private static final Duration INTERVAL = Duration.ofMillis(Soak.count(3_500, 7_000));
    private static final int EVENTS = Soak.count(4, 18);

    @TempDir
    Path directory;

    /** Both at once, since they spend their time waiting. */
    @Test
    void haproxy_endsIdleConnections_nothingIsSentTwiceAndWithIdleCloseNothingIsInDoubt() throws Exception {
        try (NumberReceiver plain = new NumberReceiver(false, null);
                NumberReceiver closing = new NumberReceiver(false, null);
                HaProxy before = started(plain, "plain");
                HaProxy beforeClosing = started(closing, "closing");
                SenderRig rig = new SenderRig(SenderRig.patient(), to(before), new LinesProtocol(Framing.NEWLINE));
                SenderRig closingRig = new SenderRig(
                        SenderRig.patient(),
                        to(beforeClosing).idleClose(IDLE.multipliedBy(4).dividedBy(5)),
                        new LinesProtocol(Framing.NEWLINE))) {
            for (int number = 0; number < EVENTS; number++) {
                int expected = number;
                assertThat(rig.offer(number, 200)).isTrue();
                assertThat(closingRig.offer(number, 200)).isTrue();
                await().atMost(Duration.ofSeconds(10)).until(() -> plain.has(expected) && closing.has(expected));
                await().pollDelay(INTERVAL).atMost(INTERVAL.multipliedBy(3)).until(() -> true);
            }

            assertThat(plain.repeats()).as("sent again").isZero();
            assertThat(rig.stats().resent()).isZero();
            assertThat(rig.stats().reconnects()).isEqualTo(EVENTS - 1);
            assertThat(rig.stats().possiblyLost()).isEqualTo(EVENTS);
            assertThat(closing.repeats()).as("sent again with idleClose").isZero();
            assertThat(closingRig.stats().resent()).isZero();
            assertThat(closingRig.stats().possiblyLost()).isZero();
            assertThat(closingRig.stats().reconnects()).isEqualTo(EVENTS - 1);
            assertThat(closingRig.messages()).noneMatch(message -> message.contains("was lost"));
            rig.stop();
            closingRig.stop();
            assertThat(rig.assertBooks(EVENTS, EVENTS).unconfirmed()).isEqualTo(EVENTS);
            assertThat(closingRig.assertBooks(EVENTS, EVENTS).unconfirmed()).isEqualTo(EVENTS);
        }
    }

    /**
     * With nobody behind it, it takes the event, tries for longer than two seconds, and then ends the connection in good
     * order: that must not pass for an event that arrived.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void haproxy_nobodyBehindIt_singleEventBeforeASilenceGoesToTheNext(boolean relp) throws Exception {
        try (NumberReceiver good = new NumberReceiver(relp, null);
                HaProxy dead = new HaProxy(directory, Ports.free(), Duration.ofSeconds(30));
                SenderRig rig = new SenderRig(
                        SenderRig.patient(),
                        to(dead).destination("127.0.0.1:" + good.port()),
                        relp ? new RelpProtocol() : new LinesProtocol(Framing.NEWLINE))) {
            dead.start();

            assertThat(rig.offer(0, 200)).isTrue();
            await().atMost(Duration.ofSeconds(20)).until(() -> good.has(0));

            assertThat(good.repeats()).isZero();
            assertThat(rig.stats().possiblyLost()).isZero();
            rig.stop();
            Books books = rig.assertBooks(1, 1);
            assertThat(relp ? books.delivered() : books.unconfirmed()).isEqualTo(1);
        }
    }

    private HaProxy started(NumberReceiver receiver, String name) throws IOException {
        Path own = Files.createDirectories(directory.resolve(name));
        HaProxy proxy = new HaProxy(own, receiver.port(), IDLE);
        proxy.start();
        return proxy;
    }

    private static TcpConfig.Builder to(HaProxy proxy) {
        return TcpConfig.builder().destination("127.0.0.1:" + proxy.port());
    }
}
