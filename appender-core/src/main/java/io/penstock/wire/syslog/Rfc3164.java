package io.penstock.wire.syslog;

import io.penstock.Severity;
import io.penstock.encode.Utf8Buffer;
import io.penstock.wire.Field;
import io.penstock.wire.Group;
import io.penstock.wire.RecordFormat;
import io.penstock.wire.RecordNumber;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Writes syslog messages as RFC 3164 describes them. Confined to the drain thread.
 *
 * <pre>
 *  &lt;14>Nov 22 03:25:08 host app[4711]: message
 * </pre>
 *
 * <p>There is no place for the year, the time zone, anything below a second, the number of the message, and no
 * structured data: fields and groups are left out.
 */
final class Rfc3164 implements RecordFormat {

    /*
     * The time is the local one, as the RFC has it (4.1.2): a receiver takes it for its own. A tag (4.1.3) ends at the
     * first character that is no letter or digit; receivers take it up to a colon, a bracket or a space.
     */

    private static final int MOST_TAG_CHARS = 32;
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    /** {@code <14>} and so on, one for each severity. */
    private final byte[][] beginnings;

    private final byte[] headerRest;
    private final boolean oneLine;
    private final ZoneId zone;
    private long second = Long.MIN_VALUE;
    private byte[] time = new byte[0];

    private Utf8Buffer target = new Utf8Buffer(0);
    private int recordStart;
    private int messageStart;

    Rfc3164(SyslogSettings settings) {
        this(settings, ProcessHandle.current().pid(), ZoneId.systemDefault());
    }

    Rfc3164(SyslogSettings settings, long processId, ZoneId zone) {
        beginnings = new byte[Severity.values().length][];
        for (Severity severity : Severity.values()) {
            beginnings[severity.ordinal()] =
                    ascii("<" + (settings.facility() * Rfc5424.FACILITY_STEP + Rfc5424.code(severity)) + ">");
        }
        headerRest = ascii(" " + Rfc5424.field(settings.hostname(), Rfc5424.MOST_HOST_CHARS) + " "
                + tag(settings.appName()) + "[" + processId + "]: ");
        oneLine = settings.isOneLine();
        this.zone = zone;
    }

    @Override
    public boolean takesDetails() {
        return false;
    }

    @Override
    public void begin(Utf8Buffer buffer, RecordNumber number, Severity severity, Instant instant) {
        target = buffer;
        recordStart = buffer.size();
        if (instant.getEpochSecond() != second) {
            second = instant.getEpochSecond();
            time = ascii(text(instant.atZone(zone)));
        }
        buffer.append(beginnings[severity.ordinal()]).append(time).append(headerRest);
    }

    private static String text(ZonedDateTime when) {
        return MONTHS[when.getMonthValue() - 1] + (when.getDayOfMonth() < 10 ? "  " : " ") + when.getDayOfMonth() + " "
                + two(when.getHour()) + ":" + two(when.getMinute()) + ":" + two(when.getSecond());
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    private static String tag(String appName) {
        StringBuilder tag = new StringBuilder();
        for (int i = 0; i < Math.min(appName.length(), MOST_TAG_CHARS); i++) {
            char c = appName.charAt(i);
            tag.append(Rfc5424.isPrintable(c) && c != ':' && c != '[' && c != ']' ? c : '_');
        }
        return tag.isEmpty() ? "-" : tag.toString();
    }

    @Override
    public Rfc3164 put(Field field, @Nullable String value) {
        return this;
    }

    @Override
    public Rfc3164 put(Field field, long value) {
        return this;
    }

    @Override
    public Rfc3164 group(Group group) {
        return this;
    }

    @Override
    public Rfc3164 put(String key, @Nullable Object value) {
        return this;
    }

    @Override
    public Utf8Buffer text() {
        messageStart = target.size();
        return target;
    }

    @Override
    public void end() {
        RecordEnd.dropLineEnd(target, messageStart);
        if (oneLine) {
            RecordEnd.escapeLineEnds(target, recordStart);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
