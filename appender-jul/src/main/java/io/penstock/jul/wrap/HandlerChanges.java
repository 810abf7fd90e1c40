package io.penstock.jul.wrap;

import io.penstock.sink.Announcer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.logging.Handler;
import org.jspecify.annotations.Nullable;

/**
 * What was set at the proxy and has yet to be set at the wrapped handlers. Safe for any thread.
 *
 * <p>A change travels through the ring, so that earlier events are written as before. The ring may be stopped before the
 * drain thread gets there; then the change is still on this list, and is made before the handlers are given back.
 */
public final class HandlerChanges {

    private final List<Handler> handlers;
    private final Announcer announcer;

    private final Deque<Change> waiting = new ArrayDeque<>();
    private boolean over;

    public HandlerChanges(List<Handler> handlers, Announcer announcer) {
        this.handlers = List.copyOf(handlers);
        this.announcer = announcer;
    }

    /** Adds a change. Null: it is too late, because the handlers have been given back. */
    public synchronized @Nullable Change add(String what, Step step) {
        if (over) {
            return null;
        }
        Change change = new Change(what, step);
        waiting.add(change);
        return change;
    }

    /** Makes a change at once, while nobody else knows of the handlers. */
    public void makeNow(String what, Step step) {
        new Change(what, step).make();
    }

    /** Whether it had not been made by then. */
    private synchronized boolean withdraw(Change change) {
        return waiting.remove(change);
    }

    /** Makes the change, unless that has been done. */
    public void make(Change change) {
        if (withdraw(change)) {
            change.make();
        }
    }

    /** Makes what has not been made, in the order in which it was added, and takes no more. */
    public void makeTheRest() {
        Change next = next();
        while (next != null) {
            next.make();
            next = next();
        }
    }

    private synchronized @Nullable Change next() {
        Change next = waiting.poll();
        over = next == null;
        return next;
    }

    public interface Step {
        void apply(Handler handler) throws Exception;
    }

    /** One change. */
    public final class Change {

        private final String what;
        private final Step step;
        private final Thread author = Thread.currentThread();
        /** Confined to the author. */
        private boolean onItsWay;

        private Change(String what, Step step) {
            this.what = what;
            this.step = step;
        }

        /** The thread that added the change has handed it to the ring. */
        public void sent() {
            onItsWay = true;
        }

        /**
         * Whether the thread that added the change is still about to hand it to the ring; then it makes the change itself in
         * the place of the drain thread.
         */
        public boolean isInTheAuthorsHands() {
            return Thread.currentThread() == author && !onItsWay;
        }

        private void make() {
            for (Handler handler : handlers) {
                try {
                    step.apply(handler);
                } catch (Throwable failure) {
                    announcer.warn(
                            what + " failed at handler " + handler.getClass().getName(), failure);
                }
            }
        }
    }
}
