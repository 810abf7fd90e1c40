package io.penstock.jul.format;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Prints what a {@link SimpleFormatter} prints, byte for byte, from its format string read once. Not safe for concurrent
 * use.
 *
 * <p>It knows {@code %2$s} to {@code %6$s} with a width and {@code -}, {@code %n}, {@code %%}, and every conversion of the date
 * but {@code Q} and {@code s} ({@code %1$s}): those below a second itself, as {@code %1$tL} and {@code %1$tN} without flags; all others
 * are printed by the JDK, once per second. A format string with anything else is not compiled; a record with a level of
 * somebody's own class, and a locale with digits of its own, are left to the formatter.
 */
public final class CompiledSimpleFormat {

    /** Index, flags, width, what is left. */
    private static final Pattern CONVERSION =
            Pattern.compile("%(?:([1-6])\\$)?([-#+ 0,(]*)([1-9][0-9]{0,2})?(n|%|s|[tT][a-zA-Z])");

    private static final int SOURCE = 2;
    private static final int LOGGER = 3;
    private static final int LEVEL = 4;
    private static final int MESSAGE = 5;
    private static final int THROWN = 6;

    private final SimpleFormatter formatter;
    private final Piece[] pieces;
    private final SecondTexts seconds;
    private final MessageWithParameters message;
    private final StringBuilder line = new StringBuilder();
    private final @Nullable String[] arguments = new @Nullable String[THROWN + 1];
    private int nanos;

    private interface Piece {
        void appendTo(StringBuilder line);
    }

    private CompiledSimpleFormat(SimpleFormatter formatter, List<String> formats, List<Step> steps) {
        this.formatter = formatter;
        this.seconds = new SecondTexts(formats);
        this.message = new MessageWithParameters(formatter);
        this.pieces = steps.stream().map(step -> step.in(this)).toArray(Piece[]::new);
    }

    /** Null if this formatter prints what is not known here, or is of a subclass. */
    public static @Nullable CompiledSimpleFormat of(SimpleFormatter formatter) {
        if (formatter.getClass() != SimpleFormatter.class) {
            return null;
        }
        for (String format : SimpleFormatStrings.candidates()) {
            CompiledSimpleFormat compiled = compile(format, formatter);
            if (compiled != null && SimpleFormatStrings.printAlike(formatter, compiled::print)) {
                return compiled;
            }
        }
        return null;
    }

    /** Null if something in the format string is not known here. */
    static @Nullable CompiledSimpleFormat compile(String format, SimpleFormatter formatter) {
        List<String> formats = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        StringBuilder perSecond = new StringBuilder();
        Matcher conversion = CONVERSION.matcher(format);
        int from = 0;
        for (int percent = format.indexOf('%'); percent >= 0; percent = format.indexOf('%', from)) {
            if (!conversion.find(percent) || conversion.start() != percent) {
                return null;
            }
            perSecond.append(format, from, percent);
            from = conversion.end();
            if (isPerSecond(conversion)) {
                perSecond.append(conversion.group());
                continue;
            }
            Step step = step(conversion);
            if (step == null) {
                return null;
            }
            addPerSecond(perSecond, formats, steps);
            steps.add(step);
        }
        perSecond.append(format, from, format.length());
        addPerSecond(perSecond, formats, steps);
        return new CompiledSimpleFormat(formatter, formats, steps);
    }

    /** What is neither below a second nor another argument: texts and dates, printed together. */
    private static boolean isPerSecond(Matcher conversion) {
        String kind = conversion.group(4);
        boolean isDate = kind.length() == 2;
        if (isDate) {
            return "1".equals(conversion.group(1)) && "LNQ".indexOf(kind.charAt(1)) < 0;
        }
        return !kind.equals("s") && conversion.group().length() == 2;
    }

    private static @Nullable Step step(Matcher conversion) {
        String index = conversion.group(1);
        String flags = conversion.group(2);
        String width = conversion.group(3);
        String kind = conversion.group(4);
        if (index == null || (width == null && !flags.isEmpty()) || !(flags.isEmpty() || flags.equals("-"))) {
            return null;
        }
        if (kind.equals("s") && !index.equals("1")) {
            int least = width == null ? 0 : Integer.parseInt(width);
            return argument(Integer.parseInt(index), least, !flags.isEmpty());
        }
        if (index.equals("1") && width == null && kind.equals("tL")) {
            return format -> line -> appendDigits(line, format.nanos / 1_000_000, 100);
        }
        if (index.equals("1") && width == null && kind.equals("tN")) {
            return format -> line -> appendDigits(line, format.nanos, 100_000_000);
        }
        return null;
    }

    private static Step argument(int index, int width, boolean left) {
        return format -> line -> {
            String text = String.valueOf(format.arguments[index]);
            int blanks = width - text.length();
            if (blanks <= 0) {
                line.append(text);
            } else if (left) {
                line.append(text).append(" ".repeat(blanks));
            } else {
                line.append(" ".repeat(blanks)).append(text);
            }
        };
    }

    private static void appendDigits(StringBuilder line, int number, int highest) {
        for (int weight = highest; weight > 0; weight /= 10) {
            line.append((char) ('0' + number / weight % 10));
        }
    }

    private static void addPerSecond(StringBuilder perSecond, List<String> formats, List<Step> steps) {
        if (!perSecond.isEmpty()) {
            int index = formats.size();
            formats.add(perSecond.toString());
            perSecond.setLength(0);
            steps.add(format -> line -> line.append(format.seconds.get(index)));
        }
    }

    /** A piece before it is known which format it belongs to. */
    private interface Step {
        Piece in(CompiledSimpleFormat format);
    }

    public String format(LogRecord record) {
        String printed = print(record);
        return printed == null ? formatter.format(record) : printed;
    }

    /** Null: this record is for the formatter. */
    @SuppressWarnings("JavaInstantGetSecondsGetNano") // the seconds are printed by SecondTexts
    @Nullable
    String print(LogRecord record) {
        Level level = record.getLevel();
        // The name of another one, as the formatter prints it, is not visible to us.
        if (level.getClass() != Level.class) {
            return null;
        }
        Instant instant = record.getInstant();
        seconds.moveTo(instant);
        if (!seconds.arePlainDigits()) {
            return null;
        }
        nanos = instant.getNano();
        arguments[SOURCE] = source(record);
        arguments[MESSAGE] = message.of(record);
        arguments[THROWN] = thrown(record);
        arguments[LOGGER] = record.getLoggerName();
        arguments[LEVEL] = level.getLocalizedName();
        line.setLength(0);
        for (Piece piece : pieces) {
            piece.appendTo(line);
        }
        return line.toString();
    }

    private static @Nullable String source(LogRecord record) {
        String source = record.getSourceClassName();
        if (source == null) {
            return record.getLoggerName();
        }
        String method = record.getSourceMethodName();
        return method == null ? source : source + " " + method;
    }

    private static String thrown(LogRecord record) {
        Throwable thrown = record.getThrown();
        if (thrown == null) {
            return "";
        }
        StringWriter text = new StringWriter();
        PrintWriter printer = new PrintWriter(text);
        printer.println();
        thrown.printStackTrace(printer);
        printer.close();
        return text.toString();
    }
}
