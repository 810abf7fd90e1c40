package io.penstock.wire.syslog;

import io.penstock.Severity;
import io.penstock.encode.FixedTexts;
import io.penstock.encode.Utf8Buffer;
import io.penstock.wire.Field;
import io.penstock.wire.Group;
import io.penstock.wire.RecordFormat;
import io.penstock.wire.RecordNumber;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes syslog messages as of RFC 5424. Fields are parameters of our own element, each group is an element. Confined to
 * the drain thread.
 *
 * <pre>
 *  &lt;14>1 2026-11-22T02:25:08.123456Z host app 4711 - [meta sequenceId="7"]
 *      [penstock@32473 session="5a…" sequence="7" thread="main"][mdc@32473 user="ada"] message
 * </pre>
 *
 * <p>A receiver that knows (session, sequence) can tell a repetition from a new message, and a gap from silence.
 */
final class Rfc5424 implements RecordFormat {

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
    private final String sdId;
    private final byte[] enterprise;
    private final Bom bom;
    private final boolean oneLine;
    private final Rfc3339Time time = new Rfc3339Time();
    /** By field, for those with few values: each value is escaped and encoded once. Null for the others. */
    private final @Nullable FixedTexts<byte[]>[] frequent;

    /** Its beginning is the same as long as the session is. */
    private String session = "";

    private byte[] ownElement = {};
    private Utf8Buffer target = new Utf8Buffer(0);
    /** Its element begins when its first entry comes. */
    private @Nullable Group nextGroup;

    private int recordStart;
    private int messageStart;

    /** Messages of this process. */
    Rfc5424(SyslogSettings settings) {
        this(settings, ProcessHandle.current().pid());
    }

    Rfc5424(SyslogSettings settings, long processId) {
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
        sdId = settings.sdId();
        enterprise = ascii(settings.enterprise());
        bom = settings.bom();
        oneLine = settings.isOneLine();
        frequent = frequent(Field.LOGGER, Field.THREAD, Field.LEVEL);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type, which never leaves this class
    private static @Nullable FixedTexts<byte[]>[] frequent(Field... fields) {
        @Nullable FixedTexts<byte[]>[] frequent = new FixedTexts[Field.values().length];
        for (Field field : fields) {
            frequent[field.ordinal()] = new FixedTexts<>(value -> {
                Utf8Buffer bytes = new Utf8Buffer(0);
                appendParam(bytes, field.word(), value);
                return bytes.toByteArray();
            });
        }
        return frequent;
    }

    /** A message is short and is read by people: the details stay out. */
    @Override
    public boolean takesDetails() {
        return false;
    }

    @Override
    public void begin(Utf8Buffer buffer, RecordNumber number, Severity severity, Instant instant) {
        target = buffer;
        recordStart = buffer.size();
        buffer.append(beginnings[severity.ordinal()]);
        time.append(buffer, instant.getEpochSecond(), instant.getNano());
        buffer.append(headerRest);
        int start = buffer.size();
        long sequence = number.sequence();
        buffer.append((sequence - 1) % LAST_SEQUENCE_ID + 1);
        int digits = buffer.size() - start;
        buffer.append(ownElement(number.session()));
        if (sequence <= LAST_SEQUENCE_ID) {
            buffer.append(buffer.array(), start, digits);
        } else {
            buffer.append(sequence);
        }
        buffer.append('"');
    }

    private byte[] ownElement(String wanted) {
        if (!wanted.equals(session)) {
            session = wanted;
            Utf8Buffer own = new Utf8Buffer(0).append("\"][" + sdId + " session=\"");
            appendEscaped(own, wanted);
            ownElement = own.append("\" sequence=\"").toByteArray();
        }
        return ownElement;
    }

    @Override
    public Rfc5424 put(Field field, @Nullable String value) {
        FixedTexts<byte[]> texts = frequent[field.ordinal()];
        String text = String.valueOf(value);
        if (texts == null) {
            appendParam(target, field.word(), text);
        } else {
            target.append(texts.of(text));
        }
        return this;
    }

    @Override
    public Rfc5424 put(Field field, long value) {
        appendName(target, field.word());
        target.append(value).append('"');
        return this;
    }

    @Override
    public Rfc5424 group(Group group) {
        nextGroup = group;
        return this;
    }

    @Override
    public Rfc5424 put(String key, @Nullable Object value) {
        if (nextGroup != null) {
            target.append("][").append(nextGroup.word()).append(enterprise);
            nextGroup = null;
        }
        appendParam(target, key, String.valueOf(value));
        return this;
    }

    @Override
    public Utf8Buffer text() {
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

    private static void appendParam(Utf8Buffer target, String name, String value) {
        appendName(target, name);
        appendEscaped(target, value);
        target.append('"');
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
