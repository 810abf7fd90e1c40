package io.penstock.logback.encode;

import ch.qos.logback.classic.pattern.DateConverter;
import ch.qos.logback.classic.pattern.ExtendedThrowableProxyConverter;
import ch.qos.logback.classic.pattern.KeyValuePairConverter;
import ch.qos.logback.classic.pattern.LevelConverter;
import ch.qos.logback.classic.pattern.LineSeparatorConverter;
import ch.qos.logback.classic.pattern.LoggerConverter;
import ch.qos.logback.classic.pattern.MDCConverter;
import ch.qos.logback.classic.pattern.MarkerConverter;
import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.pattern.NopThrowableInformationConverter;
import ch.qos.logback.classic.pattern.RelativeTimeConverter;
import ch.qos.logback.classic.pattern.RootCauseFirstThrowableProxyConverter;
import ch.qos.logback.classic.pattern.ThreadConverter;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.CoreConstants;
import ch.qos.logback.core.pattern.Converter;
import ch.qos.logback.core.pattern.FormatInfo;
import ch.qos.logback.core.pattern.FormattingConverter;
import ch.qos.logback.core.util.OptionHelper;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/** Our parts for Logback's converters, found by their exact class: a word may mean something else in each context. */
final class PatternWords {

    private static final Set<Class<?>> THROWABLES = Set.of(
            ThrowableProxyConverter.class,
            ExtendedThrowableProxyConverter.class,
            RootCauseFirstThrowableProxyConverter.class);

    private PatternWords() {}

    static PatternPart literal(String text) {
        byte[] fixed = PatternLine.fixed(text);
        return fixed == null ? (event, line) -> line.text(text) : new PatternLiteral(fixed);
    }

    /** Null: the converter has to do it itself. */
    static @Nullable PatternPart own(Converter<ILoggingEvent> converter, List<String> options) {
        FormatInfo format =
                converter instanceof FormattingConverter<ILoggingEvent> known ? known.getFormattingInfo() : null;
        PatternPart name = name(converter, options, format);
        if (name != null) {
            return name;
        }
        PatternPart unformatted = format == null ? unformatted(converter, options) : null;
        if (unformatted != null) {
            return unformatted;
        }
        PatternText.Source source = source(converter, options);
        return source == null ? null : PatternText.of(source, format);
    }

    /** Behind the depth of a stack trace there may be the names of evaluators. */
    static boolean mayEvaluate(Converter<ILoggingEvent> converter, List<String> options) {
        return THROWABLES.contains(converter.getClass()) && options.size() > 1;
    }

    /** Words that show a name. */
    private static @Nullable PatternPart name(
            Converter<ILoggingEvent> converter, List<String> options, @Nullable FormatInfo format) {
        Class<?> type = converter.getClass();
        PatternPart rest = PatternText.of(converter::convert, format);
        if (type == LevelConverter.class) {
            return new PatternName(event -> event.getLevel().toString(), name -> name, format, rest);
        }
        if (type == ThreadConverter.class) {
            return new PatternName(ILoggingEvent::getThreadName, name -> name, format, rest);
        }
        if (type == LoggerConverter.class) {
            return new PatternName(
                    ILoggingEvent::getLoggerName,
                    options.isEmpty() ? name -> name : name -> shortened(name, (LoggerConverter) converter),
                    format,
                    rest);
        }
        return null;
    }

    /** A converter shortens the name of an event's logger, no other. */
    private static String shortened(String name, LoggerConverter converter) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerName(name);
        return converter.convert(event);
    }

    /** Words that are one String of the event's. */
    private static PatternText.@Nullable Source source(Converter<ILoggingEvent> converter, List<String> options) {
        Class<?> type = converter.getClass();
        if (type == MDCConverter.class && !options.isEmpty()) {
            String[] keyAndDefault = OptionHelper.extractDefaultReplacement(options.get(0));
            return mdcValue(keyAndDefault[0], keyAndDefault[1] == null ? "" : keyAndDefault[1]);
        }
        return type == MessageConverter.class ? ILoggingEvent::getFormattedMessage : null;
    }

    private static PatternText.@Nullable Source mdcValue(@Nullable String key, String defaultValue) {
        if (key == null) {
            return null;
        }
        return event -> {
            Map<String, String> mdc = event.getMDCPropertyMap();
            String value = mdc == null ? null : mdc.get(key);
            return value == null ? defaultValue : value;
        };
    }

    private static @Nullable PatternPart unformatted(Converter<ILoggingEvent> converter, List<String> options) {
        Class<?> type = converter.getClass();
        if (type == MessageConverter.class) {
            return new PatternMessage();
        }
        if (type == DateConverter.class) {
            return date(options);
        }
        if (type == LineSeparatorConverter.class) {
            return literal(CoreConstants.LINE_SEPARATOR);
        }
        if (type == NopThrowableInformationConverter.class) {
            return (event, line) -> {};
        }
        if (THROWABLES.contains(type)) {
            return (event, line) -> {
                if (event.getThrowableProxy() != null) {
                    line.text(converter.convert(event));
                }
            };
        }
        if (type == MDCConverter.class && options.isEmpty()) {
            return PatternWords::writeMdc;
        }
        if (type == KeyValuePairConverter.class) {
            char quote = quote(options);
            return (event, line) -> writeKeyValues(event, quote, line);
        }
        if (type == MarkerConverter.class) {
            return PatternWords::writeMarkers;
        }
        if (type == RelativeTimeConverter.class) {
            return (event, line) -> line.number(
                    event.getTimeStamp() - event.getLoggerContextVO().getBirthTime());
        }
        return null;
    }

    private static @Nullable PatternPart date(List<String> options) {
        try {
            return new PatternDate(options);
        } catch (RuntimeException unknownToUs) {
            // The converter has started in spite of it, in a way of its own: the word is left to it.
            return null;
        }
    }

    private static void writeMdc(ILoggingEvent event, PatternLine line) {
        Map<String, String> mdc = event.getMDCPropertyMap();
        if (mdc == null || mdc.isEmpty()) {
            return;
        }
        boolean first = true;
        for (Map.Entry<String, String> entry : mdc.entrySet()) {
            if (!first) {
                line.ascii(',');
                line.ascii(' ');
            }
            first = false;
            line.text(entry.getKey());
            line.ascii('=');
            line.text(entry.getValue());
        }
    }

    /** 0: none. */
    private static char quote(List<String> options) {
        if (options.isEmpty()) {
            return '"';
        }
        return switch (options.get(0).toUpperCase(Locale.ROOT)) {
            case "NONE" -> 0;
            case "SINGLE" -> '\'';
            default -> '"';
        };
    }

    private static void writeKeyValues(ILoggingEvent event, char quote, PatternLine line) {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs == null) {
            return;
        }
        for (int i = 0; i < pairs.size(); i++) {
            KeyValuePair pair = pairs.get(i);
            if (i != 0) {
                line.ascii(' ');
            }
            line.text(pair.key);
            line.ascii('=');
            if (quote != 0) {
                line.ascii(quote);
            }
            line.text(String.valueOf(pair.value));
            if (quote != 0) {
                line.ascii(quote);
            }
        }
    }

    private static void writeMarkers(ILoggingEvent event, PatternLine line) {
        List<Marker> markers = event.getMarkerList();
        if (markers == null) {
            return;
        }
        for (int i = 0; i < markers.size(); i++) {
            if (i != 0) {
                line.ascii(' ');
            }
            line.text(markers.get(i).toString());
        }
    }
}
