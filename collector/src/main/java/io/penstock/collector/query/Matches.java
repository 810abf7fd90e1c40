package io.penstock.collector.query;

import java.io.IOException;

/** Gets what a search finds. On the thread that searches, in the order of the log. */
public interface Matches {

    /** @return false: that was enough */
    boolean found(Match match) throws IOException;

    /** So many match that were not asked for one by one. */
    void counted(long matches);

    /** A part of the log could not be read, and was left out. */
    void damaged(String sentence);
}
