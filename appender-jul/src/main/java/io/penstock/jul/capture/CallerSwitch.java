package io.penstock.jul.capture;

import io.penstock.context.ContextCarriers;
import org.jspecify.annotations.Nullable;

/**
 * What the intake takes from the calling thread while formatters are being set, perhaps by several threads at a time: as
 * long as it is open which of them is in force, whatever any of them needs. Safe for any thread.
 *
 * <p>No lock is held while a formatter is being set, as handlers have locks of their own.
 */
public final class CallerSwitch {

    private final RecordIntake intake;
    private int underWay;
    /** Whether a formatter was set since the last time at which none was being set. */
    private boolean replaced;
    /** Whether any formatter shows the caller that may be in force in the end. */
    private boolean inForce;
    /** Not null if any formatter may ask the thread that may be in force in the end. */
    private @Nullable ContextCarriers carriersInForce;

    public CallerSwitch(RecordIntake intake) {
        this.intake = intake;
    }

    /** A formatter is about to be set. An event just before may come to lie behind it, and must know its caller then. */
    public synchronized void begin(boolean showsCaller, @Nullable ContextCarriers carriers) {
        if (underWay++ == 0) {
            replaced = false;
            inForce = intake.infersCaller();
            carriersInForce = intake.carriers();
        }
        intake.need(intake.infersCaller() || showsCaller, carriers == null ? intake.carriers() : carriers);
    }

    /** It was set, or not after all. To be called once after each {@link #begin}, with the same. */
    public synchronized void end(boolean showsCaller, @Nullable ContextCarriers carriers, boolean set) {
        if (set) {
            inForce = showsCaller || (replaced && inForce);
            if (carriers != null || !replaced) {
                carriersInForce = carriers;
            }
            replaced = true;
        }
        if (--underWay == 0) {
            intake.need(inForce, carriersInForce);
        }
    }
}
