package io.penstock.collector.record;

import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON object without a line end (RFC 8259). Not safe for concurrent use.
 *
 * <p>Control characters are escaped, so that a record is one line, and lone surrogates, which no encoding of UTF-8 can hold. Text is otherwise
 * left as it is.
 */
public final class Json {

    private final StringBuilder target = new StringBuilder("{");
    private boolean first = true;

    Json() {}

    Json text(String name, String value) {
        name(name);
        quoted(value);
        return this;
    }

    Json number(String name, long value) {
        name(name);
        target.append(value);
        return this;
    }

    /** A text, a number, a boolean, null, or a list or map of such values. */
    Json value(String name, @Nullable Object value) {
        name(name);
        value(value);
        return this;
    }

    private void value(@Nullable Object value) {
        if (value instanceof java.util.Map<?, ?> map) {
            target.append('{');
            first = true;
            map.forEach((key, item) -> value(String.valueOf(key), item));
            end();
        } else if (value instanceof java.util.List<?> list) {
            target.append('[');
            for (int i = 0; i < list.size(); i++) {
                target.append(i == 0 ? "" : ",");
                value(list.get(i));
            }
            target.append(']');
        } else if (value == null || value instanceof Boolean || isNumber(value)) {
            target.append(value);
        } else {
            quoted(value.toString());
        }
    }

    /** JSON has no words for NaN and the infinities. */
    private static boolean isNumber(Object value) {
        return value instanceof Number number && (!(value instanceof Double) || Double.isFinite(number.doubleValue()));
    }

    Json begin(String name) {
        name(name);
        target.append('{');
        first = true;
        return this;
    }

    Json end() {
        target.append('}');
        first = false;
        return this;
    }

    private void name(String name) {
        if (!first) {
            target.append(',');
        }
        first = false;
        quoted(name);
        target.append(':');
    }

    private void quoted(String text) {
        target.append('"');
        escape(text, target);
        target.append('"');
    }

    /** As a text stands between its quotation marks, always the same way: so its bytes can be looked for. */
    public static String escaped(String text) {
        StringBuilder target = new StringBuilder(text.length());
        escape(text, target);
        return target.toString();
    }

    private static void escape(String text, StringBuilder target) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> target.append("\\\"");
                case '\\' -> target.append("\\\\");
                case '\n' -> target.append("\\n");
                case '\r' -> target.append("\\r");
                case '\t' -> target.append("\\t");
                default -> {
                    if (c < ' ' || c == 0x7F || c == 0x2028 || c == 0x2029 || isLoneSurrogate(text, i)) {
                        target.append(String.format("\\u%04x", (int) c));
                    } else {
                        target.append(c);
                    }
                }
            }
        }
    }

    private static boolean isLoneSurrogate(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    @Override
    public String toString() {
        return target.toString();
    }
}
