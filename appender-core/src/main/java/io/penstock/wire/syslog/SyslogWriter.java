package io.penstock.wire.syslog;

import io.penstock.Severity;
import io.penstock.encode.Utf8Buffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes the syslog messages of one sender, one after the other. Confined to the drain thread.
 *
 * <pre>
 *  begin ─▶ param* ─▶ (element ─▶ param*)* ─▶ message ─▶ (the caller appends the text) ─▶ end
 * </pre>
 */
public interface SyslogWriter {

    /** In the form that the settings ask for; the messages of this process and session are numbered from 1. */
    static SyslogWriter of(SyslogSettings settings, String session) {
        return settings.format() == SyslogFormat.RFC3164 ? new Rfc3164(settings) : new Rfc5424(settings, session);
    }

    /** Begins a message with its header and our own element, which {@link #param} adds to. */
    SyslogWriter begin(Utf8Buffer buffer, Severity severity, Instant instant);

    /** The message begun last is thrown away; the next one takes its place, and its number. */
    void takeNumberBack();

    /** What follows is in another element; one without parameters is left out. Each name once in a message. */
    SyslogWriter element(String name);

    /** As {@link #param(String, String)}, for one whose values come again and again. */
    SyslogWriter param(Rfc5424.Frequent param, @Nullable String value);

    /** A name may come several times. A value of null is written as such, {@code "null"}. */
    SyslogWriter param(String name, @Nullable String value);

    SyslogWriter param(String name, long value);

    /** Ends what stands in front of the text; the caller appends the text to the buffer and then calls {@link #end}. */
    Utf8Buffer message();

    /** Ends the message: without the text's own line end, if it has one. */
    void end();
}
