package io.penstock;

import java.util.Locale;

/** What a sender promises about the records it was given. The caller never waits for the network in any of them. */
public enum Delivery {
    /** The connection's state is checked before each write; a batch whose write failed is sent again. */
    BEST_EFFORT("bestEffort"),
    /**
     * The last bytes written are kept and sent again on the next connection. No loss across a crash or restart of the
     * receiver as long as what it had received and not stored is below {@code tailBytes} and no proxy ends the
     * connection; at most one replay window of duplicates per reconnect.
     */
    REPLAY("replay"),
    /** At least once: kept and sent again until the receiver acknowledges. Needs a protocol that does. */
    ACKED("acked");

    private final String word;

    /** The default: {@link #ACKED} with a protocol that acknowledges, else {@link #REPLAY}. */
    public static Delivery defaultWith(boolean acknowledging) {
        return acknowledging ? ACKED : REPLAY;
    }

    Delivery(String word) {
        this.word = word;
    }

    /** As users type it. */
    @Override
    public String toString() {
        return word;
    }

    /**
     * Reads a user's word, whatever its case.
     *
     * @throws IllegalArgumentException if there is no such word; the message says which there are
     */
    public static Delivery parse(String text) {
        for (Delivery delivery : values()) {
            if (delivery.word.toLowerCase(Locale.ROOT).equals(text.trim().toLowerCase(Locale.ROOT))) {
                return delivery;
            }
        }
        throw new IllegalArgumentException("delivery=" + text + " is unknown; use bestEffort, replay or acked");
    }
}
