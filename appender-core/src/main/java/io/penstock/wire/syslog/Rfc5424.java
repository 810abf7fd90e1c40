package io.penstock.wire.syslog;

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
public final class Rfc5424 implements SyslogWriter {

    /*
     * Names and header fields are PRINTUSASCII of limited length (6. Syslog Message Format): other characters become
     * '_', what is too long is cut; a name gets a digest of the whole where its end was. In values only ", \ and ] are
     * escaped (6.3.3).
     *
     * BOM (6.4): a message that begins with it is known to be UTF-8; one without may be in any encoding. A message of
     * ASCII only is the same in all of them, and goes without: receivers such as rsyslog keep the three bytes as part
     * of the text. JSON goes without as well (RFC 8259, 8.1), for its parsers refuse it.
     *
     * The space in front of the text stays even if there is none. The grammar lets both go, and there are receivers that
     * wait for it.
     */

    /** For {@link #element}: the mapped diagnostic context. */
    public static final String MDC = SyslogSettings.MDC;

    /** For {@link #element}: the event's own key-value pairs. */
    public static final String KEY_VALUES = SyslogSettings.KEY_VALUES;

    /** Then {@code sequenceId} begins again with 1 (7.3.1). */
    static final long LAST_SEQUENCE_ID = Integer.MAX_VALUE;

    static final int MOST_HOST_CHARS = 255;
    private static final int MOST_APP_CHARS = 48;
    private static final int MOST_PROC_CHARS = 128;
    private static final int MOST_MSGID_CHARS = 32;
    private static final int MOST_NAME_CHARS = 32;
    static final int FACILITY_STEP = 8;
    /** What is kept of a name that is too long; then a tilde and eight digits. */
    private static final int KEPT_NAME_CHARS = MOST_NAME_CHARS - 1 - NameDigest.DIGITS;

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** {@code <14>1 } and so on, one for each severity. */
    private final byte[][] beginnings;

    private final byte[] headerRest;
    private final byte[] ownElement;
    private final byte[] enterprise;
    private final Bom bom;
    private final boolean oneLine;
    private final Rfc3339Time time = new Rfc3339Time();
    private long sequence;

    private Utf8Buffer target = new Utf8Buffer(0);
    /** Begun when its first parameter comes. */
    private @Nullable String nextElement;

    private int recordStart;
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
        bom = settings.bom();
        oneLine = settings.isOneLine();
        sequence = lastSequence;
    }

    @Override
    public Rfc5424 begin(Utf8Buffer buffer, Severity severity, Instant instant) {
        return begin(buffer, severity, instant.getEpochSecond(), instant.getNano());
    }

    /** As {@link #begin(Utf8Buffer, Severity, Instant)}. */
    public Rfc5424 begin(Utf8Buffer buffer, Severity severity, long epochSecond, int nanos) {
        target = buffer;
        recordStart = buffer.size();
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

    @Override
    public void takeNumberBack() {
        sequence--;
    }

    @Override
    public Rfc5424 element(String name) {
        nextElement = name;
        return this;
    }

    @Override
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

    @Override
    public Rfc5424 param(String name, @Nullable String value) {
        beginParam(name);
        appendEscaped(target, value == null ? "null" : value);
        target.append('"');
        return this;
    }

    @Override
    public Rfc5424 param(String name, long value) {
        beginParam(name);
        target.append(value).append('"');
        return this;
    }

    @Override
    public Utf8Buffer message() {
        target.append("] ");
        messageStart = target.size();
        return target;
    }

    @Override
    public void end() {
        RecordEnd.dropLineEnd(target, messageStart);
        if (target.size() > messageStart && wantsBom()) {
            insertBom();
        }
        if (oneLine) {
            RecordEnd.escapeLineEnds(target, recordStart);
        }
    }

    private boolean wantsBom() {
        return switch (bom) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> !target.isAscii(messageStart) && !RecordEnd.isJson(target, messageStart);
        };
    }

    private void insertBom() {
        int length = target.size() - messageStart;
        target.append(BOM);
        byte[] bytes = target.array();
        System.arraycopy(bytes, messageStart, bytes, messageStart + BOM.length, length);
        System.arraycopy(BOM, 0, bytes, messageStart, BOM.length);
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
        boolean tooLong = name.length() > MOST_NAME_CHARS;
        int length = tooLong ? KEPT_NAME_CHARS : name.length();
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            target.append(isPrintable(c) && c != '=' && c != ']' && c != '"' ? c : '_');
        }
        if (length == 0) {
            target.append('_');
        }
        if (tooLong) {
            NameDigest.append(name, target.append('~'));
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

    static int code(Severity severity) {
        return switch (severity) {
            case TRACE, DEBUG -> 7;
            case INFO -> 6;
            case WARN -> 4;
            case ERROR -> 3;
        };
    }

    static String field(String text, int most) {
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

    static boolean isPrintable(char c) {
        return c > ' ' && c < 0x7F;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
