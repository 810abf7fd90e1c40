package io.penstock.collector.query;

import io.penstock.collector.log.LogLevel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for: a record has to fulfil all of it. Immutable.
 *
 * @param since least time of the event, milliseconds since 1970; {@link Long#MIN_VALUE}: no matter
 * @param until the event was before it; {@link Long#MAX_VALUE}: no matter
 * @param level the record's level is this one or above; null: no matter
 * @param logger the logger's name is this one or begins with it; empty: no matter
 * @param texts each stands in the message or in the exception
 * @param attributes each is there with this value: the text of a string, a number or a boolean
 */
public record Query(
        long since,
        long until,
        @Nullable LogLevel level,
        String logger,
        List<String> texts,
        Map<String, String> attributes) {

    /** Everything. */
    public static final Query ALL = new Query(Long.MIN_VALUE, Long.MAX_VALUE, null, "", List.of(), Map.of());

    public Query {
        texts = List.copyOf(texts);
        attributes = Map.copyOf(attributes);
    }

    boolean asksForTime() {
        return since != Long.MIN_VALUE || until != Long.MAX_VALUE;
    }

    /** Whether the index says all that it asks for. */
    boolean asksForTimeAndLevelOnly() {
        return logger.isEmpty() && texts.isEmpty() && attributes.isEmpty();
    }

    boolean includes(long time) {
        return time >= since && time < until;
    }
}
