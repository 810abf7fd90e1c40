package io.penstock.wire;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The protocols by the words users type. */
public enum ProtocolChoice {
    LINES,
    SYSLOG,
    RELP;

    /**
     * Reads a user's word, whatever its case.
     *
     * @throws IllegalArgumentException if there is no such word; the message says which there are
     */
    public static ProtocolChoice parse(String text) {
        for (ProtocolChoice choice : values()) {
            if (choice.name().equals(text.trim().toUpperCase(Locale.ROOT))) {
                return choice;
            }
        }
        throw new IllegalArgumentException("protocol=" + text + " is unknown; use lines, syslog or relp");
    }

    /** Whether its records are syslog messages. */
    public boolean isSyslog() {
        return this != LINES;
    }

    /** What is wrong with this framing for this protocol; empty if nothing is. Null: none was set. */
    public Optional<String> problem(@Nullable Framing framing) {
        return isSyslog() && framing != null
                ? Optional.of("framing=" + framing + " is for protocol=lines, and protocol=" + this
                        + " has its own; remove framing, or use protocol=lines")
                : Optional.empty();
    }

    /** The protocol; lines are framed as wanted, or by line ends. */
    public WireProtocol open(@Nullable Framing framing) {
        return switch (this) {
            case LINES -> new LinesProtocol(framing == null ? Framing.NEWLINE : framing);
            case SYSLOG -> new SyslogProtocol();
            case RELP -> new RelpProtocol();
        };
    }

    /** As users type it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
