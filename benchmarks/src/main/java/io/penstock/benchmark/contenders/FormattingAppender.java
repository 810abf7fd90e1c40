package io.penstock.benchmark.contenders;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Formats each event to bytes on the caller's thread and forgets them: the cheapest synchronous appender that could be useful
 * to somebody. Safe for any thread.
 */
public final class FormattingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private @Nullable Encoder<ILoggingEvent> encoder;
    private byte @Nullable [] last;

    public void setEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    @Override
    public void start() {
        if (encoder == null) {
            addError("encoder is not set; add an <encoder> element");
            return;
        }
        super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        // The appender does not start without an encoder.
        last = Objects.requireNonNull(encoder).encode(event);
    }

    @Override
    public String toString() {
        return "FormattingAppender[lastBytes=" + (last == null ? 0 : last.length) + "]";
    }
}
