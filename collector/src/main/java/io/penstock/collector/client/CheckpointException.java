package io.penstock.collector.client;

import java.io.IOException;

/** The collector's log is not one in which a reader may go on from its checkpoint. Reading on would leave out records or read others. */
public final class CheckpointException extends IOException {

    private static final long serialVersionUID = 1;

    CheckpointException(String message, IOException cause) {
        super(message, cause);
    }
}
