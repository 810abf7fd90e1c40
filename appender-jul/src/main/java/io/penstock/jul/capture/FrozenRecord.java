package io.penstock.jul.capture;

import java.io.Serial;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * What {@link PlainRecords} makes where it cannot make plain ones.
 *
 * <p>Each is a clone of one blank record: the constructor of LogRecord would take a sequence number, which readers of
 * the log would miss, and read the clock.
 */
final class FrozenRecord extends LogRecord implements Cloneable {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final FrozenRecord BLANK = new FrozenRecord();

    private FrozenRecord() {
        super(Level.OFF, null);
        // From here on nobody infers a caller: it would be found on the wrong thread.
        setSourceClassName(null);
    }

    static FrozenRecord blank() {
        return BLANK.clone();
    }

    @Override
    protected FrozenRecord clone() {
        try {
            return (FrozenRecord) super.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A serialized record is written as a LogRecord, so that a reader does not need our classes. */
    @Serial
    private Object writeReplace() {
        LogRecord plain = new LogRecord(getLevel(), getMessage());
        PlainRecords.copy(this, plain);
        plain.setSourceClassName(getSourceClassName());
        plain.setSourceMethodName(getSourceMethodName());
        return plain;
    }
}
