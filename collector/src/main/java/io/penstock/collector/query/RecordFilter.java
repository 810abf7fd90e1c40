package io.penstock.collector.query;

import io.penstock.collector.log.BatchHeader;
import io.penstock.collector.log.LogLevel;
import io.penstock.collector.log.LogStretch;
import io.penstock.collector.log.MessageForm;
import io.penstock.collector.record.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a message is what a query looks for. Not safe for concurrent use: one per thread.
 *
 * <p>A message that is no JSON object with a text called {@code message} is text as a whole: it has no level, logger or attributes, and its time is
 * the one at which it was appended.
 */
final class RecordFilter {

    private static final byte[] TIME = ascii("time");
    private static final byte[] LEVEL = ascii("level");
    private static final byte[] LOGGER = ascii("logger");
    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] EXCEPTION = ascii("exception");
    private static final byte[] ATTRIBUTES = ascii("attributes");
    private static final byte[][] LEVELS = Arrays.stream(LogLevel.values())
            .map(Enum::name)
            .map(RecordFilter::ascii)
            .toArray(byte[][]::new);

    private final Query query;
    private final List<BytePattern> texts;
    private final byte[] logger;
    private final JsonFields fields = new JsonFields();
    private final JsonFields nested = new JsonFields();

    // Of the message that is looked at:
    private final BitSet textsFound = new BitSet();
    private boolean isRecord;
    private boolean levelSeen;
    private boolean loggerSeen;
    private boolean loggerFits;
    private boolean levelFits;
    private boolean attributesFit;
    private long time;

    RecordFilter(Query query) {
        this.query = query;
        this.texts = query.texts().stream()
                .map(text -> new BytePattern(text.getBytes(StandardCharsets.UTF_8)))
                .toList();
        this.logger = query.logger().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a stretch may hold an answer. */
    boolean mayMatch(LogStretch stretch) {
        if (stretch.count(LogLevel.UNKNOWN) > 0) {
            // Maybe messages of logd's clients, of which the index knows nothing.
            return true;
        }
        return mayMatch(stretch.leastTime(), stretch.greatestTime()) && countWithLevel(stretch) > 0;
    }

    /** Whether a batch may hold an answer. */
    boolean mayMatch(BatchHeader header) {
        if (header.form() != MessageForm.JSON) {
            return true;
        }
        return mayMatch(header.leastTime(), header.greatestTime()) && countWithLevel(header.levels()) > 0;
    }

    private boolean mayMatch(long least, long greatest) {
        return least > greatest || (greatest >= query.since() && least < query.until());
    }

    /** How many messages of the stretch match, if the index alone says so; -1 if it does not. */
    long countByIndex(LogStretch stretch) {
        return stretch.isFull()
                        && stretch.count(LogLevel.UNKNOWN) == 0
                        && isAnswered(stretch.leastTime(), stretch.greatestTime())
                ? countWithLevel(stretch)
                : -1;
    }

    /** How many messages of the batch match, if its header alone says so; -1 if it does not. */
    long countByHeader(BatchHeader header) {
        return header.form() == MessageForm.JSON && isAnswered(header.leastTime(), header.greatestTime())
                ? countWithLevel(header.levels())
                : -1;
    }

    private boolean isAnswered(long least, long greatest) {
        return query.asksForTimeAndLevelOnly()
                && (!query.asksForTime() || (query.includes(least) && query.includes(greatest)));
    }

    private long countWithLevel(LogStretch stretch) {
        int[] levels = new int[LogLevel.COUNT];
        for (LogLevel level : LogLevel.values()) {
            levels[level.ordinal()] = stretch.count(level);
        }
        return countWithLevel(levels);
    }

    private long countWithLevel(int... levels) {
        LogLevel least = query.level();
        long count = 0;
        for (int i = least == null ? 0 : least.ordinal(); i < levels.length; i++) {
            // A level that is not known is not at or above any.
            count += least != null && i == LogLevel.UNKNOWN.ordinal() ? 0 : levels[i];
        }
        return count;
    }

    /**
     * Whether this message is one of those.
     *
     * @param appended when its batch was appended; {@link RecordTime#NONE} if nobody knows
     */
    boolean matches(byte[] bytes, int from, int to, long appended) {
        textsFound.clear();
        isRecord = false;
        levelSeen = false;
        loggerSeen = false;
        loggerFits = query.logger().isEmpty();
        levelFits = query.level() == null;
        attributesFit = query.attributes().isEmpty();
        time = RecordTime.NONE;
        boolean whole = fields.begin(bytes, from, to);
        while (whole && fields.next()) {
            look(bytes);
            if (!levelFits && levelSeen || !loggerFits && loggerSeen) {
                // What has another level is no answer, whatever comes behind it.
                return false;
            }
        }
        if (!whole || !isRecord || !fields.isWhole()) {
            return matchesAsText(bytes, from, to, appended);
        }
        return loggerFits
                && levelFits
                && attributesFit
                && textsFound.cardinality() == texts.size()
                && isInTime(time == RecordTime.NONE ? appended : time);
    }

    private boolean isInTime(long known) {
        return !query.asksForTime() || (known != RecordTime.NONE && query.includes(known));
    }

    private boolean matchesAsText(byte[] bytes, int from, int to, long appended) {
        if (query.level() != null
                || !query.logger().isEmpty()
                || !query.attributes().isEmpty()) {
            return false;
        }
        for (BytePattern text : texts) {
            if (text.find(bytes, from, to) < 0) {
                return false;
            }
        }
        return isInTime(appended);
    }

    private void look(byte[] bytes) {
        if (isCalled(bytes, MESSAGE)) {
            isRecord = fields.valueIsString();
            findTexts(bytes);
        } else if (isCalled(bytes, TIME)) {
            if (query.asksForTime() && fields.valueIsString()) {
                time = RecordTime.parse(bytes, fields.valueStart + 1, fields.valueEnd - 1);
            }
        } else if (isCalled(bytes, LEVEL)) {
            levelSeen = true;
            levelFits = query.level() == null || isAtOrAbove(query.level(), bytes);
        } else if (isCalled(bytes, LOGGER)) {
            loggerSeen = true;
            loggerFits = query.logger().isEmpty() || loggerBegins(bytes);
        } else if (isCalled(bytes, EXCEPTION)) {
            findTexts(bytes);
        } else if (isCalled(bytes, ATTRIBUTES)) {
            attributesFit = query.attributes().isEmpty() || hasAttributes(bytes);
        }
    }

    private boolean isCalled(byte[] bytes, byte[] name) {
        return Arrays.equals(bytes, fields.nameStart, fields.nameEnd, name, 0, name.length);
    }

    private void findTexts(byte[] bytes) {
        if (texts.isEmpty() || !fields.valueIsString()) {
            return;
        }
        String resolved = hasEscapes(bytes) ? fields.value() : null;
        for (int i = 0; i < texts.size(); i++) {
            boolean found = resolved == null
                    ? texts.get(i).find(bytes, fields.valueStart + 1, fields.valueEnd - 1) >= 0
                    : resolved.contains(query.texts().get(i));
            if (found) {
                textsFound.set(i);
            }
        }
    }

    private boolean hasEscapes(byte[] bytes) {
        for (int i = fields.valueStart; i < fields.valueEnd; i++) {
            if (bytes[i] == '\\') {
                return true;
            }
        }
        return false;
    }

    private boolean isAtOrAbove(LogLevel least, byte[] bytes) {
        int from = fields.valueStart + 1;
        int to = fields.valueEnd - 1;
        for (int i = 0; i < LogLevel.UNKNOWN.ordinal(); i++) {
            if (from < to && Arrays.equals(bytes, from, to, LEVELS[i], 0, LEVELS[i].length)) {
                return i >= least.ordinal();
            }
        }
        LogLevel level = LogLevel.of(fields.value());
        return level != LogLevel.UNKNOWN && level.compareTo(least) >= 0;
    }

    private boolean loggerBegins(byte[] bytes) {
        if (!fields.valueIsString()) {
            return false;
        }
        if (hasEscapes(bytes)) {
            return fields.value().startsWith(query.logger());
        }
        int from = fields.valueStart + 1;
        return from + logger.length < fields.valueEnd
                && Arrays.equals(bytes, from, from + logger.length, logger, 0, logger.length);
    }

    private boolean hasAttributes(byte[] bytes) {
        if (!fields.valueIsObject() || !nested.begin(bytes, fields.valueStart, fields.valueEnd)) {
            return false;
        }
        BitSet found = new BitSet();
        while (nested.next()) {
            String name = nested.name();
            int i = 0;
            for (Map.Entry<String, String> wanted : query.attributes().entrySet()) {
                if (wanted.getKey().equals(name)
                        && !nested.valueIsNested()
                        && nested.value().equals(wanted.getValue())) {
                    found.set(i);
                }
                i++;
            }
        }
        return found.cardinality() == query.attributes().size();
    }

    /**
     * What stands in every record that matches, byte for byte as the collector writes it, so that a record without it need not be taken apart; null: nothing
     * does. It says nothing about messages of logd's clients, who may write the same in other ways.
     */
    static @Nullable BytePattern necessary(Query query) {
        String best = "";
        for (String text : query.texts()) {
            best = longer(best, Json.escaped(text));
        }
        if (best.isEmpty()) {
            for (String name : query.attributes().keySet()) {
                best = longer(best, "\"" + Json.escaped(name) + "\":");
            }
        }
        if (best.isEmpty() && !query.logger().isEmpty()) {
            best = "\"logger\":\"" + Json.escaped(query.logger());
        }
        return best.isEmpty() ? null : new BytePattern(best.getBytes(StandardCharsets.UTF_8));
    }

    private static String longer(String one, String other) {
        return other.length() > one.length() ? other : one;
    }
}
