package io.penstock.jul;

import io.penstock.jul.capture.RecordIntake;
import io.penstock.jul.capture.RecordSlot;
import io.penstock.ring.AsyncRing;
import java.util.logging.Formatter;

/** What a correctly configured handler of ours drives: a ring, and whatever is behind it. Safe for any thread. */
interface RingOutput {

    AsyncRing<RecordSlot> ring();

    RecordIntake intake();

    /** {@link java.util.logging.Handler#flush}, which cannot answer: what it could not do is said. */
    void flush();

    /** For events published after this call. */
    void setFormatter(Formatter formatter);
}
