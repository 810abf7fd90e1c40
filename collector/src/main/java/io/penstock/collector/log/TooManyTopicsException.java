package io.penstock.collector.log;

import java.io.IOException;

/** A new topic would be one too many. */
public final class TooManyTopicsException extends IOException {

    private static final long serialVersionUID = 1;

    public TooManyTopicsException(String message) {
        super(message);
    }
}
