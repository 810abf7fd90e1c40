package io.penstock;

import java.util.Locale;

/** Which way of reading the state of a TCP connection a user wants. */
public enum ProbeChoice {
    /** The best there is on this machine that needs no permission beyond those given. */
    AUTO("auto"),
    /** The connection's own non-blocking read, on every platform. */
    READ("read"),
    /** The kernel's {@code TCP_INFO}, on Linux with JDK 22 or later and native access granted. */
    TCP_INFO("tcpInfo"),
    /** Linux' {@code /proc/self/net/tcp}, once a second. */
    PROC("proc");

    private final String word;

    ProbeChoice(String word) {
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
    public static ProbeChoice parse(String text) {
        for (ProbeChoice choice : values()) {
            if (choice.word.toLowerCase(Locale.ROOT).equals(text.trim().toLowerCase(Locale.ROOT))) {
                return choice;
            }
        }
        throw new IllegalArgumentException("stateProbe=" + text + " is unknown; use auto, read, tcpInfo or proc");
    }
}
