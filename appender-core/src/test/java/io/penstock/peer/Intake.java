package io.penstock.peer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** A receiver's side of a protocol: bytes in, whole records and answers out. For one connection and one thread. */
abstract class Intake {

    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private final ByteArrayOutputStream answers = new ByteArrayOutputStream();

    /** Takes bytes as they came; what they complete is added to {@link #records} and {@link #answers}. */
    abstract void take(byte[] bytes, int length) throws IOException;

    /** Whole records, each with a line end behind it; to be written to the file and then emptied. */
    final ByteArrayOutputStream records() {
        return records;
    }

    /** What may be sent back once the records are written. */
    final ByteArrayOutputStream answers() {
        return answers;
    }

    /** The connection is to be closed when the answers are sent. */
    boolean isOver() {
        return false;
    }
}
