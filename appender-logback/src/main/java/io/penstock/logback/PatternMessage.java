package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.penstock.encode.FixedTexts;

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
        if (!(event instanceof FrozenEvent frozen) || !frozen.writeMessage(templates, line)) {
            String text = event.getFormattedMessage();
            line.bytes(before.bytes());
            line.text(text);
            line.bytes(behind.bytes());
        }
    }
}
