package io.penstock.logback.encode;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.pattern.EnsureExceptionHandling;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.pattern.CompositeConverter;
import ch.qos.logback.core.pattern.Converter;
import ch.qos.logback.core.pattern.ConverterUtil;
import ch.qos.logback.core.pattern.IdentityCompositeConverter;
import ch.qos.logback.core.pattern.LiteralConverter;
import ch.qos.logback.core.pattern.parser.CompositeNode;
import ch.qos.logback.core.pattern.parser.Node;
import ch.qos.logback.core.pattern.parser.Parser;
import ch.qos.logback.core.pattern.parser.SimpleKeywordNode;
import ch.qos.logback.core.spi.ScanException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes parts of a pattern. Not safe for concurrent use.
 *
 * <p>Logback itself parses the pattern and makes its converters; what a pattern means is never decided here. Each
 * converter whose class is known is replaced by a part of ours, if it writes the same for a few events. All others do
 * their work inside a part.
 */
public final class PatternCompiler {

    private final String pattern;
    private final List<ILoggingEvent> probes;
    private final SortedSet<String> delegated = new TreeSet<>();
    private boolean evaluates;

    private PatternCompiler(String pattern, Context context) {
        this.pattern = pattern;
        this.probes = Probes.events(context);
    }

    /**
     * @param delegated words that Logback's converter, or the user's, goes on converting
     * @param evaluates whether an evaluator of the user's may be asked about events
     */
    public record Compiled(PatternPart[] parts, SortedSet<String> delegated, boolean evaluates) {

        /** Whether no event is shown to anybody but our parts and Logback's converters that we know. */
        public boolean isOurs() {
            return delegated.isEmpty() && !evaluates;
        }
    }

    /** Throws what a converter throws at its start, too. */
    public static Compiled compile(String pattern, PatternLayout layout) throws RefusedPatternException {
        Context context = layout.getContext();
        Node top;
        Converter<ILoggingEvent> head;
        var suppliers = layout.getEffectiveConverterMap();
        try {
            Parser<ILoggingEvent> parser = new Parser<>(pattern);
            parser.setContext(context);
            top = parser.parse();
            refuseUnknown(top, pattern, suppliers.keySet());
            head = parser.compile(top, suppliers);
        } catch (ScanException | IllegalArgumentException | IllegalStateException unreadable) {
            throw new RefusedPatternException(
                    "pattern [" + pattern + "] cannot be read: " + unreadable.getMessage() + "; correct the pattern");
        }
        if (head == null) {
            throw new RefusedPatternException(
                    "pattern [" + pattern + "] starts with a closing parenthesis; write \\) if it is meant as text");
        }
        new EnsureExceptionHandling().process(context, head);
        ConverterUtil.setContextForConverters(context, head);
        ConverterUtil.startConverters(head);
        PatternCompiler compiler = new PatternCompiler(pattern, context);
        List<PatternPart> parts = new ArrayList<>();
        compiler.add(top, head, parts);
        return new Compiled(joined(parts).toArray(new PatternPart[0]), compiler.delegated, compiler.evaluates);
    }

    /**
     * Parts for a pattern that Logback has compiled before, if every word is Logback's own and known here; otherwise null,
     * and none of the user's converters was made.
     */
    static PatternPart @Nullable [] ownParts(String pattern, PatternLayout layout) {
        try {
            Parser<ILoggingEvent> parser = new Parser<>(pattern);
            parser.setContext(layout.getContext());
            if (!hasDefaultWords(parser.parse(), layout)) {
                return null;
            }
            Compiled compiled = compile(pattern, layout);
            return compiled.isOurs() ? compiled.parts() : null;
        } catch (ScanException | RefusedPatternException | RuntimeException notForUs) {
            // Logback reads it in a way of its own, and has said so.
            return null;
        }
    }

    private static boolean hasDefaultWords(@Nullable Node first, PatternLayout layout) {
        var effective = layout.getEffectiveConverterMap();
        var defaults = layout.getDefaultConverterSupplierMap();
        for (Node node = first; node != null; node = node.getNext()) {
            if (node instanceof SimpleKeywordNode) {
                Object word = node.getValue();
                if (effective.get(word) == null || effective.get(word) != defaults.get(word)) {
                    return false;
                }
            }
            if (node instanceof CompositeNode composite && !hasDefaultWords(composite.getChildNode(), layout)) {
                return false;
            }
        }
        return true;
    }

    /** Before Logback makes "%PARSER_ERROR[word]" of it. */
    private static void refuseUnknown(@Nullable Node first, String pattern, Set<String> known)
            throws RefusedPatternException {
        for (Node node = first; node != null; node = node.getNext()) {
            if (node instanceof SimpleKeywordNode && !known.contains(node.getValue())) {
                throw refused(pattern, node);
            }
            if (node instanceof CompositeNode composite) {
                refuseUnknown(composite.getChildNode(), pattern, known);
            }
        }
    }

    private static RefusedPatternException refused(String pattern, Node node) {
        String word = "%" + node.getValue();
        return new RefusedPatternException("pattern [" + pattern + "] has the conversion word " + word
                + ", which Logback cannot convert; correct it or declare it by <conversionRule>, or use"
                + " PatternLayoutEncoder, which writes %PARSER_ERROR[" + node.getValue() + "] in its place");
    }

    /** Nodes and converters go in step; behind the last node there may be the converter for exceptions. */
    private void add(@Nullable Node firstNode, @Nullable Converter<ILoggingEvent> first, List<PatternPart> parts)
            throws RefusedPatternException {
        Node node = firstNode;
        for (Converter<ILoggingEvent> next = first; next != null; next = next.getNext()) {
            if (node instanceof SimpleKeywordNode word) {
                addWord(word, next, parts);
            } else {
                addLiteralOrException(next, parts);
            }
            node = node == null ? null : node.getNext();
        }
    }

    private void addLiteralOrException(Converter<ILoggingEvent> converter, List<PatternPart> parts) {
        if (converter instanceof LiteralConverter<ILoggingEvent> literal) {
            parts.add(PatternWords.literal(literal.convert(probes.get(0))));
        } else {
            parts.add(PatternWords.own(converter, List.of()));
        }
    }

    private void addWord(SimpleKeywordNode word, Converter<ILoggingEvent> converter, List<PatternPart> parts)
            throws RefusedPatternException {
        if (converter instanceof LiteralConverter) {
            throw refused(pattern, word);
        }
        if (converter.getClass() == IdentityCompositeConverter.class && word.getFormatInfo() == null) {
            add(
                    ((CompositeNode) word).getChildNode(),
                    ((CompositeConverter<ILoggingEvent>) converter).getChildConverter(),
                    parts);
            return;
        }
        List<String> options = word.getOptions() == null ? List.of() : word.getOptions();
        PatternPart own = PatternWords.own(converter, options);
        evaluates |= PatternWords.mayEvaluate(converter, options);
        if (own != null && writesTheSame(own, converter)) {
            parts.add(own);
        } else {
            delegated.add("%" + word.getValue());
            parts.add(PatternText.of(converter::convert, word.getFormatInfo()));
        }
    }

    /** Literals go into the parts next to them: one call, and mostly one copy, instead of three. */
    private static List<PatternPart> joined(List<PatternPart> parts) {
        List<PatternPart> joined = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof PatternPart.Joining part) {
                PatternLiteral before = PatternLiteral.NONE;
                PatternLiteral behind = PatternLiteral.NONE;
                if (!joined.isEmpty() && joined.get(joined.size() - 1) instanceof PatternLiteral literal) {
                    before = literal;
                    joined.remove(joined.size() - 1);
                }
                if (i + 1 < parts.size() && parts.get(i + 1) instanceof PatternLiteral literal) {
                    behind = literal;
                    i++;
                }
                joined.add(part.between(before, behind));
            } else {
                joined.add(parts.get(i));
            }
        }
        return joined;
    }

    private boolean writesTheSame(PatternPart own, Converter<ILoggingEvent> converter) {
        for (ILoggingEvent probe : probes) {
            PatternLine line = new PatternLine();
            line.begin(line.own);
            own.write(probe, line);
            StringBuilder expected = new StringBuilder();
            converter.write(expected, probe);
            byte[] theirs = expected.toString().getBytes(StandardCharsets.UTF_8);
            if (!Arrays.equals(line.own.toByteArray(), theirs)) {
                return false;
            }
        }
        return true;
    }
}
