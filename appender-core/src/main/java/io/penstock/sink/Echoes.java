package io.penstock.sink;

/**
 * Tells the events that a sink passes on from those that are logged while it works. Whoever is behind the sink may be a
 * proxy, too, and what the sink itself logs would make it log again, without end. Confined to the drain thread.
 */
public interface Echoes {

    /** Of a sink that passes nothing on. */
    Echoes NONE = new Echoes() {
        @Override
        public boolean isNew(Object event) {
            return true;
        }

        @Override
        public boolean isBeingDelivered(Object event) {
            return false;
        }
    };

    /**
     * Of an event that arrives at an appender or handler of ours while the drain thread drives the sink: whether it was
     * logged just now, and is not one that the sink was given and has passed on.
     */
    boolean isNew(Object event);

    /** Of an event that is not {@linkplain #isNew new}: whether it is the very one that the sink is just handing on. */
    boolean isBeingDelivered(Object event);
}
