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
        // From here on nobody infers a caller.
        setSourceClassName(null);
    }

    /** A clone: the constructor of LogRecord would take a sequence number, which readers of the log would miss. */
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

    /** The handler's formatter asks: from here on the text is the handler's to write. */
    String takeText() {
        taken = true;
        return getMessage();
    }

    /** False: the handler refused it, being closed or set to a level or filter of its own. */
    public boolean wasTaken() {
        return taken;
    }
}
