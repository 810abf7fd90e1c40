package io.penstock.logback.encode;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;

/** An encoder of ours: it also writes into somebody else's buffer. Safe for any thread once started. */
public abstract class InPlaceEncoder extends EncoderBase<ILoggingEvent> {

    /** What {@link #encode} returns, written in place. */
    protected abstract EventText text();
}
