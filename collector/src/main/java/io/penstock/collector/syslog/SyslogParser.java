package io.penstock.collector.syslog;

import io.penstock.collector.log.LogLevel;
import io.penstock.collector.log.SessionNumbers;
import io.penstock.collector.record.LogRecord;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record of a syslog message. Never fails: what is not RFC 5424 is kept as text. Safe for any thread.
 *
 * <p>An element of structured data that has both {@code session} and {@code sequence} says which record of which sender it is, whatever
 * the element is called. Its {@code logger} and {@code thread} are the record's. Parameters of elements whose names begin with {@code mdc} or
 * {@code kvp} are attributes by their own names; all others have their element's name in front.
 */
final class SyslogParser {

    private static final char BOM = '\uFEFF';
    /** More than any sender's, and little beside what a message may have. */
    private static final int PREFIX_CHARS = 64 * 1024;

    /** The log keeps milliseconds, which do not reach as far as years do. */
    private static final Instant EARLIEST = Instant.ofEpochMilli(Long.MIN_VALUE);

    private static final Instant LATEST = Instant.ofEpochMilli(Long.MAX_VALUE);

    private static final int MOST_DIGITS = 18;

    private static final int MOST_PRIORITY = 191;

    /** By number; the names that are usual, since RFC 5424, 6.2.1 has only descriptions. */
    private static final List<String> FACILITIES = List.of(
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "syslog",
            "lpr",
            "news",
            "uucp",
            "cron",
            "authpriv",
            "ftp",
            "ntp",
            "audit",
            "alert",
            "clock",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7");

    private final Clock clock;

    SyslogParser(Clock clock) {
        this.clock = clock;
    }

    LogRecord parse(byte[] bytes, String source) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('>');
        int priority = text.startsWith("<") && end > 1 && end <= 4 ? number(text.substring(1, end)) : -1;
        if (priority < 0 || priority > MOST_PRIORITY) {
            return plain(LogLevel.UNKNOWN, text, null, source);
        }
        LogLevel level = level(priority % 8);
        String facility = FACILITIES.get(priority / 8);
        LogRecord record =
                text.startsWith("1 ", end + 1) ? new Message(text, end + 3, level, facility, source).parse() : null;
        return record == null ? plain(level, text.substring(end + 1), facility, source) : record;
    }

    private LogRecord plain(LogLevel level, String message, @Nullable String facility, String source) {
        String line = message.endsWith("\n") ? message.substring(0, message.length() - 1) : message;
        return new LogRecord(
                clock.instant(), level, null, line, null, null, null, null, Map.of(), null, 0, facility, source);
    }

    private static int number(String digits) {
        return digits.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(digits) : -1;
    }

    /** RFC 5424, 6.2.1. */
    private static LogLevel level(int severity) {
        if (severity <= 3) {
            return LogLevel.ERROR;
        }
        return severity == 4 ? LogLevel.WARN : severity == 7 ? LogLevel.DEBUG : LogLevel.INFO;
    }

    /** One message of RFC 5424, from behind the version on. */
    private final class Message {

        private final String text;
        private final LogLevel level;
        private final String facility;
        private final String source;
        private int at;
        /** For the names of elements, which stand before each of their parameters. */
        private long room = PREFIX_CHARS;

        private final Map<String, String> attributes = new LinkedHashMap<>();
        private @Nullable String logger;
        private @Nullable String thread;
        private @Nullable String session;
        private long sequence;

        private Message(String text, int at, LogLevel level, String facility, String source) {
            this.text = text;
            this.at = at;
            this.level = level;
            this.facility = facility;
            this.source = source;
        }

        /** Null: it is none. */
        @Nullable
        LogRecord parse() {
            String time = word();
            String host = word();
            String app = word();
            String process = word();
            String kind = word();
            if (time == null || host == null || app == null || process == null || kind == null) {
                return null;
            }
            if (!process.equals("-")) {
                attributes.put("pid", process);
            }
            if (!kind.equals("-")) {
                attributes.put("msgid", kind);
            }
            if (!structuredData()) {
                return null;
            }
            String message = at < text.length() ? text.substring(at + 1) : "";
            // The templates of rsyslog end so; where a record is numbered, its sender means what it says.
            if (session == null && message.endsWith("\n")) {
                message = message.substring(0, message.length() - 1);
            }
            return new LogRecord(
                    instant(time),
                    level,
                    logger,
                    !message.isEmpty() && message.charAt(0) == BOM ? message.substring(1) : message,
                    thread,
                    orNull(host),
                    orNull(app),
                    null,
                    attributes,
                    session,
                    sequence,
                    facility,
                    source);
        }

        private @Nullable String word() {
            int end = text.indexOf(' ', at);
            if (end <= at) {
                return null;
            }
            String word = text.substring(at, end);
            at = end + 1;
            return word;
        }

        private static @Nullable String orNull(String word) {
            return word.equals("-") ? null : word;
        }

        private Instant instant(String time) {
            try {
                Instant instant = OffsetDateTime.parse(time).toInstant();
                return instant.isBefore(EARLIEST) || instant.isAfter(LATEST) ? clock.instant() : instant;
            } catch (DateTimeException none) {
                return clock.instant();
            }
        }

        private boolean structuredData() {
            if (at < text.length() && text.charAt(at) == '-') {
                at++;
                return at == text.length() || text.charAt(at) == ' ';
            }
            int elements = 0;
            while (at < text.length() && text.charAt(at) == '[') {
                if (!element()) {
                    return false;
                }
                elements++;
            }
            return elements > 0 && (at == text.length() || text.charAt(at) == ' ');
        }

        private boolean element() {
            int nameEnd = at + 1;
            while (nameEnd < text.length() && text.charAt(nameEnd) != ' ' && text.charAt(nameEnd) != ']') {
                nameEnd++;
            }
            String element = text.substring(at + 1, nameEnd);
            at = nameEnd;
            Map<String, String> parameters = new LinkedHashMap<>();
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
                if (!parameter(parameters)) {
                    return false;
                }
            }
            if (at >= text.length() || text.charAt(at) != ']') {
                return false;
            }
            at++;
            return take(element, parameters);
        }

        private boolean parameter(Map<String, String> parameters) {
            int equals = text.indexOf('=', at);
            if (equals < 0 || equals + 1 >= text.length() || text.charAt(equals + 1) != '"') {
                return false;
            }
            String name = text.substring(at, equals);
            StringBuilder value = new StringBuilder();
            int from = equals + 2;
            while (from < text.length() && text.charAt(from) != '"') {
                char c = text.charAt(from);
                boolean escapes = c == '\\' && from + 1 < text.length() && "\"\\]".indexOf(text.charAt(from + 1)) >= 0;
                value.append(escapes ? text.charAt(from + 1) : c);
                from += escapes ? 2 : 1;
            }
            if (from >= text.length()) {
                return false;
            }
            at = from + 1;
            parameters.put(name, value.toString());
            return true;
        }

        /** False: the names of the attributes would make much more of the message than it was. */
        private boolean take(String element, Map<String, String> parameters) {
            String name = parameters.get("session");
            long number = sequenceOf(parameters.get("sequence"));
            boolean ours = name != null && number >= 0;
            if (name != null && ours && session == null && SessionNumbers.isName(name)) {
                session = name;
                sequence = number;
                logger = parameters.remove("logger");
                thread = parameters.remove("thread");
                parameters.remove("session");
                parameters.remove("sequence");
            }
            boolean plain = element.startsWith("mdc") || element.startsWith("kvp") || ours;
            // The same number again, for receivers that know no more.
            if (!element.equals("meta")) {
                String prefix = plain ? "" : element + ".";
                room -= (long) parameters.size() * prefix.length();
                if (room < 0) {
                    return false;
                }
                parameters.forEach((key, value) -> attributes.put(prefix + key, value));
            }
            return true;
        }

        /** -1: none. */
        private static long sequenceOf(@Nullable String digits) {
            if (digits == null
                    || digits.isEmpty()
                    || digits.length() > MOST_DIGITS
                    || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return -1;
            }
            return Long.parseLong(digits);
        }
    }
}
