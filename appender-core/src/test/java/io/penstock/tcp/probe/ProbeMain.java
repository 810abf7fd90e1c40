package io.penstock.tcp.probe;

import io.penstock.ProbeChoice;
import io.penstock.sink.Announcer;
import io.penstock.sink.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a child process runs on the finished jar: prints which probe a connection gets, and what is announced. */
public final class ProbeMain {

    private ProbeMain() {}

    public static void main(String[] args) throws Exception {
        Announcer printing = new Announcer() {
            @Override
            public void warn(String message, @Nullable Throwable cause) {
                System.out.println("warned: " + message);
            }

            @Override
            public void inform(String message) {
                System.out.println("informed: " + message);
            }
        };
        ProbeChoice choice = ProbeChoice.parse(args[0]);
        StateProbes probes = new StateProbes(choice, false, Duration.ofSeconds(10), TimeSource.system(), printing);
        try (Loopback pair = new Loopback()) {
            StateProbe probe = probes.probe(pair.channel);
            pair.write(10);
            pair.peerReads(10);
            System.out.println("probe: " + probe.name() + " alive: " + probe.isAlive());
        }
    }
}
