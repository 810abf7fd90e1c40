package io.penstock.collector.python;

/** A pickle that is damaged, too deep, or wants something called. */
final class PickleException extends Exception {

    private static final long serialVersionUID = 1;

    PickleException(String message) {
        super(message);
    }
}
