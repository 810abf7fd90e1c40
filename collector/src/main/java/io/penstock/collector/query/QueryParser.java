package io.penstock.collector.query;

import io.penstock.collector.log.LogLevel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects a query from options and expressions. Each mistake is an {@link IllegalArgumentException} that names what was typed and says what to
 * type instead. Not safe for concurrent use.
 */
public final class QueryParser {

    private final Instant now;

    /** As typed, to be named in messages. */
    private final Map<String, String> given = new LinkedHashMap<>();

    private long since = Long.MIN_VALUE;
    private long until = Long.MAX_VALUE;
    private @Nullable LogLevel level;
    private String logger = "";
    private final List<String> texts = new ArrayList<>();
    private final Map<String, String> attributes = new LinkedHashMap<>();

    /** @param now from which times like {@code 2h} are counted back */
    public QueryParser(Instant now) {
        this.now = now;
    }

    /** @param typed how the user has typed it, for messages, like {@code --since=2h} or {@code since:2h} */
    public void since(String typed, String time) {
        once("since", typed);
        since = QueryTime.parse(typed, time, now);
    }

    public void until(String typed, String time) {
        once("until", typed);
        until = QueryTime.parse(typed, time, now);
    }

    public void level(String typed, String name) {
        once("level", typed);
        LogLevel known = LogLevel.of(name);
        if (known == LogLevel.UNKNOWN) {
            throw new IllegalArgumentException(typed + " is no level; use trace, debug, info, warn or error");
        }
        level = known;
    }

    public void logger(String typed, String prefix) {
        once("logger", typed);
        if (prefix.isEmpty()) {
            throw new IllegalArgumentException(typed + " names no logger; give a name or the beginning of one");
        }
        logger = prefix;
    }

    public void text(String typed, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException(typed + " holds no text; give what the message has to contain");
        }
        texts.add(text);
    }

    /** @param pair {@code NAME=VALUE} */
    public void attribute(String typed, String pair) {
        int equals = pair.indexOf('=');
        if (equals <= 0) {
            throw new IllegalArgumentException(typed + " is no attribute; use NAME=VALUE");
        }
        String name = pair.substring(0, equals);
        String value = pair.substring(equals + 1);
        String before = attributes.put(name, value);
        if (before != null && !before.equals(value)) {
            throw new IllegalArgumentException(
                    typed + ": " + name + " cannot be " + before + " and " + value + " at once; ask for one of them");
        }
    }

    private void once(String what, String typed) {
        String before = given.put(what, typed);
        if (before != null) {
            throw new IllegalArgumentException(before + " and " + typed + " say the same twice; leave one out");
        }
    }

    /** {@code level:warn logger:com.acme since:2h user=42 "timed out"}: words with spaces between them, or in quotation marks. */
    public void expression(String expression) {
        for (QueryWord word : QueryWord.split(expression)) {
            term(word);
        }
    }

    private void term(QueryWord word) {
        String key = word.key();
        switch (word.mark()) {
            case '=' -> attribute(word.typed(), key + "=" + word.value());
            case ':' -> {
                switch (key) {
                    case "level" -> level(word.typed(), word.value());
                    case "logger" -> logger(word.typed(), word.value());
                    case "since" -> since(word.typed(), word.value());
                    case "until" -> until(word.typed(), word.value());
                    case "text" -> text(word.typed(), word.value());
                    default ->
                        throw new IllegalArgumentException(word.typed() + ": " + key
                                + " is unknown; use level:, logger:, since:, until: or text:, NAME=VALUE for an attribute, and"
                                + " quotation marks for a text with a colon in it: \"" + word.typed() + "\"");
                }
            }
            default -> text(word.typed(), word.value());
        }
    }

    /** @throws IllegalArgumentException if nothing could ever match */
    public Query build() {
        if (since >= until) {
            throw new IllegalArgumentException(given.get("since") + " is not before " + given.get("until")
                    + ", so nothing can be found; exchange the two, or leave one out");
        }
        return new Query(since, until, level, logger, texts, attributes);
    }
}
