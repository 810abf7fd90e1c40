package io.penstock.logback.encode;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Arrays;

/** Text between the words, without surrogates. */
record PatternLiteral(byte[] bytes) implements PatternPart {

    static final PatternLiteral NONE = new PatternLiteral(new byte[0]);

    @Override
    public void write(ILoggingEvent event, PatternLine line) {
        line.bytes(bytes);
    }

    static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
