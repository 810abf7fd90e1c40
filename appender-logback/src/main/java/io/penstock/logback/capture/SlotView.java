package io.penstock.logback.capture;

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
     * The slot's event.
     *
     * @param kept whether somebody may hold on to it; if not, it is good until {@link #done}
     */
    public FrozenEvent of(EventSlot slot, boolean kept) {
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
