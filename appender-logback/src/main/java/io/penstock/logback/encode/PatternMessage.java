package io.penstock.logback.encode;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.penstock.encode.FixedTexts;
import io.penstock.logback.capture.FrozenEvent;

/** {@code %msg}: rendered into the line, if the event comes through a proxy and nobody has made a text of it before. */
final class PatternMessage implements PatternPart.Joining {

    private final FixedTexts<MessageTemplate> templates;
    private final PatternLiteral before;
    private final PatternLiteral behind;

    PatternMessage() {
        this(PatternLiteral.NONE, PatternLiteral.NONE);
    }

    private PatternMessage(PatternLiteral before, PatternLiteral behind) {
        this.before = before;
        this.behind = behind;
        this.templates = new FixedTexts<>(message -> MessageTemplate.of(message, before, behind));
    }

    @Override
    public PatternMessage between(PatternLiteral before, PatternLiteral behind) {
        return new PatternMessage(before, behind);
    }

    @Override
    public void write(ILoggingEvent event, PatternLine line) {
        if (!(event instanceof FrozenEvent frozen) || !writeUnformatted(frozen, line)) {
            String text = event.getFormattedMessage();
            line.bytes(before.bytes());
            line.text(text);
            line.bytes(behind.bytes());
        }
    }

    /** The message without making a text of it; false, and nothing is written: the event has it as a text. */
    private boolean writeUnformatted(FrozenEvent event, PatternLine line) {
        if (!event.isUnformatted()) {
            return false;
        }
        int before = line.size();
        char half = line.half();
        Object[] arguments = event.arguments();
        boolean written =
                arguments != null && templates.of(event.getMessage()).write(arguments, event.argumentCount(), line);
        if (line.size() - before > event.longestUncut()) {
            line.reset(before, half);
            return false;
        }
        return written;
    }
}
