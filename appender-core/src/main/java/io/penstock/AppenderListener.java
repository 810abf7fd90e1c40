package io.penstock;

/**
 * Hears of appenders and handlers of ours that start and stop, for instance to show their figures in a metrics library.
 * Registered with {@link Appenders#addListener}, or named in {@code META-INF/services/io.penstock.AppenderListener}.
 *
 * <p>Of each appender a listener hears at most one start and, after it, one stop; of one that was started before the
 * listener was added it hears at once. A listener is called by one thread at a time, by whichever thread starts or stops an
 * appender, or adds the listener: an application's thread, possibly one that holds locks of the logging framework, or the
 * drain thread of a handler, which starts with its first event. So it must not wait for anybody. It may log.
 *
 * <p>What it throws is reported in the host's status channel, once for each listener, and harms nobody.
 */
@FunctionalInterface
public interface AppenderListener {

    /** An appender has started; its figures may be read from now on. */
    void started(Figures figures);

    /** The appender of these figures, the same object as at its start, was stopped, or forgotten by everybody. */
    default void stopped(Figures figures) {}
}
