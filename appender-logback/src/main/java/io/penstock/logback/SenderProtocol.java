package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.CoreConstants;
import ch.qos.logback.core.encoder.Encoder;
import io.penstock.context.ContextCarriers;
import io.penstock.logback.capture.EventSlot;
import io.penstock.logback.capture.Recipients;
import io.penstock.logback.capture.SlotView;
import io.penstock.logback.encode.EventText;
import io.penstock.logback.encode.MessageText;
import io.penstock.wire.Framing;
import io.penstock.wire.RecordEncoder;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.choice.ProtocolChoice;
import io.penstock.wire.syslog.SyslogSettings;
import io.penstock.wire.syslog.SyslogWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The protocol that the settings of one {@link TcpAppender} ask for. Confined to the configuring thread. */
final class SenderProtocol {

    final SyslogSettings.Builder syslog = SyslogSettings.builder();
    boolean appNameIsSet;
    private ProtocolChoice choice = ProtocolChoice.LINES;
    private @Nullable Framing framing;

    void choice(ProtocolChoice wanted) {
        choice = wanted;
    }

    void framing(Framing wanted) {
        framing = wanted;
    }

    List<String> problems(boolean hasEncoder) {
        List<String> problems = new ArrayList<>(syslog.problems());
        if (choice == ProtocolChoice.LINES && !hasEncoder) {
            problems.add("protocol=lines needs an encoder; add <encoder> or <layout>, or use protocol=syslog");
        }
        choice.problem(framing).ifPresent(problems::add);
        return problems;
    }

    WireProtocol wire() {
        return choice.open(framing);
    }

    /** What turns events into this protocol's records. */
    RecordEncoder<EventSlot> encoder(
            @Nullable Encoder<ILoggingEvent> encoder,
            Recipients recipients,
            Context context,
            boolean callerData,
            @Nullable ContextCarriers carriers) {
        RecordEncoder<EventSlot> events = encoder(encoder, recipients, context, callerData);
        return carriers == null ? events : new ContextEncoder(events);
    }

    private RecordEncoder<EventSlot> encoder(
            @Nullable Encoder<ILoggingEvent> encoder, Recipients recipients, Context context, boolean callerData) {
        EventText text = encoder == null ? new MessageText() : EventText.by(encoder, false);
        SlotView view = new SlotView(recipients, callerData);
        if (!choice.isSyslog()) {
            return new EncodedEvents(text, view, context);
        }
        if (!appNameIsSet && isNamed(context)) {
            syslog.appName(context.getName());
        }
        syslog.oneLine(choice.endsAtLineEnds(framing));
        String session = UUID.randomUUID().toString();
        return new SyslogEvents(SyslogWriter.of(syslog.build(), session), text, view, context);
    }

    /** Logback calls every context {@code default} that nobody has named. */
    private static boolean isNamed(Context context) {
        return context.getName() != null && !context.getName().equals(CoreConstants.DEFAULT_CONTEXT_NAME);
    }
}
