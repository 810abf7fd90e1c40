package io.penstock.wire.syslog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A message of RFC 5424 read by a parser that knows nothing of the writer.
 *
 * @param header from PRI to MSGID
 * @param message without BOM
 */
record ParsedSyslog(String header, Map<String, List<Param>> elements, String message) {

    record Param(String name, String value) {}

    static ParsedSyslog parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int at = 0;
        for (int field = 0; field < 6; field++) {
            at = text.indexOf(' ', at) + 1;
        }
        String header = text.substring(0, at - 1);
        Map<String, List<Param>> elements = new HashMap<>();
        while (at < text.length() && text.charAt(at) == '[') {
            int nameEnd = at;
            while (" ]".indexOf(text.charAt(nameEnd)) < 0) {
                nameEnd++;
            }
            String name = text.substring(at + 1, nameEnd);
            List<Param> params = new ArrayList<>();
            at = nameEnd;
            while (text.charAt(at) == ' ') {
                int equals = text.indexOf("=\"", at);
                StringBuilder value = new StringBuilder();
                int next = equals + 2;
                for (; text.charAt(next) != '"'; next++) {
                    if (text.charAt(next) == '\\') {
                        next++;
                    }
                    value.append(text.charAt(next));
                }
                params.add(new Param(text.substring(at + 1, equals), value.toString()));
                at = next + 1;
            }
            if (text.charAt(at) != ']' || elements.put(name, params) != null) {
                throw new IllegalArgumentException("element " + name + " of " + text);
            }
            at++;
        }
        String message = at == text.length() ? "" : text.substring(at + 1);
        return new ParsedSyslog(header, elements, message.startsWith("\uFEFF") ? message.substring(1) : message);
    }
}
