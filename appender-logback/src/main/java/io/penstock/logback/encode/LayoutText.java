package io.penstock.logback.encode;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.penstock.encode.Utf8Buffer;
import io.penstock.logback.capture.FrozenEvent;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lines of Logback's own pattern encoder, written by our form of its pattern in less time. Confined to the drain
 * thread.
 *
 * <p>Only where every word of the pattern is Logback's own and known to us, and where a few events come out alike both
 * ways. As soon as somebody gives the encoder another layout, pattern or charset, it does its work itself again.
 */
final class LayoutText implements EventText {

    /** Those in which a line of ASCII has the same bytes as in UTF-8. */
    private static final Set<Charset> KNOWN =
            Set.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII, StandardCharsets.ISO_8859_1);

    private final LayoutWrappingEncoder<ILoggingEvent> encoder;
    private final PatternLayout layout;
    private final String pattern;
    private final @Nullable Charset charset;
    private final boolean utf8;
    private final PatternPart[] parts;
    private final PatternLine line = new PatternLine();

    private LayoutText(
            LayoutWrappingEncoder<ILoggingEvent> encoder, PatternLayout layout, String pattern, PatternPart[] parts) {
        this.encoder = encoder;
        this.layout = layout;
        this.pattern = pattern;
        this.charset = encoder.getCharset();
        this.utf8 = effective(charset).equals(StandardCharsets.UTF_8);
        this.parts = parts;
    }

    /** Null: the encoder has to do it itself. */
    static @Nullable EventText by(LayoutWrappingEncoder<ILoggingEvent> encoder) {
        boolean logbacks =
                encoder.getClass() == PatternLayoutEncoder.class || encoder.getClass() == LayoutWrappingEncoder.class;
        if (logbacks
                && encoder.isStarted()
                && encoder.getLayout() instanceof PatternLayout layout
                && layout.getClass() == PatternLayout.class
                && layout.isStarted()
                && KNOWN.contains(effective(encoder.getCharset()))) {
            String pattern = layout.getPattern();
            PatternPart[] parts = PatternCompiler.ownParts(pattern, layout);
            if (parts != null) {
                LayoutText text = new LayoutText(encoder, layout, pattern, parts);
                if (text.writesTheSame()) {
                    return text;
                }
            }
        }
        return null;
    }

    private static Charset effective(@Nullable Charset charset) {
        return charset == null ? Charset.defaultCharset() : charset;
    }

    private boolean writesTheSame() {
        Utf8Buffer ours = new Utf8Buffer(0);
        for (ILoggingEvent probe : Probes.events(layout.getContext())) {
            ours.clear();
            write(probe, ours);
            byte[] theirs = layout.doLayout(probe).getBytes(StandardCharsets.UTF_8);
            if (!Arrays.equals(ours.toByteArray(), theirs)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void append(ILoggingEvent event, Utf8Buffer target) {
        // Somebody else's event may answer the converters in ways of its own: they ask it themselves.
        if (!(event instanceof FrozenEvent) || !isCurrent()) {
            target.append(encoder.encode(event));
            return;
        }
        int before = target.size();
        try {
            write(event, target);
        } catch (Throwable failure) {
            target.truncate(before);
            throw failure;
        }
        if (!utf8 && !target.isAscii(before)) {
            target.truncate(before);
            target.append(encoder.encode(event));
        }
    }

    private void write(ILoggingEvent event, Utf8Buffer target) {
        line.begin(target);
        for (PatternPart part : parts) {
            part.write(event, line);
        }
    }

    /** Another layout may have words of the user's. */
    @Override
    public boolean keepsEvents() {
        return !isCurrent();
    }

    private boolean isCurrent() {
        return encoder.getLayout() == layout
                && layout.isStarted()
                && layout.getPattern() == pattern
                && encoder.getCharset() == charset;
    }
}
