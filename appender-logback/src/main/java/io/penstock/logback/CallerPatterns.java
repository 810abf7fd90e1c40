package io.penstock.logback;

import ch.qos.logback.classic.pattern.CallerDataConverter;
import ch.qos.logback.classic.pattern.ClassOfCallerConverter;
import ch.qos.logback.classic.pattern.FileOfCallerConverter;
import ch.qos.logback.classic.pattern.LineOfCallerConverter;
import ch.qos.logback.classic.pattern.MethodOfCallerConverter;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.html.HTMLLayoutBase;
import ch.qos.logback.core.pattern.CompositeConverter;
import ch.qos.logback.core.pattern.Converter;
import ch.qos.logback.core.pattern.DynamicConverter;
import ch.qos.logback.core.pattern.PatternLayoutBase;
import ch.qos.logback.core.pattern.parser.Node;
import ch.qos.logback.core.pattern.parser.Parser;
import ch.qos.logback.core.spi.ScanException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which converters a pattern is made of. Confined to the thread that starts an appender. */
final class CallerPatterns {

    /** Logback's words for the caller, where a pattern is part of some other text and only that can be looked at. */
    private static final Pattern WORDS =
            Pattern.compile("%[-.\\d]*(C|class|M|method|L|line|F|file|caller)(?![A-Za-z])");

    private CallerPatterns() {}

    static boolean mayPrintCaller(String text) {
        return WORDS.matcher(text).find();
    }

    static boolean printsCaller(Converter<?> converter) {
        return converter instanceof CallerDataConverter
                || converter instanceof ClassOfCallerConverter
                || converter instanceof MethodOfCallerConverter
                || converter instanceof LineOfCallerConverter
                || converter instanceof FileOfCallerConverter;
    }

    /** Compiled by Logback itself: a conversion word of the user's own is recognised by its class. */
    static List<Converter<?>> convertersOf(PatternLayoutBase<?> layout, Context context) {
        return layout.getPattern() == null
                ? List.of()
                : converters(layout.getPattern(), layout.getEffectiveConverterMap(), context);
    }

    static List<Converter<?>> convertersOf(HTMLLayoutBase<?> layout, Context context) {
        return layout.getPattern() == null
                ? List.of()
                : converters(layout.getPattern(), layout.getEffectiveConverterMap(), context);
    }

    @SuppressWarnings("rawtypes") // as Logback has it
    private static List<Converter<?>> converters(
            String pattern, Map<String, Supplier<DynamicConverter>> words, Context context) {
        List<Converter<?>> all = new ArrayList<>();
        try {
            Parser<Object> parser = new Parser<>(pattern);
            parser.setContext(context);
            Node top = parser.parse();
            collect(parser.compile(top, words), all);
        } catch (ScanException unreadable) {
            // The layout has reported the problem already.
        }
        return all;
    }

    private static void collect(@Nullable Converter<?> first, List<Converter<?>> all) {
        for (Converter<?> converter = first; converter != null; converter = converter.getNext()) {
            all.add(converter);
            if (converter instanceof CompositeConverter<?> composite) {
                collect(composite.getChildConverter(), all);
            }
        }
    }
}
