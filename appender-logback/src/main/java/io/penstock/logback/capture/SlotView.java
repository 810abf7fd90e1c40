package io.penstock.logback.capture;

import ch.qos.logback.classic.spi.ILoggingEvent;

/**
 * Slots as the events that those behind the ring see. Confined to the drain thread.
 *
 * <p>Where nobody holds on to events one object serves for all of them, and the drain thread makes no garbage.
 */
public final class SlotView {

    private final Recipients recipients;
    private final boolean withCallerData;
    private final SlotEvent shared;

    public SlotView(Recipients recipients, boolean withCallerData) {
        this.recipients = recipients;
        this.withCallerData = withCallerData;
        this.shared = new SlotEvent(recipients, withCallerData);
    }

    /**
     * The slot's event: a {@link FrozenEvent}, or an event of somebody else's class as itself.
     *
     * @param kept whether somebody may hold on to it; if not, it is good until {@link #done}
     */
    public ILoggingEvent of(EventSlot slot, boolean kept) {
        ILoggingEvent foreign = slot.foreign();
        if (foreign != null) {
            return foreign;
        }
        if (kept) {
            return slot.toEvent(recipients, withCallerData);
        }
        shared.show(slot);
        return shared;
    }

    /** Nobody looks at the event any more. */
    public void done() {
        shared.showNothing();
    }
}
