package io.penstock.collector.record;

import io.penstock.collector.log.SessionNumbers;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which numbers of each sender's session are in the log already: a record that comes again is known by its number. Confined to the thread that
 * appends.
 *
 * <p>Numbers are kept as ranges, in any order: a record that was refused, set aside or sent around arrives late, and is then taken.
 * Memory is bounded by sessions and by ranges of each; what is forgotten can only mean that a record is stored twice, never that
 * one is dropped.
 */
public final class KnownNumbers {

    /** Default of how many sessions are remembered. */
    public static final int DEFAULT_MOST_SESSIONS = 10_000;

    private static final int MOST_RANGES = 10_000;
    /** Of all sessions together: about 60 bytes each. */
    static final int MOST_RANGES_IN_ALL = 500_000;

    private final int mostSessions;
    /** The one that was used longest ago first. */
    private final Map<Key, TreeMap<Long, Long>> sessions = new LinkedHashMap<>(16, 0.75f, true);

    private int rangesInAll;

    private volatile long forgotten;

    /** Nobody can use a session that another sender has begun. */
    private record Key(long owner, String session) {}

    public KnownNumbers(int mostSessions) {
        this.mostSessions = mostSessions;
    }

    public boolean contains(long owner, String session, long number) {
        TreeMap<Long, Long> ranges = sessions.get(new Key(owner, session));
        Map.Entry<Long, Long> before = ranges == null ? null : ranges.floorEntry(number);
        return before != null && number <= before.getValue();
    }

    public void add(long owner, String session, long number) {
        add(owner, session, number, number);
    }

    /** What stands in a batch of the log. */
    public void addAll(SessionNumbers numbers) {
        long[] ranges = numbers.ranges();
        for (int i = 0; i < ranges.length; i += 2) {
            add(numbers.owner(), numbers.session(), ranges[i], ranges[i + 1]);
        }
    }

    private void add(long owner, String session, long first, long last) {
        TreeMap<Long, Long> ranges = sessions.computeIfAbsent(new Key(owner, session), key -> new TreeMap<>());
        long start = first;
        long end = last;
        int rangesBefore = ranges.size();
        Map.Entry<Long, Long> before = ranges.floorEntry(first);
        if (before != null && before.getValue() >= first - 1) {
            start = before.getKey();
            end = Math.max(end, before.getValue());
        }
        Map.Entry<Long, Long> next = ranges.higherEntry(start);
        while (next != null && next.getKey() <= end + 1) {
            end = Math.max(end, next.getValue());
            ranges.remove(next.getKey());
            next = ranges.higherEntry(start);
        }
        ranges.put(start, end);
        if (ranges.size() > MOST_RANGES) {
            ranges.pollFirstEntry();
            forgotten++;
        }
        rangesInAll += ranges.size() - rangesBefore;
        while (sessions.size() > mostSessions || (rangesInAll > MOST_RANGES_IN_ALL && sessions.size() > 1)) {
            Iterator<TreeMap<Long, Long>> oldest = sessions.values().iterator();
            rangesInAll -= oldest.next().size();
            oldest.remove();
            forgotten++;
        }
    }

    /** How often memory made it forget something; any thread. */
    public long forgotten() {
        return forgotten;
    }
}
