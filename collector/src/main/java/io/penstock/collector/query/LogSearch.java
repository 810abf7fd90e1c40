package io.penstock.collector.query;

import io.penstock.collector.log.LogStretch;
import io.penstock.collector.log.StretchCursor;
import io.penstock.collector.log.TopicLog;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Searches the files of a log: what the index rules out is not read, the rest in parts, several at a time, and what is found comes in the order of
 * the log. Not safe for concurrent use.
 */
public final class LogSearch implements Closeable {

    /** A part fits the cache of a core. */
    private static final int PART_BYTES = 256 * 1024;

    private static final int MOST_THREADS = 4;
    /** Parts that are searched or wait to be taken; what is found in them is in memory. */
    private static final int PARTS_AHEAD = 16;

    private final Query query;
    private final boolean countOnly;
    private final RecordFilter filter;
    private final ExecutorService threads;
    private final ThreadLocal<PartSearch> searches;
    private final Deque<Future<PartSearch.Result>> ahead = new ArrayDeque<>();
    /** Of the present topic: what may be a torn tail was met. */
    private boolean ended;

    /** @param countOnly whether the matches themselves are of no interest */
    public LogSearch(Query query, boolean countOnly) {
        this.query = query;
        this.countOnly = countOnly;
        this.filter = new RecordFilter(query);
        this.searches = ThreadLocal.withInitial(() -> new PartSearch(this.query, this.countOnly));
        this.threads = Executors.newFixedThreadPool(
                Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()), work -> {
                    Thread thread = new Thread(work, "collector-query");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Searches a topic that was opened for reading.
     *
     * @return false: the matches' receiver has had enough
     */
    public boolean search(TopicLog log, Matches matches) throws IOException {
        StretchCursor cursor = log.stretches();
        LogStretch part = null;
        ended = false;
        for (LogStretch next = cursor.next(); next != null && !ended; next = cursor.next()) {
            if (!filter.mayMatch(next)) {
                continue;
            }
            long known = countOnly ? filter.countByIndex(next) : -1;
            if (known >= 0) {
                matches.counted(known);
            } else if (part != null && part.isFollowedBy(next) && part.size() + next.size() <= PART_BYTES) {
                part = part.with(next);
            } else {
                if (!submit(log, part, matches)) {
                    return false;
                }
                part = next;
            }
        }
        return (ended || submit(log, part, matches)) && takeUntil(0, matches);
    }

    private boolean submit(TopicLog log, @Nullable LogStretch part, Matches matches) throws IOException {
        if (part != null) {
            ahead.add(threads.submit(() -> searches.get().search(log.topic(), part)));
        }
        return takeUntil(PARTS_AHEAD, matches);
    }

    /** Takes the oldest results, until no more than so many are left. */
    private boolean takeUntil(int left, Matches matches) throws IOException {
        while (ahead.size() > left) {
            PartSearch.Result result = result(ahead.remove());
            if (result.damage() != null && !result.isTail()) {
                matches.damaged(result.damage());
            }
            if (countOnly) {
                matches.counted(result.count());
            }
            for (Match match : result.matches()) {
                if (!matches.found(match)) {
                    return false;
                }
            }
            if (result.isTail()) {
                // What stands behind it is no part of the log.
                ahead.forEach(future -> future.cancel(false));
                ahead.clear();
                ended = true;
            }
        }
        return true;
    }

    private static PartSearch.Result result(Future<PartSearch.Result> future) throws IOException {
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the log was searched", interrupted);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(failure.getCause());
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        ahead.forEach(future -> future.cancel(false));
        threads.shutdown();
    }
}
