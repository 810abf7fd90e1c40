package io.penstock.logback.encode;

/** A pattern that cannot be compiled; the message tells why and what to do. */
public final class RefusedPatternException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedPatternException(String message) {
        super(message);
    }
}
