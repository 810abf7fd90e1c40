package io.penstock.logback;

import ch.qos.logback.classic.pattern.CallerDataConverter;
import ch.qos.logback.classic.pattern.ClassOfCallerConverter;
import ch.qos.logback.classic.pattern.FileOfCallerConverter;
import ch.qos.logback.classic.pattern.LineOfCallerConverter;
import ch.qos.logback.classic.pattern.MethodOfCallerConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.net.SyslogAppenderBase;
import ch.qos.logback.core.pattern.CompositeConverter;
import ch.qos.logback.core.pattern.Converter;
import ch.qos.logback.core.pattern.PatternLayoutBase;
import ch.qos.logback.core.pattern.parser.Node;
import ch.qos.logback.core.pattern.parser.Parser;
import ch.qos.logback.core.spi.ScanException;
import org.jspecify.annotations.Nullable;

/** Finds out whether a wrapped appender's pattern prints where a call was made from. */
final class CallerDataNeed {

    private CallerDataNeed() {}

    /** The pattern that needs caller data, or null if none does, as far as can be seen from outside. */
    static @Nullable String pattern(Appender<ILoggingEvent> appender, Context context) {
        if (!(layout(appender) instanceof PatternLayoutBase<ILoggingEvent> layout) || layout.getPattern() == null) {
            return null;
        }
        return printsCaller(layout.getPattern(), layout, context) ? layout.getPattern() : null;
    }

    private static @Nullable Layout<ILoggingEvent> layout(Appender<ILoggingEvent> appender) {
        if (appender instanceof SyslogAppenderBase<ILoggingEvent> syslog) {
            return syslog.getLayout();
        }
        if (!(appender instanceof OutputStreamAppender<ILoggingEvent> stream)) {
            return null;
        }
        Encoder<ILoggingEvent> encoder = stream.getEncoder();
        if (encoder instanceof PenstockPatternEncoder ours) {
            return ours.layout();
        }
        return encoder instanceof LayoutWrappingEncoder<ILoggingEvent> wrapping ? wrapping.getLayout() : null;
    }

    private static boolean printsCaller(String pattern, PatternLayoutBase<ILoggingEvent> layout, Context context) {
        try {
            Parser<ILoggingEvent> parser = new Parser<>(pattern);
            parser.setContext(context);
            Node top = parser.parse();
            // Compiled by Logback itself: a conversion word of the user's own is recognised by its class.
            return anyPrintsCaller(parser.compile(top, layout.getEffectiveConverterMap()));
        } catch (ScanException unreadable) {
            // The layout has reported it already.
            return false;
        }
    }

    private static boolean anyPrintsCaller(@Nullable Converter<ILoggingEvent> first) {
        for (Converter<ILoggingEvent> converter = first; converter != null; converter = converter.getNext()) {
            if (isCaller(converter)) {
                return true;
            }
            if (converter instanceof CompositeConverter<ILoggingEvent> composite
                    && anyPrintsCaller(composite.getChildConverter())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCaller(Converter<ILoggingEvent> converter) {
        return converter instanceof CallerDataConverter
                || converter instanceof ClassOfCallerConverter
                || converter instanceof MethodOfCallerConverter
                || converter instanceof LineOfCallerConverter
                || converter instanceof FileOfCallerConverter;
    }
}
