package io.penstock.jul.format;

import java.text.DateFormat;
import java.text.NumberFormat;
import java.util.Date;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Formatter#formatMessage} returns, without a new MessageFormat for each message. Not safe for concurrent
 * use.
 *
 * <p>Itself it knows {@code {0}} to {@code {999}}, which are nearly all; a message with a quote, a type behind the number,
 * or a resource bundle is the formatter's.
 */
public final class MessageWithParameters {

    private static final int MOST_DIGITS = 3;

    private final Formatter formatter;
    private final StringBuilder text = new StringBuilder();
    private @Nullable Locale locale;
    private @Nullable NumberFormat numbers;

    public MessageWithParameters(Formatter formatter) {
        this.formatter = formatter;
    }

    @Nullable
    public String of(LogRecord record) {
        String pattern = record.getMessage();
        if (pattern == null || record.getResourceBundle() != null) {
            return formatter.formatMessage(record);
        }
        @Nullable Object[] parameters = record.getParameters();
        if (parameters == null || parameters.length == 0 || pattern.indexOf('{') < 0) {
            return pattern;
        }
        if (!isSimple(pattern)) {
            return formatter.formatMessage(record);
        }
        try {
            return fill(pattern, parameters);
        } catch (Exception unprintable) {
            // As the JDK does.
            return pattern;
        }
    }

    /** Whether nothing is special in it but numbers in braces. */
    private static boolean isSimple(String pattern) {
        if (pattern.indexOf('\'') >= 0) {
            return false;
        }
        for (int brace = pattern.indexOf('{'); brace >= 0; brace = pattern.indexOf('{', brace + 1)) {
            int end = endOfNumber(pattern, brace + 1);
            int digits = end - brace - 1;
            if (digits == 0 || digits > MOST_DIGITS || end == pattern.length() || pattern.charAt(end) != '}') {
                return false;
            }
        }
        return true;
    }

    private static int endOfNumber(String pattern, int start) {
        int end = start;
        while (end < pattern.length() && pattern.charAt(end) >= '0' && pattern.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private String fill(String pattern, @Nullable Object[] parameters) {
        text.setLength(0);
        int from = 0;
        for (int brace = pattern.indexOf('{'); brace >= 0; brace = pattern.indexOf('{', from)) {
            int end = endOfNumber(pattern, brace + 1);
            int number = Integer.parseInt(pattern, brace + 1, end, 10);
            text.append(pattern, from, brace);
            if (number < parameters.length) {
                text.append(print(parameters[number]));
            } else {
                text.append('{').append(number).append('}');
            }
            from = end + 1;
        }
        return text.append(pattern, from, pattern.length()).toString();
    }

    /** As MessageFormat does it for an argument without a type. */
    private @Nullable String print(@Nullable Object parameter) {
        if (parameter instanceof String known) {
            return known;
        }
        if (parameter instanceof Number number) {
            return numbers(number).format(number);
        }
        if (parameter instanceof Date date) {
            return DateFormat.getDateTimeInstance(
                            DateFormat.SHORT, DateFormat.SHORT, Locale.getDefault(Locale.Category.FORMAT))
                    .format(date);
        }
        return parameter == null ? null : parameter.toString();
    }

    private NumberFormat numbers(Number number) {
        Locale present = Locale.getDefault(Locale.Category.FORMAT);
        // A number of a user's own class may run any code when it is asked for its value, and so gets a NumberFormat
        // of its own.
        if (number.getClass().getClassLoader() != null) {
            return NumberFormat.getInstance(present);
        }
        NumberFormat known = numbers;
        if (known == null || !present.equals(locale)) {
            known = NumberFormat.getInstance(present);
            numbers = known;
            locale = present;
        }
        return known;
    }
}
