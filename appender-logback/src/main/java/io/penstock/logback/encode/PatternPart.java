package io.penstock.logback.encode;

import ch.qos.logback.classic.spi.ILoggingEvent;

/** A piece of a compiled pattern. Safe for any thread. */
public interface PatternPart {

    void write(ILoggingEvent event, PatternLine line);

    /** A part that can write the literals next to it, too: fewer calls, and often fewer copies. */
    interface Joining extends PatternPart {

        PatternPart between(PatternLiteral before, PatternLiteral behind);
    }
}
