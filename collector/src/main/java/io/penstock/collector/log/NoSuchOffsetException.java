package io.penstock.collector.log;

import java.io.IOException;

/** No batch of the topic begins at this offset: there never was one, or retention has deleted it. */
public final class NoSuchOffsetException extends IOException {

    private static final long serialVersionUID = 1;

    public NoSuchOffsetException(String message) {
        super(message);
    }
}
