package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;

/** Text between the words, without surrogates. */
record PatternLiteral(byte[] bytes) implements PatternPart {

    static final PatternLiteral NONE = new PatternLiteral(new byte[0]);

    @Override
    public void write(ILoggingEvent event, PatternLine line) {
        line.bytes(bytes);
    }
}
