package io.penstock.encode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a stack trace shorter: frames that repeat the ones above them are folded, and beyond a number they are left out.
 * What was left out is said by one more frame in its place, {@code io.penstock.framesLeftOut(1012 frames that repeat the
 * 2 above)}, so that whatever prints or parses frames can do so. Safe for any thread.
 */
public final class TraceFold {

    private static final String MARK_CLASS = "io.penstock";
    private static final String MARK_METHOD = "framesLeftOut";
    private static final int NO_LINE = -1;

    /** The longest ring of methods that call each other and is known as such. */
    private static final int LONGEST_PERIOD = 64;

    /** Fewer repeated frames than this stay: the mark would cost what it saves. */
    private static final int LEAST_FOLDED = 4;

    private TraceFold() {}

    /**
     * The first {@code length} of the frames, folded, and of these the first {@code most}. The same array if nothing
     * is left out.
     */
    public static StackTraceElement[] shorten(StackTraceElement[] frames, int length, int most) {
        List<StackTraceElement> kept = new ArrayList<>();
        int at = 0;
        int shown = 0;
        boolean marked = false;
        while (at < length && shown < most) {
            int period = periodAt(frames, at, length);
            if (period > most - shown) {
                break;
            }
            int next = period == 0 ? at + 1 : endOfRepeats(frames, at, length, period);
            int copied = period == 0 ? 1 : period;
            kept.addAll(Arrays.asList(frames).subList(at, at + copied));
            shown += copied;
            if (period > 0) {
                kept.add(mark((next - at - period) + " frames that repeat the "
                        + (period == 1 ? "one" : Integer.toString(period)) + " above"));
                marked = true;
            }
            at = next;
        }
        while (at < length && shown < most) {
            // The ring of methods is longer than what may be shown.
            kept.add(frames[at++]);
            shown++;
        }
        if (at < length) {
            kept.add(mark((length - at) + " more frames"));
            marked = true;
        }
        return kept.size() == frames.length && !marked ? frames : kept.toArray(StackTraceElement[]::new);
    }

    /** With one more frame that says what else was left out; none if it is nothing. */
    public static StackTraceElement[] note(StackTraceElement[] frames, int leftOut, String what) {
        if (leftOut == 0) {
            return frames;
        }
        StackTraceElement[] noted = Arrays.copyOf(frames, frames.length + 1);
        noted[frames.length] = mark(leftOut + " " + what);
        return noted;
    }

    /** How many frames from here on come again right behind themselves, often enough to be worth folding; 0: none. */
    private static int periodAt(StackTraceElement[] frames, int at, int length) {
        for (int period = 1; period <= LONGEST_PERIOD && at + 2 * period <= length; period++) {
            if (frames[at].equals(frames[at + period])
                    && endOfRepeats(frames, at, length, period) - at - period >= LEAST_FOLDED) {
                return period;
            }
        }
        return 0;
    }

    /** Where the last whole copy of the first {@code period} frames ends. */
    private static int endOfRepeats(StackTraceElement[] frames, int at, int length, int period) {
        int same = at + period;
        while (same < length && frames[same].equals(frames[same - period])) {
            same++;
        }
        return same - (same - at) % period;
    }

    private static StackTraceElement mark(String words) {
        return new StackTraceElement(MARK_CLASS, MARK_METHOD, words, NO_LINE);
    }
}
