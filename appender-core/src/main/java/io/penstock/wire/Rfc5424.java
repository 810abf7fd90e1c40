package io.penstock.wire;

import io.penstock.Severity;
import io.penstock.encode.FixedTexts;
import io.penstock.encode.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes syslog messages as of RFC 5424. Confined to the drain thread.
 *
 * <pre>
 *  &lt;14>1 2026-11-22T02:25:08.123456Z host app 4711 - [meta sequenceId="7"]
 *      [penstock@32473 session="5a…" sequence="7" thread="main"][mdc@32473 user="ada"] message
 *
 *  begin ─▶ param* ─▶ (element ─▶ param*)* ─▶ message ─▶ (the caller appends the text) ─▶ end
 * </pre>
 *
 * <p>Each message has the next number of its session. A receiver that knows (session, sequence) can tell a repetition
 * from a new message, and a gap from silence: what was begun and failed leaves one.
 */
public final class Rfc5424 {

    /*
     * Names and header fields are PRINTUSASCII of limited length (6. Syslog Message Format): other characters become
     * '_', what is too long is cut. In values only ", \ and ] are escaped (6.3.3).
     *
     * BOM (6.4): a message that begins with it is known to be UTF-8; one without may be in any encoding. A message of
     * ASCII only is the same in all of them, and goes without: receivers such as rsyslog keep the three bytes as part
     * of the text. Line ends stay: octet counting does not mind them.
     */

    /** For {@link #element}: the mapped diagnostic context. */
    public static final String MDC = SyslogSettings.MDC;

    /** For {@link #element}: the event's own key-value pairs. */
    public static final String KEY_VALUES = SyslogSettings.KEY_VALUES;

    /** Then {@code sequenceId} begins again with 1 (7.3.1). */
    static final long LAST_SEQUENCE_ID = Integer.MAX_VALUE;

    private static final int MOST_HOST_CHARS = 255;
    private static final int MOST_APP_CHARS = 48;
    private static final int MOST_PROC_CHARS = 128;
    private static final int MOST_MSGID_CHARS = 32;
    private static final int MOST_NAME_CHARS = 32;
    private static final int FACILITY_STEP = 8;
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** {@code <14>1 } and so on, one for each severity. */
    private final byte[][] beginnings;

    private final byte[] headerRest;
    private final byte[] ownElement;
    private final byte[] enterprise;
    private final Rfc3339Time time = new Rfc3339Time();
    private long sequence;

    private Utf8Buffer target = new Utf8Buffer(0);
    /** Begun when its first parameter comes. */
    private @Nullable String nextElement;

    private int messageStart;

    /** Messages of this process, numbered from 1. */
    public Rfc5424(SyslogSettings settings, String session) {
        this(settings, session, ProcessHandle.current().pid(), 0);
    }

    Rfc5424(SyslogSettings settings, String session, long processId, long lastSequence) {
        beginnings = new byte[Severity.values().length][];
        for (Severity severity : Severity.values()) {
            beginnings[severity.ordinal()] =
                    ascii("<" + (settings.facility() * FACILITY_STEP + code(severity)) + ">1 ");
        }
        headerRest = ascii(" " + field(settings.hostname(), MOST_HOST_CHARS)
                + " " + field(settings.appName(), MOST_APP_CHARS)
                + " " + field(Long.toString(processId), MOST_PROC_CHARS)
                + " " + field(settings.msgid(), MOST_MSGID_CHARS)
                + " [meta sequenceId=\"");
        Utf8Buffer own = new Utf8Buffer(0).append("\"][" + settings.sdId() + " session=\"");
        appendEscaped(own, session);
        ownElement = own.append("\" sequence=\"").toByteArray();
        enterprise = ascii(settings.enterprise());
        sequence = lastSequence;
    }

    /** Begins a message with its header and our own element, which {@link #param} adds to. */
    public Rfc5424 begin(Utf8Buffer buffer, Severity severity, Instant instant) {
        return begin(buffer, severity, instant.getEpochSecond(), instant.getNano());
    }

    /** Begins a message with its header and our own element, which {@link #param} adds to. */
    public Rfc5424 begin(Utf8Buffer buffer, Severity severity, long epochSecond, int nanos) {
        target = buffer;
        sequence++;
        nextElement = null;
        buffer.append(beginnings[severity.ordinal()]);
        time.append(buffer, epochSecond, nanos);
        buffer.append(headerRest);
        int start = buffer.size();
        buffer.append((sequence - 1) % LAST_SEQUENCE_ID + 1);
        int digits = buffer.size() - start;
        buffer.append(ownElement);
        if (sequence <= LAST_SEQUENCE_ID) {
            buffer.append(buffer.array(), start, digits);
        } else {
            buffer.append(sequence);
        }
        buffer.append('"');
        return this;
    }

    /** What follows is in another element; one without parameters is left out. Each name once in a message. */
    public Rfc5424 element(String name) {
        nextElement = name;
        return this;
    }

    /** As {@link #param(String, String)}, for one whose values come again and again. */
    public Rfc5424 param(Frequent param, @Nullable String value) {
        beginElement();
        target.append(param.texts.of(value == null ? "null" : value));
        return this;
    }

    /**
     * A parameter with few values, the name of a logger for instance: each is escaped and encoded once. Confined to the
     * drain thread.
     */
    public static final class Frequent {

        private final FixedTexts<byte[]> texts;

        public Frequent(String name) {
            texts = new FixedTexts<>(value -> {
                Utf8Buffer bytes = new Utf8Buffer(0);
                appendName(bytes, name);
                appendEscaped(bytes, value);
                return bytes.append('"').toByteArray();
            });
        }
    }

    /** A name may come several times. A value of null is written as such, {@code "null"}. */
    public Rfc5424 param(String name, @Nullable String value) {
        beginParam(name);
        appendEscaped(target, value == null ? "null" : value);
        target.append('"');
        return this;
    }

    public Rfc5424 param(String name, long value) {
        beginParam(name);
        target.append(value).append('"');
        return this;
    }

    /** Ends the structured data; the caller appends the text to the buffer and then calls {@link #end}. */
    public Utf8Buffer message() {
        target.append("] ");
        messageStart = target.size();
        return target;
    }

    /** Ends the message: without the text's own line end, if it has one, and marked as UTF-8 where that matters. */
    public void end() {
        dropLineEnd();
        int length = target.size() - messageStart;
        if (length == 0) {
            target.truncate(messageStart - 1);
        } else if (!target.isAscii(messageStart)) {
            target.append(BOM);
            byte[] bytes = target.array();
            System.arraycopy(bytes, messageStart, bytes, messageStart + BOM.length, length);
            System.arraycopy(BOM, 0, bytes, messageStart, BOM.length);
        }
    }

    /** The number of the message begun last. */
    public long sequence() {
        return sequence;
    }

    private void beginParam(String name) {
        beginElement();
        appendName(target, name);
    }

    private void beginElement() {
        if (nextElement != null) {
            target.append("][").append(nextElement).append(enterprise);
            nextElement = null;
        }
    }

    private static void appendName(Utf8Buffer target, String name) {
        target.append(' ');
        int length = Math.min(name.length(), MOST_NAME_CHARS);
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            target.append(isPrintable(c) && c != '=' && c != ']' && c != '"' ? c : '_');
        }
        if (length == 0) {
            target.append('_');
        }
        target.append("=\"");
    }

    private static void appendEscaped(Utf8Buffer target, String value) {
        int plain = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\' || c == ']') {
                target.append(value, plain, i).append('\\');
                plain = i;
            }
        }
        target.append(value, plain, value.length());
    }

    private void dropLineEnd() {
        byte[] bytes = target.array();
        int size = target.size();
        if (size > messageStart && bytes[size - 1] == '\n') {
            size--;
            if (size > messageStart && bytes[size - 1] == '\r') {
                size--;
            }
            target.truncate(size);
        }
    }

    private static int code(Severity severity) {
        return switch (severity) {
            case TRACE, DEBUG -> 7;
            case INFO -> 6;
            case WARN -> 4;
            case ERROR -> 3;
        };
    }

    private static String field(String text, int most) {
        if (text.isEmpty()) {
            return "-";
        }
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), most); i++) {
            char c = text.charAt(i);
            field.append(isPrintable(c) ? c : '_');
        }
        return field.toString();
    }

    private static boolean isPrintable(char c) {
        return c > ' ' && c < 0x7F;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
