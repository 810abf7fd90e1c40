package io.penstock.collector.logd;

import java.util.Map;

/** The lines that a client gets. */
final class LogdAnswers {

    static final String OK = "OK\r\n";

    private LogdAnswers() {}

    static String ok(long offset, int batches) {
        return "OK " + offset + " " + batches + "\r\n";
    }

    static String error(String reason) {
        return "ERR " + reason + "\r\n";
    }

    /** {@code MOK length CRLF}, the lines, CRLF; the length is that of the lines. */
    static String several(Map<String, String> values) {
        StringBuilder lines = new StringBuilder();
        values.forEach(
                (key, value) -> lines.append(key).append(": ").append(value).append("\r\n"));
        return "MOK " + lines.length() + "\r\n" + lines + "\r\n";
    }
}
