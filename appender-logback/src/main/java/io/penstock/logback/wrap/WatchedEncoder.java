package io.penstock.logback.wrap;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import org.jspecify.annotations.Nullable;

/**
 * A wrapped appender's own encoder, with a witness: appenders swallow what an encoder throws, and report no more than
 * two cases in half an hour.
 */
final class WatchedEncoder extends EncoderBase<ILoggingEvent> {

    private final Encoder<ILoggingEvent> encoder;
    private final boolean stateful;
    private final Takeover takeover;

    WatchedEncoder(Encoder<ILoggingEvent> encoder, Takeover takeover) {
        this.encoder = encoder;
        this.stateful = isStateful(encoder);
        this.takeover = takeover;
        setContext(encoder.getContext());
    }

    Encoder<ILoggingEvent> own() {
        return encoder;
    }

    /** Encoders can tell since Logback 1.6.4; we compile against an older one. */
    private static boolean isStateful(Encoder<ILoggingEvent> encoder) {
        try {
            // Of the interface: the encoder's own class need not be public.
            return (Boolean) Encoder.class.getMethod("isStateful").invoke(encoder);
        } catch (ReflectiveOperationException | RuntimeException olderLogback) {
            return false;
        }
    }

    /** Overrides the method of Logback 1.6.4 and later: a stateful encoder is used by one thread at a time. */
    public boolean isStateful() {
        return stateful;
    }

    @Override
    public byte @Nullable [] encode(ILoggingEvent event) {
        if (event instanceof LinesEvent lines) {
            return lines.take();
        }
        takeover.beforeWriting(event);
        try {
            return encoder.encode(event);
        } catch (Throwable failure) {
            takeover.encodingFailed(event, failure);
            throw failure;
        }
    }

    @Override
    public byte[] headerBytes() {
        return encoder.headerBytes();
    }

    @Override
    public byte[] footerBytes() {
        return encoder.footerBytes();
    }

    @Override
    public boolean isStarted() {
        return encoder.isStarted();
    }

    @Override
    public void start() {
        encoder.start();
    }

    @Override
    public void stop() {
        encoder.stop();
    }
}
