package io.penstock.wire;

/** The peer did not keep to the protocol: the connection is closed, and what it did not acknowledge is sent again. */
public final class ProtocolException extends Exception {

    private static final long serialVersionUID = 1;

    public ProtocolException(String message) {
        super(message);
    }
}
