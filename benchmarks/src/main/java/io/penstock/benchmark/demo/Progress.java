package io.penstock.benchmark.demo;

import io.penstock.benchmark.figures.Figures;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** A progress bar on one line; a line every two seconds where nobody is watching. Confined to the main thread. */
final class Progress {

    private static final int WIDTH = 30;

    private final PrintStream out;
    private final boolean terminal;
    private final String title;
    private final long total;
    private final long intervalNanos;
    private long lastShown;
    private long lastDone;

    Progress(PrintStream out, boolean terminal, String title, long total, long startedNanos) {
        this.out = out;
        this.terminal = terminal;
        this.title = title;
        this.total = total;
        this.intervalNanos = terminal ? TimeUnit.MILLISECONDS.toNanos(200) : TimeUnit.SECONDS.toNanos(2);
        this.lastShown = startedNanos;
    }

    /** Shows how far we are, if it is time to. */
    void update(long done, long nowNanos) {
        long elapsed = nowNanos - lastShown;
        if (elapsed < intervalNanos) {
            return;
        }
        double perSecond = (done - lastDone) * 1e9 / elapsed;
        lastShown = nowNanos;
        lastDone = done;
        show(line(done, perSecond));
    }

    /** Shows the end, with the average rate of the whole run. */
    void finish(long done, long elapsedNanos) {
        show(line(done, done * 1e9 / elapsedNanos));
        if (terminal) {
            out.println();
        }
    }

    private void show(String line) {
        if (terminal) {
            out.print("\r" + line);
            out.flush();
        } else {
            out.println(line);
        }
    }

    String line(long done, double perSecond) {
        int filled = (int) (WIDTH * Math.min(done, total) / total);
        return String.format(
                "%-28s [%s%s] %3d %%  %s of %s  %9s/s",
                title,
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                100 * done / total,
                Figures.count(done),
                Figures.count(total),
                Figures.count(Math.round(perSecond)));
    }
}
