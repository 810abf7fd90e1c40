package io.penstock;

import java.util.Locale;

/** Which of several destinations a sender connects to. */
public enum LoadBalancing {
    /** The first one that does something with what it is sent, in the order in which they were given; and back to the first. */
    FAILOVER("failover"),
    /** The next one at each new connection, from any of them on; {@code maxConnectionAge} says how often that is. */
    ROUND_ROBIN("roundRobin");

    private final String word;

    LoadBalancing(String word) {
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
    public static LoadBalancing parse(String text) {
        for (LoadBalancing choice : values()) {
            if (choice.word.toLowerCase(Locale.ROOT).equals(text.trim().toLowerCase(Locale.ROOT))) {
                return choice;
            }
        }
        throw new IllegalArgumentException("loadBalancing=" + text + " is unknown; use failover or roundRobin");
    }
}
