package io.penstock.collector.query;

import io.penstock.collector.log.BatchHeader;
import io.penstock.collector.log.CorruptLogException;
import io.penstock.collector.log.LogLevel;
import io.penstock.collector.log.LogStretch;
import io.penstock.collector.log.MessageForm;
import io.penstock.collector.log.StretchBytes;
import io.penstock.collector.log.TopicName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Searches one stretch after the other. Not safe for concurrent use: one per thread. */
final class PartSearch {

    private final RecordFilter filter;
    /** What each answer holds, byte for byte; null: every message has to be looked at. */
    private final @Nullable BytePattern necessary;

    private final boolean countOnly;
    private final StretchBytes part = new StretchBytes();

    /**
     * What was found in a part.
     *
     * @param damage what could not be read; null: all could
     * @param isTail whether what could not be read may be the tail of the log, under way or torn: nothing behind it counts
     */
    record Result(List<Match> matches, long count, @Nullable String damage, boolean isTail) {}

    PartSearch(Query query, boolean countOnly) {
        this.filter = new RecordFilter(query);
        this.necessary = RecordFilter.necessary(query);
        this.countOnly = countOnly;
    }

    Result search(TopicName topic, LogStretch stretch) throws IOException {
        Found found = new Found(topic);
        try {
            if (part.read(stretch) && !isHopeless(stretch)) {
                for (BatchHeader header = part.nextBatch(); header != null; header = part.nextBatch()) {
                    if (filter.mayMatch(header)) {
                        searchBatch(header, found);
                    }
                }
            }
            return new Result(found.matches, found.count, null, false);
        } catch (CorruptLogException damage) {
            return new Result(found.matches, found.count, damage.getMessage(), !stretch.isFull());
        }
    }

    /** Most parts hold no answer: known without taking a single batch apart. */
    private boolean isHopeless(LogStretch stretch) {
        return necessary != null
                && stretch.count(LogLevel.UNKNOWN) == 0
                && necessary.find(part.array(), 0, part.length()) < 0;
    }

    private void searchBatch(BatchHeader header, Found found) throws IOException {
        byte[] bytes = part.array();
        int end = part.bodyEnd();
        BytePattern pattern = header.form() == MessageForm.JSON ? necessary : null;
        int at = part.bodyStart();
        // Where the next answer can be at the earliest.
        int hit = pattern == null ? at : pattern.find(bytes, at, end);
        if (hit < 0) {
            return;
        }
        part.checkBody();
        long known = countOnly ? filter.countByHeader(header) : -1;
        if (known >= 0) {
            found.count += known;
            return;
        }
        for (int index = 0; at < end && hit >= 0; index++) {
            int start = MessageFrame.start(bytes, at, end);
            int stop = MessageFrame.end(bytes, at, start, end);
            at = stop + 2;
            if (pattern != null && hit < start) {
                hit = pattern.find(bytes, start, end);
            }
            if (hit >= 0 && (pattern == null || hit < stop)) {
                if (filter.matches(bytes, start, stop, header.appended())) {
                    found.add(header.offset(), index, start, stop);
                }
                hit = pattern == null ? at : pattern.find(bytes, stop, end);
            }
        }
    }

    private final class Found {

        private final TopicName topic;
        private final List<Match> matches = new ArrayList<>();
        private long count;

        private Found(TopicName topic) {
            this.topic = topic;
        }

        void add(long offset, int index, int start, int stop) {
            count++;
            if (!countOnly) {
                matches.add(new Match(topic, offset, index, Arrays.copyOfRange(part.array(), start, stop)));
            }
        }
    }
}
