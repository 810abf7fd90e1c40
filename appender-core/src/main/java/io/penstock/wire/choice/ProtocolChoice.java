package io.penstock.wire.choice;

import io.penstock.wire.Framing;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.lines.LinesProtocol;
import io.penstock.wire.relp.RelpProtocol;
import io.penstock.wire.syslog.SyslogProtocol;
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
        if (framing == null || this == LINES) {
            return Optional.empty();
        }
        if (this == SYSLOG) {
            return framing == Framing.NEWLINE || framing == Framing.OCTET_COUNTING
                    ? Optional.empty()
                    : Optional.of("framing=" + framing + " is for protocol=lines; with protocol=" + this
                            + " use octetCounting or newline");
        }
        return Optional.of("framing=" + framing + " is for protocol=lines or syslog, and protocol=" + this
                + " has its own; remove framing, or use protocol=lines");
    }

    /** Whether a line end inside a syslog message would end it on the connection. */
    public boolean endsAtLineEnds(@Nullable Framing framing) {
        return this == SYSLOG && framing == Framing.NEWLINE;
    }

    /** The protocol; lines are framed as wanted, or by line ends, syslog as wanted, or by octet counting. */
    public WireProtocol open(@Nullable Framing framing) {
        return switch (this) {
            case LINES -> new LinesProtocol(framing == null ? Framing.NEWLINE : framing);
            case SYSLOG -> new SyslogProtocol(endsAtLineEnds(framing));
            case RELP -> new RelpProtocol();
        };
    }

    /** As users type it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
