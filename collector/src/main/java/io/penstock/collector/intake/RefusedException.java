package io.penstock.collector.intake;

/** A message that cannot be kept, and would not be if it came again. */
public final class RefusedException extends Exception {

    private static final long serialVersionUID = 1;

    public RefusedException(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
