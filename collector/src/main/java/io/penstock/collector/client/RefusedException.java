package io.penstock.collector.client;

import java.io.IOException;

/** The server refused a request, and would again. */
public final class RefusedException extends IOException {

    private static final long serialVersionUID = 1;

    private final String reason;

    RefusedException(String reason) {
        super(reason.isEmpty() ? "the server refused, without a reason" : "the server refused: " + reason);
        this.reason = reason;
    }

    /** As the server gave it. */
    public String reason() {
        return reason;
    }
}
