package io.penstock.collector.query;

import java.util.ArrayList;
import java.util.List;

/**
 * One word of an expression.
 *
 * @param typed as it stands there
 * @param key before the mark; empty if there is none
 * @param mark colon, equals sign, or 0 if there is none outside quotation marks
 * @param value behind the mark, or the whole word, without quotation marks
 */
record QueryWord(String typed, String key, char mark, String value) {

    /** @throws IllegalArgumentException if quotation marks do not come in pairs */
    static List<QueryWord> split(String expression) {
        List<QueryWord> words = new ArrayList<>();
        int at = 0;
        while (at < expression.length()) {
            if (Character.isWhitespace(expression.charAt(at))) {
                at++;
            } else {
                at = word(expression, at, words);
            }
        }
        return words;
    }

    /** @return where the word ends */
    private static int word(String expression, int start, List<QueryWord> words) {
        StringBuilder value = new StringBuilder();
        String key = "";
        char mark = 0;
        boolean quoted = false;
        boolean anyQuotes = false;
        int at = start;
        for (; at < expression.length(); at++) {
            char c = expression.charAt(at);
            if (quoted && c == '\\' && at + 1 < expression.length() && "\"\\".indexOf(expression.charAt(at + 1)) >= 0) {
                at++;
                value.append(expression.charAt(at));
            } else if (c == '"') {
                quoted = !quoted;
                anyQuotes = true;
            } else if (!quoted && Character.isWhitespace(c)) {
                break;
            } else if (!quoted && !anyQuotes && mark == 0 && (c == ':' || c == '=') && value.length() > 0) {
                mark = c;
                key = value.toString();
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
        String typed = expression.substring(start, at);
        if (quoted) {
            throw new IllegalArgumentException(
                    typed + " has a quotation mark without its pair; add one, or write \\\" inside quotation marks");
        }
        words.add(new QueryWord(typed, key, mark, value.toString()));
        return at;
    }
}
