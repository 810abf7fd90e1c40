package io.penstock.collector.query;

import io.penstock.collector.client.LogdConnection;
import io.penstock.collector.log.TopicName;
import java.io.IOException;

/** Searches what a server gives: it reads everything. Not safe for concurrent use. */
public final class ServerSearch {

    private static final int MESSAGES_PER_READ = 10_000;

    private final RecordFilter filter;
    private final boolean countOnly;

    /** @param countOnly whether the matches themselves are of no interest */
    public ServerSearch(Query query, boolean countOnly) {
        this.filter = new RecordFilter(query);
        this.countOnly = countOnly;
    }

    /**
     * Searches a topic.
     *
     * @param end of the topic when the search began: what comes meanwhile would let it never end
     * @return false: the matches' receiver has had enough
     */
    public boolean search(LogdConnection connection, TopicName topic, long end, Matches matches) throws IOException {
        LogdConnection.Batches found = connection.tail(topic.value(), MESSAGES_PER_READ);
        while (!found.batches().isEmpty()) {
            for (LogdConnection.Batch batch : found.batches()) {
                if (batch.offset() < end && !search(batch, topic, matches)) {
                    return false;
                }
            }
            if (found.next() >= end) {
                break;
            }
            found = connection.read(topic.value(), found.next(), MESSAGES_PER_READ);
        }
        return true;
    }

    private boolean search(LogdConnection.Batch batch, TopicName topic, Matches matches) throws IOException {
        for (int i = 0; i < batch.messages().size(); i++) {
            byte[] message = batch.messages().get(i);
            if (filter.matches(message, 0, message.length, RecordTime.NONE)) {
                if (countOnly) {
                    matches.counted(1);
                } else if (!matches.found(new Match(topic, batch.offset(), i, message))) {
                    return false;
                }
            }
        }
        return true;
    }
}
