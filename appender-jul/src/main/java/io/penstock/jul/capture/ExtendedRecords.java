package io.penstock.jul.capture;

import io.penstock.ContextCarrier;
import io.penstock.encode.RecordLimits;
import io.penstock.wire.EventFields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of jboss-logmanager. An interface, so that nothing here makes the JVM look for its classes when
 * they are absent. Safe for any thread.
 */
public interface ExtendedRecords {

    /** Null unless jboss-logmanager is visible from here. */
    static @Nullable ExtendedRecords ifPresent() {
        ClassLoader ours = ExtendedRecords.class.getClassLoader();
        try {
            Class.forName("org.jboss.logmanager.ExtLogRecord", false, ours);
            return new JBossRecords();
        } catch (ClassNotFoundException | LinkageError absent) {
            return null;
        }
    }

    boolean isExtended(LogRecord record);

    /** Whether a copy cannot be told from the record: it is of JBoss's own class. */
    boolean isPlain(LogRecord record);

    /** On the caller's thread, for a record that crosses as itself: takes what only this thread knows. */
    void fix(LogRecord record, boolean inferCaller);

    /** Replaces the message, and not how it is formatted. */
    void setMessage(LogRecord record, @Nullable String message);

    /** On the caller's thread: a copy that keeps what JBoss added, with the MDC and, if wanted, the caller of this call. */
    LogRecord copyOf(
            LogRecord record, @Nullable String message, @Nullable Object @Nullable [] parameters, boolean inferCaller);

    /** On the drain thread: a copy with no more than these limits allow; its message is final, without parameters. */
    LogRecord shortened(LogRecord record, RecordLimits limits);

    /** The MDC that a record made by {@link #copyOf} carries; empty for any other. */
    Map<String, String> mdcOf(LogRecord record);

    /** Hands over what only JBoss's records have: the thread's name, and file and line if the caller is known already. */
    void details(LogRecord record, EventFields target);

    /** Whether a formatter can show the caller; empty: it is not one of JBoss's. */
    Optional<Boolean> showsCaller(@Nullable Formatter formatter);

    /** The handlers to which a handler of JBoss's kind hands on; none for any other. */
    List<Handler> behind(Handler handler);

    /**
     * The handlers behind a handler of JBoss's own that takes all it prints from JBoss's records; null: it is none, or it gets
     * to see other records, too, to which it would add what it finds on the present thread.
     */
    @Nullable
    List<Handler> nestedIfHandlerIsKnown(Handler handler);

    /** Whether the formatter is one of JBoss's own that takes all it prints from JBoss's records, and gets no others. */
    boolean isKnown(Formatter formatter);

    ContextCarrier contextCarrier();

    /** Moves flushing from every record to the end of a batch; false if the handler does not flush every record. */
    boolean takeAutoFlush(Handler handler);

    void giveAutoFlushBack(Handler handler);
}
