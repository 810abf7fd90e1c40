package io.penstock.jul.capture;

import java.util.logging.LogRecord;

/** A slot as the intake leaves it. */
public final class FilledSlot {

    private FilledSlot() {}

    /** With a record that crosses as a whole. */
    public static RecordSlot of(LogRecord record) {
        RecordSlot slot = new RecordSlot();
        slot.fill(record, 1, null);
        return slot;
    }
}
