package io.penstock.wire;

/**
 * Which record it is: the session in which it entered the sender, and its number there, counted from 1. A receiver that
 * knows both can tell a repetition from a new record, and a gap from silence. Confined to the drain thread; the next
 * record of the session is the same object with another sequence.
 */
public final class RecordNumber {

    private final String session;
    private long sequence;

    /** @param last the sequence of the last record before; 0: none */
    public RecordNumber(String session, long last) {
        this.session = session;
        this.sequence = last;
    }

    /** It is the next record's number from now on. */
    public RecordNumber next() {
        sequence++;
        return this;
    }

    /** Tells the sequences of one start of a sender from those of any other. Always the same object. */
    public String session() {
        return session;
    }

    public long sequence() {
        return sequence;
    }
}
