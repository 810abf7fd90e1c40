package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.penstock.encode.FixedTexts;

/** {@code %msg}: rendered into the line, if the event comes through a proxy and nobody has made a text of it before. */
final class PatternMessage implements PatternPart {

    private final FixedTexts<MessageTemplate> templates = new FixedTexts<>(MessageTemplate::of);

    @Override
    public void write(ILoggingEvent event, PatternLine line) {
        if (!(event instanceof FrozenEvent frozen) || !frozen.writeMessage(templates, line)) {
            line.text(event.getFormattedMessage());
        }
    }
}
