package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** What becomes of a test whose peer is not there. */
class RealPeersTest {

    private static final String WHY =
            "pigeon or a module of it is not installed; the packages are rsyslog, rsyslog-relp,"
                    + " rsyslog-openssl, syslog-ng-core, haproxy and python3; .ci/install-peers gets them";

    @Test
    void missing_auto_leavesTheTestOutAndSaysSoOnce() {
        PrintStream systemErr = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> RealPeers.missing("pigeon", "auto"))
                        .isInstanceOf(TestAbortedException.class)
                        .hasMessage(WHY);
            }
        } finally {
            System.setErr(systemErr);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("WARNING: NOT TESTED: io.penstock.peer.RealPeersTest"
                        + ".missing_auto_leavesTheTestOutAndSaysSoOnce: " + WHY);
    }

    @Test
    void missing_required_failsTheTest() {
        assertThatThrownBy(() -> RealPeers.missing("pigeon", "required"))
                .isInstanceOf(AssertionError.class)
                .hasMessage(WHY);
    }

    @Test
    void missing_anotherWord_failsTheTest() {
        assertThatThrownBy(() -> RealPeers.missing("pigeon", "yes"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("penstock.realPeers=yes is unknown; use auto, required or false");
    }
}
