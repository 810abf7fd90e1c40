package io.penstock.logback.encode;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.penstock.encode.Utf8Buffer;

/** The message, and the stack trace below it if there is one. Confined to the drain thread. */
public final class MessageText implements EventText {

    private final PatternPart message = new PatternMessage();
    private final PatternLine line = new PatternLine();

    @Override
    public void append(ILoggingEvent event, Utf8Buffer target) {
        if (event.getMessage() != null || event.getFormattedMessage() != null) {
            line.begin(target);
            message.write(event, line);
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            target.append('\n').append(ThrowableProxyUtil.asString(thrown));
        }
    }

    @Override
    public boolean keepsEvents() {
        return false;
    }
}
