package io.penstock.wire.syslog;

import java.util.Locale;

/** The form of a syslog message. */
public enum SyslogFormat {
    /** With structured data. The default. */
    RFC5424,
    /** For receivers that know nothing else: a text with time, host and program in front of it. */
    RFC3164;

    /**
     * Reads a user's word, whatever its case and with or without a separator: {@code rfc-3164} is known, too.
     *
     * @throws IllegalArgumentException if there is no such word; the message says which there are
     */
    public static SyslogFormat parse(String text) {
        String plain = text.trim().toUpperCase(Locale.ROOT).replaceAll("[-_ ]", "");
        for (SyslogFormat format : values()) {
            if (format.name().equals(plain)) {
                return format;
            }
        }
        throw new IllegalArgumentException("syslogFormat=" + text + " is unknown; use rfc5424 or rfc3164");
    }

    /** As users type it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
