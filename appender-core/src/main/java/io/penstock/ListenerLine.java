package io.penstock;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What one listener is still to be told, in order. Safe for any thread.
 *
 * <p>One thread at a time tells it; others leave their news to that one and go on. So nobody waits for a listener that
 * stands still, and a start is never heard after its stop.
 */
final class ListenerLine {

    private final AppenderListener listener;
    private final Queue<News> waiting = new ArrayDeque<>();
    private boolean telling;
    private boolean ended;
    /** Confined to whoever tells. */
    private boolean reported;

    ListenerLine(AppenderListener listener) {
        this.listener = listener;
    }

    private record News(Figures figures, boolean isStart, WeakReference<BiConsumer<String, Throwable>> warn) {}

    boolean isOf(AppenderListener other) {
        return listener == other;
    }

    synchronized void add(Figures figures, boolean isStart, WeakReference<BiConsumer<String, Throwable>> warn) {
        waiting.add(new News(figures, isStart, warn));
    }

    /** Nothing is told any more; a call may be under way. */
    synchronized void end() {
        ended = true;
        waiting.clear();
    }

    /** Tells what waits, unless somebody is at it. */
    void tell() {
        for (News next = begin(); next != null; next = goOn()) {
            tell(next);
        }
    }

    private synchronized @Nullable News begin() {
        return telling ? null : goOn();
    }

    private synchronized @Nullable News goOn() {
        News next = ended ? null : waiting.poll();
        telling = next != null;
        return next;
    }

    private void tell(News news) {
        try {
            if (news.isStart()) {
                listener.started(news.figures());
            } else {
                listener.stopped(news.figures());
            }
        } catch (Throwable failure) {
            report(news, failure);
        }
    }

    private void report(News news, Throwable failure) {
        BiConsumer<String, Throwable> warn = news.warn().get();
        if (reported || warn == null) {
            return;
        }
        reported = true;
        try {
            warn.accept(
                    "The appender listener " + listener.getClass().getName() + " failed to take the "
                            + (news.isStart() ? "start" : "stop") + " of "
                            + news.figures().name()
                            + "; the appender does not mind. Further failures of this listener are not told",
                    failure);
        } catch (Throwable failing) {
            // If the status channel itself throws, there is nobody left to tell.
        }
    }
}
