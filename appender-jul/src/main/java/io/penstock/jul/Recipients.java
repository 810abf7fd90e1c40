package io.penstock.jul;

import java.util.logging.LogRecord;

/** Those who get the records of one ring, as intake and records know them. Safe for any thread. */
interface Recipients {

    /** On the caller's thread: a bit for each recipient whose level and filter let the record pass; 0: nobody wants it. */
    long accepting(LogRecord record);

    /** Whether a record that comes by there has been asked about already. */
    boolean contains(Takeover takeover);
}
