package io.penstock.collector.cli;

import io.penstock.collector.query.Match;
import io.penstock.collector.query.MatchLines;
import io.penstock.collector.query.MatchTable;
import io.penstock.collector.query.Matches;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** Prints what a query finds, up to its limit, or how much it was. */
final class QueryOutput implements Matches {

    private static final long MATCHES_PER_CHECK = 1024;

    private final boolean countOnly;
    private final boolean json;
    private final PrintWriter err;
    private final OutputStream out = new BufferedOutputStream(System.out, 64 * 1024);
    private MatchLines lines;
    private long left;
    private long counted;
    private boolean damaged;

    QueryOutput(boolean countOnly, boolean json, long limit, PrintWriter err) {
        this.countOnly = countOnly;
        this.json = json;
        this.left = limit;
        this.err = err;
        this.lines = MatchLines.json(out);
    }

    /** The topics that are searched: of several, each line says which one it is of. */
    void topics(Collection<String> names) {
        if (!json) {
            int longest = names.size() < 2
                    ? 0
                    : names.stream().mapToInt(String::length).max().orElse(0);
            lines = new MatchTable(out, longest);
        }
    }

    @Override
    public boolean found(Match match) throws IOException {
        lines.print(match);
        left--;
        // Whoever reads us may have gone: head(1), for instance.
        return left > 0 && (left % MATCHES_PER_CHECK != 0 || !System.out.checkError());
    }

    @Override
    public void counted(long matches) {
        counted += matches;
    }

    @Override
    public void damaged(String sentence) {
        damaged = true;
        err.println(sentence + "; what stands there was left out (see check)");
        err.flush();
    }

    boolean isDamaged() {
        return damaged;
    }

    void finish() throws IOException {
        if (countOnly) {
            out.write((counted + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
    }
}
