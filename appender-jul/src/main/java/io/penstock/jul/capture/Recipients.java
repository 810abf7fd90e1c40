package io.penstock.jul.capture;

import java.util.function.UnaryOperator;
import java.util.logging.LogRecord;

/** Those who get the records of one ring, as intake and records know them. Safe for any thread. */
public interface Recipients {

    /** On the caller's thread: a bit for each recipient whose level and filter let the record pass; 0: nobody wants it. */
    long accepting(LogRecord record);

    /** Whether one of several filters might change a record behind another's back; then they must be {@link #ask}ed. */
    boolean mayChangeRecords();

    /**
     * As {@link #accepting}, for filters that may change the record.
     *
     * @param snapshots makes a copy of a record as it is now
     */
    Asked ask(LogRecord record, UnaryOperator<LogRecord> snapshots);
}
