package io.penstock.jul;

/**
 * Whether the intake infers the caller while formatters are being set, perhaps by several threads at a time: as long as it
 * is open which of them is in force, if any of them shows the caller. Safe for any thread.
 *
 * <p>No lock is held while a formatter is being set, as handlers have locks of their own.
 */
final class CallerSwitch {

    private final RecordIntake intake;
    private int underWay;
    /** Whether one was set since none was under way. */
    private boolean replaced;
    /** Whether any formatter shows the caller that may be in force in the end. */
    private boolean inForce;

    CallerSwitch(RecordIntake intake) {
        this.intake = intake;
    }

    /** A formatter is about to be set. An event just before may come to lie behind it, and must know its caller then. */
    synchronized void begin(boolean showsCaller) {
        if (underWay++ == 0) {
            replaced = false;
            inForce = intake.infersCaller();
        }
        intake.inferCaller(intake.infersCaller() || showsCaller);
    }

    /** It was set, or not after all. To be called once after each {@link #begin}. */
    synchronized void end(boolean showsCaller, boolean set) {
        if (set) {
            inForce = showsCaller || (replaced && inForce);
            replaced = true;
        }
        if (--underWay == 0) {
            intake.inferCaller(inForce);
        }
    }
}
