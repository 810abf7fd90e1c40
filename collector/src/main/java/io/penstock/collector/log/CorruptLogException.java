package io.penstock.collector.log;

import java.io.IOException;

/** What stands in a file of the log is not what was written there, or was written by a newer version. */
public final class CorruptLogException extends IOException {

    private static final long serialVersionUID = 1;

    public CorruptLogException(String message) {
        super(message);
    }
}
