package io.penstock.wire.toy;

import io.penstock.Severity;
import io.penstock.encode.Utf8Buffer;
import io.penstock.wire.EventFields;
import io.penstock.wire.Field;
import io.penstock.wire.Group;
import io.penstock.wire.RecordFormat;
import io.penstock.wire.RecordNumber;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as BitTorrent's bencoding has it, without its order of keys: a map is {@code d…e}, a list {@code l…e}, a
 * number {@code i…e}, and in front of a text stands how many bytes it has. So a value's size has to be known before it is
 * written, as in MessagePack and pickles. Confined to the drain thread.
 */
final class ToyFormat implements RecordFormat {

    private final String tag;
    private final Utf8Buffer text = new Utf8Buffer(256);
    private Utf8Buffer target = text;
    private boolean inMarkers;
    private boolean inGroup;

    ToyFormat(String tag) {
        this.tag = tag;
    }

    @Override
    public void begin(Utf8Buffer buffer, RecordNumber number, Severity severity, Instant time) {
        target = buffer;
        inMarkers = false;
        inGroup = false;
        buffer.append('d');
        entry("tag", tag);
        entry("session", number.session());
        entry("number", number.sequence());
        entry("time", time);
        entry("severity", severity.name());
    }

    @Override
    public EventFields put(Field field, @Nullable String value) {
        if (field == Field.MARKER) {
            if (!inMarkers) {
                write("markers");
                target.append('l');
                inMarkers = true;
            }
            write(value);
        } else {
            entry(field.word(), value);
        }
        return this;
    }

    @Override
    public EventFields put(Field field, long value) {
        entry(field.word(), value);
        return this;
    }

    @Override
    public EventFields group(Group group) {
        endOfNested();
        write(group.word());
        target.append('d');
        inGroup = true;
        return this;
    }

    @Override
    public EventFields put(String key, @Nullable Object value) {
        entry(key, value);
        return this;
    }

    @Override
    public Utf8Buffer text() {
        endOfNested();
        text.clear();
        return text;
    }

    @Override
    public void end() {
        write("text");
        target.append(text.size()).append(':').append(text.array(), 0, text.size());
        target.append('e');
    }

    private void endOfNested() {
        if (inMarkers || inGroup) {
            target.append('e');
        }
        inMarkers = false;
        inGroup = false;
    }

    private void entry(String key, @Nullable Object value) {
        write(key);
        write(value);
    }

    private void write(@Nullable Object value) {
        if (value instanceof Integer || value instanceof Long) {
            target.append('i').append(((Number) value).longValue()).append('e');
        } else if (value instanceof Iterable<?> list) {
            target.append('l');
            list.forEach(this::write);
            target.append('e');
        } else if (value instanceof Map<?, ?> map) {
            target.append('d');
            map.forEach((key, inner) -> entry(String.valueOf(key), inner));
            target.append('e');
        } else {
            byte[] bytes = String.valueOf(value).getBytes(StandardCharsets.UTF_8);
            target.append(bytes.length).append(':').append(bytes);
        }
    }
}
