package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;

/** A piece of a compiled pattern. Safe for any thread. */
interface PatternPart {

    void write(ILoggingEvent event, PatternLine line);
}
