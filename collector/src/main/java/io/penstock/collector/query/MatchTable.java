package io.penstock.collector.query;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Prints what was found for people: time, level, logger and the first line of the message in columns. Not safe for concurrent use. */
public final class MatchTable implements MatchLines {

    private static final int TIME_CHARS = "2026-11-22T02:25:08.123Z".length();
    private static final int LEVEL_CHARS = "ERROR".length();
    private static final int LOGGER_CHARS = 30;
    private static final int MOST_TOPIC_CHARS = 20;

    private final OutputStream out;
    /** 0: there is one topic only. */
    private final int topicChars;

    private final JsonFields fields = new JsonFields();
    private boolean headed;

    /** @param longestTopic characters of the longest name of a topic; 0: no column for it */
    public MatchTable(OutputStream out, int longestTopic) {
        this.out = out;
        this.topicChars = longestTopic == 0 ? 0 : Math.max("TOPIC".length(), Math.min(longestTopic, MOST_TOPIC_CHARS));
    }

    @Override
    public void print(Match match) throws IOException {
        if (!headed) {
            headed = true;
            row("TIME", "LEVEL", "TOPIC", "LOGGER", "MESSAGE");
        }
        String time = "";
        String level = "";
        String logger = "";
        String text = null;
        byte[] message = match.message();
        boolean whole = fields.begin(message, 0, message.length);
        while (whole && fields.next()) {
            switch (fields.name()) {
                case "time" -> time = fields.value();
                case "level" -> level = fields.value();
                case "logger" -> logger = fields.value();
                case "message" -> text = fields.value();
                default -> {
                    // JSON lines have the rest.
                }
            }
        }
        boolean isRecord = whole && text != null && fields.isWhole();
        String shown = isRecord && text != null ? text : new String(message, StandardCharsets.UTF_8);
        row(
                isRecord ? withMillis(time) : "",
                isRecord ? level : "",
                match.topic().value(),
                isRecord ? logger : "",
                shown);
    }

    /** Without what is finer than a millisecond. */
    private static String withMillis(String time) {
        return time.length() > TIME_CHARS && time.endsWith("Z") && time.charAt(TIME_CHARS - 5) == '.'
                ? time.substring(0, TIME_CHARS - 1) + "Z"
                : time;
    }

    private void row(String time, String level, String topic, String logger, String text) throws IOException {
        StringBuilder line = new StringBuilder(160);
        column(line, time, TIME_CHARS);
        column(line, level, LEVEL_CHARS);
        if (topicChars > 0) {
            column(line, topic, topicChars);
        }
        column(line, logger, LOGGER_CHARS);
        int lineEnd = text.indexOf('\n');
        line.append(lineEnd < 0 ? text : text.substring(0, lineEnd) + " ...");
        for (int i = 0; i < line.length(); i++) {
            // What a record holds must not command the terminal.
            if (Character.isISOControl(line.charAt(i))) {
                line.setCharAt(i, ' ');
            }
        }
        out.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Of a name that is too long the end is kept, which says more. */
    private static void column(StringBuilder line, String text, int chars) {
        line.append(text.length() <= chars ? text : ".." + text.substring(text.length() - chars + 2));
        line.append(" ".repeat(Math.max(0, chars - text.length()) + 1));
    }
}
