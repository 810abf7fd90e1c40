package io.penstock.logback.encode;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggerContextVO;
import io.penstock.encode.Utf8Buffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * One event as one line of JSON (RFC 8259), byte for byte as Logback's JsonEncoder has it. Immutable, safe for any
 * thread.
 */
public final class JsonLine {

    /*
     * Logback's line has its ways, and all of them are kept: a blank after some colons, names of loggers and contexts
     * as they are, a comma before "context" even if nothing precedes it, null as the text "null". Which fields are
     * wanted decides where commas go, hence each field's beginning is a constant from here on: null, field not wanted.
     */
    private final byte @Nullable [] sequenceNumber;
    private final byte @Nullable [] timestamp;
    private final byte @Nullable [] nanoseconds;
    private final byte @Nullable [] level;
    private final byte @Nullable [] threadName;
    private final byte @Nullable [] loggerName;
    private final byte @Nullable [] context;
    private final byte @Nullable [] markers;
    private final byte @Nullable [] mdc;
    private final byte @Nullable [] kvpList;
    private final byte @Nullable [] message;
    private final byte @Nullable [] formattedMessage;
    private final byte @Nullable [] arguments;
    private final byte @Nullable [] throwable;

    private final JsonText texts = new JsonText();

    private static final byte[] CONTEXT_NAME = JsonText.ascii("{\"name\":\"");
    private static final byte[] BIRTH_DATE = JsonText.ascii("\",\"birthdate\":");
    private static final byte[] PROPERTIES = JsonText.ascii(",\"properties\":");
    private static final byte[] END_OF_MEMBER = JsonText.ascii("\":\"");
    private static final byte[] END_OF_LINE = JsonText.ascii("}\n");

    public JsonLine(JsonFields fields) {
        boolean first = true;
        sequenceNumber = name(fields.sequenceNumber, first, "sequenceNumber\":");
        first &= sequenceNumber == null;
        timestamp = name(fields.timestamp, first, "timestamp\":");
        first &= timestamp == null;
        nanoseconds = name(fields.nanoseconds, first, "nanoseconds\":");
        first &= nanoseconds == null;
        level = name(fields.level, first, "level\":\"");
        first &= level == null;
        threadName = name(fields.threadName, first, "threadName\":\"");
        first &= threadName == null;
        loggerName = name(fields.loggerName, first, "loggerName\":\"");
        context = name(fields.context, false, "context\":");
        markers = name(fields.markers, false, "markers\": [");
        mdc = name(fields.mdc, false, "mdc\": {");
        kvpList = name(fields.kvpList, false, "kvpList\": [");
        message = name(fields.message, false, "message\":\"");
        formattedMessage = name(fields.formattedMessage, false, "formattedMessage\":\"");
        arguments = name(fields.arguments, false, "arguments\": [");
        throwable = name(fields.throwable, false, "throwable\":");
    }

    private static byte @Nullable [] name(boolean wanted, boolean first, String name) {
        return wanted ? JsonText.ascii(first ? "\"" + name : ",\"" + name) : null;
    }

    public void write(ILoggingEvent event, Utf8Buffer out) {
        out.append('{');
        writeNumbers(event, out);
        writeNames(event, out);
        if (context != null) {
            out.append(context);
            writeContext(event.getLoggerContextVO(), out);
        }
        if (markers != null) {
            writeMarkers(markers, event.getMarkerList(), out);
        }
        if (mdc != null) {
            out.append(mdc);
            writeMembers(event.getMDCPropertyMap(), out);
        }
        if (kvpList != null) {
            writeKeyValues(kvpList, event.getKeyValuePairs(), out);
        }
        if (message != null) {
            out.append(message);
            if (event.getArgumentArray() == null) {
                JsonText.append(event.getMessage(), out).append('"');
            } else {
                // A message with places for arguments comes again.
                texts.appendKnown(event.getMessage(), out).append('"');
            }
        }
        if (formattedMessage != null) {
            out.append(formattedMessage);
            JsonText.append(event.getFormattedMessage(), out).append('"');
        }
        if (arguments != null) {
            writeArguments(arguments, event.getArgumentArray(), out);
        }
        if (throwable != null) {
            out.append(throwable);
            JsonThrowable.write(event.getThrowableProxy(), out);
        }
        out.append(END_OF_LINE);
    }

    private void writeNumbers(ILoggingEvent event, Utf8Buffer out) {
        if (sequenceNumber != null) {
            out.append(sequenceNumber).append(event.getSequenceNumber());
        }
        if (timestamp != null) {
            out.append(timestamp).append(event.getTimeStamp());
        }
        if (nanoseconds != null) {
            out.append(nanoseconds).append((long) event.getNanoseconds());
        }
    }

    private void writeNames(ILoggingEvent event, Utf8Buffer out) {
        if (level != null) {
            Level known = event.getLevel();
            out.append(level).append(known == null ? null : known.levelStr).append('"');
        }
        if (threadName != null) {
            out.append(threadName);
            texts.appendKnown(event.getThreadName(), out).append('"');
        }
        if (loggerName != null) {
            out.append(loggerName).append(event.getLoggerName()).append('"');
        }
    }

    private void writeContext(@Nullable LoggerContextVO context, Utf8Buffer out) {
        if (context == null) {
            out.append("null");
            return;
        }
        out.append(CONTEXT_NAME).append(context.getName());
        out.append(BIRTH_DATE).append(context.getBirthTime());
        out.append(PROPERTIES);
        Map<String, String> properties = context.getPropertyMap();
        if (properties == null) {
            out.append("null");
        } else {
            out.append('{');
            writeMembers(properties, out);
        }
        out.append('}');
    }

    private void writeMembers(@Nullable Map<String, String> members, Utf8Buffer out) {
        if (members != null && !members.isEmpty()) {
            boolean first = true;
            for (Map.Entry<String, String> member : members.entrySet()) {
                if (!first) {
                    out.append(',');
                }
                first = false;
                writeMember(member.getKey(), member.getValue(), out);
            }
        }
        out.append('}');
    }

    private void writeMember(@Nullable String key, @Nullable Object value, Utf8Buffer out) {
        texts.appendKnown(key, out.append('"')).append(END_OF_MEMBER);
        JsonText.appendValue(value, out).append('"');
    }

    private static void writeMarkers(byte[] name, @Nullable List<Marker> markers, Utf8Buffer out) {
        if (markers == null) {
            return;
        }
        out.append(name);
        for (int i = 0; i < markers.size(); i++) {
            writeElement(i, markers.get(i), out);
        }
        out.append(']');
    }

    private static void writeArguments(byte[] name, Object @Nullable [] arguments, Utf8Buffer out) {
        if (arguments == null) {
            return;
        }
        out.append(name);
        for (int i = 0; i < arguments.length; i++) {
            writeElement(i, arguments[i], out);
        }
        out.append(']');
    }

    private static void writeElement(int index, @Nullable Object element, Utf8Buffer out) {
        if (index != 0) {
            out.append(',');
        }
        JsonText.appendValue(element, out.append('"')).append('"');
    }

    private void writeKeyValues(byte[] name, @Nullable List<KeyValuePair> pairs, Utf8Buffer out) {
        if (pairs == null || pairs.isEmpty()) {
            return;
        }
        out.append(name);
        for (int i = 0; i < pairs.size(); i++) {
            if (i != 0) {
                out.append(',');
            }
            KeyValuePair pair = pairs.get(i);
            writeMember(pair.key, pair.value, out.append('{'));
            out.append('}');
        }
        out.append(']');
    }
}
