package io.penstock.wire.toy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what {@link ToyFormat} writes: texts, longs, lists and maps. */
public final class ToyRecords {

    private ToyRecords() {}

    /** The records in these bytes. */
    public static List<Map<String, Object>> read(byte[] bytes) {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        List<Map<String, Object>> records = new ArrayList<>();
        while (source.hasRemaining()) {
            if (source.get() != 'd') {
                throw new IllegalArgumentException("no record at " + (source.position() - 1));
            }
            records.add(map(source));
        }
        return records;
    }

    private static Object value(ByteBuffer source) {
        byte type = source.get();
        return switch (type) {
            case 'd' -> map(source);
            case 'l' -> list(source);
            case 'i' -> number(source, 'e');
            default -> text(source.position(source.position() - 1));
        };
    }

    private static Map<String, Object> map(ByteBuffer source) {
        Map<String, Object> map = new LinkedHashMap<>();
        while (!isEnd(source)) {
            String key = text(source);
            if (map.put(key, value(source)) != null) {
                throw new IllegalArgumentException(key + " twice");
            }
        }
        return map;
    }

    private static List<Object> list(ByteBuffer source) {
        List<Object> list = new ArrayList<>();
        while (!isEnd(source)) {
            list.add(value(source));
        }
        return list;
    }

    private static boolean isEnd(ByteBuffer source) {
        boolean end = source.get(source.position()) == 'e';
        if (end) {
            source.get();
        }
        return end;
    }

    private static String text(ByteBuffer source) {
        byte[] bytes = new byte[(int) number(source, ':')];
        source.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static long number(ByteBuffer source, char end) {
        StringBuilder digits = new StringBuilder();
        for (char c = (char) source.get(); c != end; c = (char) source.get()) {
            digits.append(c);
        }
        return Long.parseLong(digits.toString());
    }
}
