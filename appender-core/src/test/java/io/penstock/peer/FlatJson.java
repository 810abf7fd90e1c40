package io.penstock.peer;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads an object whose values are strings. Not safe for concurrent use. */
final class FlatJson {

    private final String text;
    private int at;

    private FlatJson(String text) {
        this.text = text;
    }

    static Map<String, String> parse(String object) {
        return new FlatJson(object).object();
    }

    private Map<String, String> object() {
        Map<String, String> fields = new LinkedHashMap<>();
        expect('{');
        while (peek() != '}') {
            if (!fields.isEmpty()) {
                expect(',');
            }
            String name = string();
            expect(':');
            fields.put(name, string());
        }
        return fields;
    }

    private String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            value.append(c == '\\' ? escaped() : c);
        }
        return value.toString();
    }

    private char escaped() {
        char c = next();
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> (char) Integer.parseInt(text.substring(at, at += 4), 16);
            default -> c;
        };
    }

    private char peek() {
        skipSpace();
        return text.charAt(at);
    }

    private void expect(char expected) {
        skipSpace();
        char found = next();
        if (found != expected) {
            throw new IllegalArgumentException(expected + " is due at " + (at - 1) + " of " + text);
        }
    }

    private void skipSpace() {
        while (text.charAt(at) == ' ') {
            at++;
        }
    }

    private char next() {
        return text.charAt(at++);
    }
}
