package io.penstock;

import org.jspecify.annotations.Nullable;

/**
 * Carries something that belongs to the calling thread (a trace, a tenant, a thread-local of one's own) to the drain
 * thread, for appenders and handlers that ask the thread they run on. Safe for any thread.
 *
 * <p>Implementations are found by {@link java.util.ServiceLoader} when an appender starts: name yours in {@code
 * META-INF/services/io.penstock.ContextCarrier}. They are used only where something behind the ring is not known to ignore
 * its thread: docs/context.md says when, and what is carried without any of yours.
 *
 * <p>An exception of a carrier is reported and does not harm the event, which goes without what could not be carried.
 */
public interface ContextCarrier {

    /** Short, for messages: what is carried. */
    String name();

    /**
     * On the calling thread, once for each event, before it is handed over: what is to be restored, or null if there is
     * nothing. The object must not change afterwards. Logging from here is allowed, but such an event carries nothing.
     */
    @Nullable
    Object capture();

    /**
     * On the drain thread, before the event is delivered: makes it the present thread's.
     *
     * @param captured what {@link #capture} returned for this event, never null
     * @return puts back what the drain thread had before; called on the same thread once the event is delivered
     */
    Scope restore(Object captured);

    /** What was restored for one event. Confined to the drain thread. */
    @FunctionalInterface
    interface Scope extends AutoCloseable {

        /** Puts back what was there before. */
        @Override
        void close();
    }
}
