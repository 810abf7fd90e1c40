package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.CoreConstants;
import ch.qos.logback.core.encoder.Encoder;
import io.penstock.tcp.RecordEncoder;
import io.penstock.wire.Framing;
import io.penstock.wire.LinesProtocol;
import io.penstock.wire.RelpProtocol;
import io.penstock.wire.Rfc5424;
import io.penstock.wire.SyslogProtocol;
import io.penstock.wire.SyslogSettings;
import io.penstock.wire.WireProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The protocol that the settings of one {@link TcpAppender} ask for. Confined to the configuring thread. */
final class SenderProtocol {

    /** Protocols by the words users type. */
    enum Kind {
        LINES,
        SYSLOG,
        RELP;

        static Kind parse(String text) {
            for (Kind kind : values()) {
                if (kind.name().equals(text.trim().toUpperCase(Locale.ROOT))) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("protocol=" + text + " is unknown; use lines, syslog or relp");
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    final SyslogSettings.Builder syslog = SyslogSettings.builder();
    boolean appNameIsSet;
    private Kind kind = Kind.LINES;
    private @Nullable Framing framing;

    void kind(Kind wanted) {
        kind = wanted;
    }

    void framing(Framing wanted) {
        framing = wanted;
    }

    List<String> problems(boolean hasEncoder) {
        List<String> problems = new ArrayList<>(syslog.problems());
        if (kind == Kind.LINES && !hasEncoder) {
            problems.add("protocol=lines needs an encoder; add <encoder> or <layout>, or use protocol=syslog");
        }
        if (kind != Kind.LINES && framing != null) {
            problems.add("framing=" + framing + " is for protocol=lines, and protocol=" + kind
                    + " has its own; remove framing, or use protocol=lines");
        }
        return problems;
    }

    WireProtocol wire() {
        return switch (kind) {
            case LINES -> new LinesProtocol(framing == null ? Framing.NEWLINE : framing);
            case SYSLOG -> new SyslogProtocol();
            case RELP -> new RelpProtocol();
        };
    }

    /** What turns events into this protocol's records. */
    RecordEncoder<EventSlot> encoder(
            @Nullable Encoder<ILoggingEvent> encoder, Recipients recipients, Context context, boolean callerData) {
        EventText text = encoder == null ? new MessageText() : EventText.by(encoder);
        if (kind == Kind.LINES) {
            return new EncodedEvents(text, recipients, context, callerData);
        }
        if (!appNameIsSet && isNamed(context)) {
            syslog.appName(context.getName());
        }
        String session = UUID.randomUUID().toString();
        return new SyslogEvents(new Rfc5424(syslog.build(), session), text, recipients, context, callerData);
    }

    /** Logback calls every context {@code default} that nobody has named. */
    private static boolean isNamed(Context context) {
        return context.getName() != null && !context.getName().equals(CoreConstants.DEFAULT_CONTEXT_NAME);
    }
}
