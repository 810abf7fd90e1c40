package io.penstock.ring;

import io.penstock.DropReason;
import io.penstock.sink.Announcer;
import java.util.concurrent.atomic.AtomicBoolean;

/** Says once that echoes are cut; how many they are is in the books. Safe for any thread, throws nothing. */
final class EchoWarning {

    private final Announcer announcer;
    private final AtomicBoolean told = new AtomicBoolean();

    EchoWarning(Announcer announcer) {
        this.announcer = announcer;
    }

    void tell() {
        if (told.get() || told.getAndSet(true)) {
            return;
        }
        try {
            announcer.warn(
                    "An echo was cut and counted as " + DropReason.ECHO + ", and so will be others; "
                            + DropReason.ECHO.advice(),
                    null);
        } catch (Throwable failing) {
            // If the status channel itself throws, there is nobody left to tell.
        }
    }
}
