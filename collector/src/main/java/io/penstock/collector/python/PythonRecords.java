package io.penstock.collector.python;

import io.penstock.collector.log.LogLevel;
import io.penstock.collector.log.SessionNumbers;
import io.penstock.collector.record.LogRecord;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record of the dictionary that Python's SocketHandler sends: the attributes of a {@code LogRecord}, and whatever the application gave as
 * {@code extra}. Safe for any thread.
 */
final class PythonRecords {

    private static final int MOST_DEPTH = 16;
    private static final int MOST_ITEMS = 10_000;
    /** A text that the pickle holds once may stand in it at any number of places: so much more than the pickle, for the record as a whole. */
    private static final int MOST_CHARS = 64 * 1024;

    /** Kept elsewhere in our record, or of no use outside the process that made it. */
    private static final Set<String> NO_ATTRIBUTES = Set.of(
            "name",
            "msg",
            "message",
            "args",
            "levelname",
            "levelno",
            "created",
            "msecs",
            "relativeCreated",
            "asctime",
            "exc_info",
            "exc_text",
            "stack_info",
            "thread",
            "threadName",
            "filename",
            "module",
            "session",
            "sequence");

    private final Clock clock;

    PythonRecords(Clock clock) {
        this.clock = clock;
    }

    /** @throws PickleException if the pickle is none of a record, or wants something called */
    LogRecord record(byte[] pickle, String source) throws PickleException {
        if (!(Unpickler.read(pickle) instanceof Map<?, ?> fields)) {
            throw new PickleException("the pickle holds no dictionary");
        }
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        Budget budget = new Budget(2L * pickle.length + MOST_CHARS);
        fields.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (!NO_ATTRIBUTES.contains(name) && !Unpickler.isNone(value)) {
                attributes.put(name, budget.plain(value, 0));
            }
        });
        String session = text(fields.get("session"), budget);
        boolean numbered = session != null
                && SessionNumbers.isName(session)
                && fields.get("sequence") instanceof Long sequence
                && sequence >= 0;
        if (!numbered) {
            for (String name : List.of("session", "sequence")) {
                Object value = fields.get(name);
                if (value != null && !Unpickler.isNone(value)) {
                    attributes.put(name, budget.plain(value, 0));
                }
            }
        }
        return new LogRecord(
                time(fields.get("created")),
                level(fields, budget),
                text(fields.get("name"), budget),
                String.valueOf(text(fields.get("msg"), budget)),
                text(fields.get("threadName"), budget),
                text(fields.get("host"), budget),
                text(fields.get("service"), budget),
                exception(fields, budget),
                attributes,
                numbered ? session : null,
                numbered && fields.get("sequence") instanceof Long number ? number : 0,
                null,
                source);
    }

    private static @Nullable String text(@Nullable Object value, Budget budget) {
        if (value == null || Unpickler.isNone(value)) {
            return null;
        }
        return value instanceof String text ? text : String.valueOf(budget.plain(value, 0));
    }

    private Instant time(@Nullable Object created) {
        if (created instanceof Double seconds && Math.abs(seconds) < 1e11) {
            // A double has microseconds at today's dates.
            long micros = Math.round(seconds * 1e6);
            return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1000L);
        }
        return clock.instant();
    }

    /** By name; a level that the application has made itself by its number. */
    private static LogLevel level(Map<?, ?> fields, Budget budget) {
        LogLevel known = LogLevel.of(text(fields.get("levelname"), budget));
        if (known != LogLevel.UNKNOWN || !(fields.get("levelno") instanceof Long number)) {
            return known;
        }
        if (number >= 40) {
            return LogLevel.ERROR;
        }
        if (number >= 30) {
            return LogLevel.WARN;
        }
        return number >= 20 ? LogLevel.INFO : number >= 10 ? LogLevel.DEBUG : LogLevel.TRACE;
    }

    private static @Nullable String exception(Map<?, ?> fields, Budget budget) {
        String trace = text(fields.get("exc_text"), budget);
        String stack = text(fields.get("stack_info"), budget);
        if (trace == null) {
            return stack;
        }
        return stack == null ? trace : trace + "\n" + stack;
    }

    /** What may be written as JSON; lists that contain themselves end somewhere. */
    private static final class Budget {

        private int items;
        private long chars;

        private Budget(long chars) {
            this.chars = chars;
        }

        private boolean takes(long more) {
            chars -= more;
            return chars >= 0;
        }

        @Nullable
        Object plain(Object value, int depth) {
            if (Unpickler.isNone(value)) {
                return null;
            }
            if (value instanceof Unpickler.Placeholder other) {
                return "[" + other.className() + "]";
            }
            if (value instanceof byte[] bytes) {
                return "[bytes: " + bytes.length + "]";
            }
            if (value instanceof List<?> || value instanceof Map<?, ?>) {
                if (depth == MOST_DEPTH || ++items > MOST_ITEMS) {
                    return "[...]";
                }
                return value instanceof List<?> list ? list(list, depth) : map((Map<?, ?>) value, depth);
            }
            if (value instanceof BigInteger number) {
                return takes(number.bitLength() / 3) ? number : "[...]";
            }
            if (value instanceof Number || value instanceof Boolean) {
                return value;
            }
            String text = value.toString();
            return takes(text.length()) ? text : "[...]";
        }

        private List<@Nullable Object> list(List<?> list, int depth) {
            List<@Nullable Object> plain = new ArrayList<>();
            for (Object item : list) {
                if (++items > MOST_ITEMS) {
                    plain.add("[...]");
                    break;
                }
                plain.add(plain(item, depth + 1));
            }
            return plain;
        }

        private Map<String, @Nullable Object> map(Map<?, ?> map, int depth) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (++items > MOST_ITEMS) {
                    plain.put("...", "...");
                    break;
                }
                String key = String.valueOf(entry.getKey());
                plain.put(takes(key.length()) ? key : "[...]", plain(entry.getValue(), depth + 1));
            }
            return plain;
        }
    }
}
