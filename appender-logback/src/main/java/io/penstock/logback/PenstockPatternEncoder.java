package io.penstock.logback;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.CoreConstants;
import io.penstock.encode.Utf8Buffer;
import io.penstock.logback.encode.EventText;
import io.penstock.logback.encode.InPlaceEncoder;
import io.penstock.logback.encode.PatternCompiler;
import io.penstock.logback.encode.PatternLine;
import io.penstock.logback.encode.PatternPart;
import io.penstock.logback.encode.RefusedPatternException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes the same bytes as Logback's {@link PatternLayoutEncoder} with UTF-8, in less time. Safe for any thread once
 * started.
 *
 * <pre>{@code
 * <encoder class="io.penstock.logback.PenstockPatternEncoder">
 *   <pattern>%d %-5level [%thread] %logger{36} - %msg%n</pattern>
 * </encoder>
 * }</pre>
 *
 * <p>A pattern that Logback could not convert in full is refused: an error tells why, and every event fails.
 */
public final class PenstockPatternEncoder extends InPlaceEncoder {

    private static final byte[] NOTHING = new byte[0];

    private final Spare<PatternLine> spare = new Spare<>(PatternLine::new);
    private @Nullable String pattern;
    private @Nullable Charset charset;
    private boolean outputPatternAsHeader;
    private @Nullable PatternLayout layout;
    private volatile PatternPart @Nullable [] parts;
    /** Whether a converter or an evaluator that may be the user's gets to see events. Written before {@link #parts}. */
    private boolean asksOthers = true;

    @Override
    public void start() {
        parts = null;
        layout = null;
        String wanted = pattern;
        if (wanted == null || wanted.isEmpty()) {
            addError("pattern is not set; set <pattern> of PenstockPatternEncoder");
            return;
        }
        if (charset != null && !charset.equals(StandardCharsets.UTF_8)) {
            addError(
                    "charset=" + charset + " cannot be written: PenstockPatternEncoder writes UTF-8; leave charset out,"
                            + " or use PatternLayoutEncoder");
            return;
        }
        try {
            compile(wanted);
        } catch (RefusedPatternException refused) {
            addError(refused.getMessage());
        } catch (RuntimeException refused) {
            addError(
                    "pattern [" + wanted + "] was refused by one of its converters: " + refused
                            + "; correct its options",
                    refused);
        }
    }

    private void compile(String wanted) throws RefusedPatternException {
        PatternLayout source = new PatternLayout();
        source.setContext(getContext());
        source.setPattern(wanted);
        PatternCompiler.Compiled compiled = PatternCompiler.compile(wanted, source);
        SortedSet<String> delegated = compiled.delegated();
        if (!delegated.isEmpty()) {
            addInfo("pattern [" + wanted + "]: " + String.join(", ", delegated)
                    + " left to Logback's converters, at their own speed");
        }
        layout = source;
        asksOthers = !compiled.isOurs();
        parts = compiled.parts();
        super.start();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        PatternLine line = spare.take();
        try {
            line.own.clear();
            write(event, line, line.own);
            return line.own.toByteArray();
        } finally {
            spare.give(line);
        }
    }

    @Override
    protected EventText text() {
        return new Text();
    }

    private final class Text implements EventText {

        private final PatternLine line = new PatternLine();

        @Override
        public void append(ILoggingEvent event, Utf8Buffer target) {
            int before = target.size();
            try {
                write(event, line, target);
            } catch (Throwable failure) {
                target.truncate(before);
                throw failure;
            }
        }

        @Override
        public boolean keepsEvents() {
            return asksOthers;
        }
    }

    private void write(ILoggingEvent event, PatternLine line, Utf8Buffer target) {
        PatternPart[] known = parts;
        if (known == null) {
            throw new IllegalStateException(
                    "PenstockPatternEncoder is not started; look for its error at start, or call start()");
        }
        line.begin(target);
        for (PatternPart part : known) {
            part.write(event, line);
        }
    }

    @Override
    public byte[] headerBytes() {
        return outputPatternAsHeader && parts != null
                ? (PatternLayout.HEADER_PREFIX + pattern + CoreConstants.LINE_SEPARATOR)
                        .getBytes(StandardCharsets.UTF_8)
                : NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    /** What Logback would do with the pattern; null before the start. */
    @Nullable
    PatternLayout layout() {
        return layout;
    }

    public @Nullable String getPattern() {
        return pattern;
    }

    public void setPattern(String pattern) {
        this.pattern = pattern;
    }

    public @Nullable Charset getCharset() {
        return charset;
    }

    /** UTF-8, which is also the default; any other is refused at start. */
    public void setCharset(Charset charset) {
        this.charset = charset;
    }

    public boolean isOutputPatternAsHeader() {
        return outputPatternAsHeader;
    }

    /** Writes the pattern as the first line of a file. Default: false. */
    public void setOutputPatternAsHeader(boolean outputPatternAsHeader) {
        this.outputPatternAsHeader = outputPatternAsHeader;
    }
}
