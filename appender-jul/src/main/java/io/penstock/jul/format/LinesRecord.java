package io.penstock.jul.format;

import java.io.Serial;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * One record that carries the finished text of many through a wrapped handler, which then encodes, writes and flushes
 * once. Guarded by the batch it belongs to.
 */
public final class LinesRecord extends LogRecord implements Cloneable {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final LinesRecord BLANK = new LinesRecord();

    private boolean taken;

    private LinesRecord() {
        // OFF is above every level a handler can be set to, but for OFF: its records were let pass one by one.
        super(Level.OFF, "");
        // A record whose class name was set, even to null, no longer infers its caller.
        setSourceClassName(null);
    }

    /**
     * A clone of an empty record. The constructor of LogRecord would take a sequence number, and readers of the log would
     * look for the missing record.
     */
    public static LinesRecord empty() {
        try {
            return (LinesRecord) BLANK.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    public void load(String text) {
        setMessage(text);
        taken = false;
    }

    /** Gives the text to the handler's formatter; from then on the handler will write it. */
    String takeText() {
        taken = true;
        return getMessage();
    }

    /**
     * Whether the handler took the text. If not, it refused the record because it was closed, or because its level or filter
     * was changed.
     */
    public boolean wasTaken() {
        return taken;
    }
}
