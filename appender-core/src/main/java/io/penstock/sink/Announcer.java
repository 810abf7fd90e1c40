package io.penstock.sink;

import org.jspecify.annotations.Nullable;

/**
 * The host's status channel: Logback's status manager, JUL's error manager. Never a logger, which would come back to
 * us. Safe for any thread.
 */
public interface Announcer {

    void warn(String message, @Nullable Throwable cause);

    /** Says what is no reason to worry; nothing by default, for a host whose channel is for troubles only. */
    default void inform(String message) {}
}
