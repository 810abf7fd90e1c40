package io.penstock.logback.encode;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.FormatInfo;
import io.penstock.encode.FixedTexts;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A word that shows a name which many events share, of a level, a logger or a thread, with the literals next to it:
 * shortened, cut, padded and encoded once. Safe for any thread.
 */
final class PatternName implements PatternPart.Joining {

    private final PatternText.Source name;
    private final UnaryOperator<String> shorten;
    private final @Nullable FormatInfo format;
    private final PatternPart rest;
    private final PatternLiteral before;
    private final PatternLiteral behind;
    private final FixedTexts<Shown> shown = new FixedTexts<>(this::show);

    /** @param bytes null: only the line can tell, because of surrogates */
    private record Shown(byte @Nullable [] bytes) {}

    /**
     * @param shorten what is shown of a name
     * @param rest writes what has no bytes of its own
     */
    PatternName(PatternText.Source name, UnaryOperator<String> shorten, @Nullable FormatInfo format, PatternPart rest) {
        this(name, shorten, format, rest, PatternLiteral.NONE, PatternLiteral.NONE);
    }

    private PatternName(
            PatternText.Source name,
            UnaryOperator<String> shorten,
            @Nullable FormatInfo format,
            PatternPart rest,
            PatternLiteral before,
            PatternLiteral behind) {
        this.name = name;
        this.shorten = shorten;
        this.format = format;
        this.rest = rest;
        this.before = before;
        this.behind = behind;
    }

    @Override
    public PatternName between(PatternLiteral before, PatternLiteral behind) {
        return new PatternName(name, shorten, format, rest, before, behind);
    }

    private Shown show(String known) {
        String text = shorten.apply(known);
        if (PatternLine.fixed(text) == null) {
            return new Shown(null);
        }
        PatternLine line = new PatternLine();
        line.bytes(before.bytes());
        if (format == null) {
            line.text(text);
        } else {
            line.formatted(text, format);
        }
        line.bytes(behind.bytes());
        return new Shown(line.own.toByteArray());
    }

    @Override
    public void write(ILoggingEvent event, PatternLine line) {
        String known = name.text(event);
        byte[] bytes = known == null ? null : shown.of(known).bytes;
        if (bytes != null) {
            line.bytes(bytes);
        } else {
            line.bytes(before.bytes());
            rest.write(event, line);
            line.bytes(behind.bytes());
        }
    }
}
