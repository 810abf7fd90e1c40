package io.penstock.jul.capture;

import io.penstock.encode.RecordLimits;
import io.penstock.encode.TraceFold;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A throwable of which a record shows no more than its limits allow; prints itself as the original, shorter. Confined to
 * the drain thread.
 */
public final class ShortenedThrowable extends Throwable {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final int LONGEST_CHAIN = 8;

    private final @Nullable String text;

    private ShortenedThrowable(Throwable original, @Nullable Throwable cause, RecordLimits limits, int leftOut) {
        super(limits.throwableMessage(original.getMessage()), cause, true, true);
        this.text = limits.throwableMessage(original.toString());
        StackTraceElement[] frames = original.getStackTrace();
        setStackTrace(
                TraceFold.note(TraceFold.shorten(frames, frames.length, limits.frames()), leftOut, "more causes"));
    }

    /** Null: there is none, or none may be shown. */
    public static @Nullable Throwable of(@Nullable Throwable original, RecordLimits limits) {
        return original == null || limits.throwables() == 0
                ? null
                : chain(original, limits, new int[] {limits.throwables()}, identities());
    }

    private static Set<Throwable> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /**
     * The causes of one throwable, the first ones and the root.
     *
     * @param left how many may still be shown
     * @param seen those that are shown already: a throwable may be its own cause's cause
     */
    private static ShortenedThrowable chain(Throwable first, RecordLimits limits, int[] left, Set<Throwable> seen) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable each = first; each != null && seen.add(each); each = each.getCause()) {
            causes.add(each);
        }
        int leftOut = 0;
        if (limits.throwables() != RecordLimits.WHOLE && causes.size() > LONGEST_CHAIN) {
            leftOut = causes.size() - LONGEST_CHAIN;
            causes.subList(LONGEST_CHAIN - 1, causes.size() - 1).clear();
        }
        left[0] -= causes.size();
        ShortenedThrowable below = null;
        List<ShortenedThrowable> shown = new ArrayList<>();
        for (int i = causes.size() - 1; i >= 0; i--) {
            ShortenedThrowable each =
                    new ShortenedThrowable(causes.get(i), below, limits, i == causes.size() - 2 ? leftOut : 0);
            below = each;
            shown.add(0, each);
        }
        for (int i = 0; i < shown.size(); i++) {
            for (Throwable suppressed : causes.get(i).getSuppressed()) {
                if (left[0] > 0 && !seen.contains(suppressed)) {
                    shown.get(i).addSuppressed(chain(suppressed, limits, left, seen));
                }
            }
        }
        return shown.get(0);
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // prints what the original prints, and that need not be its message
    public String toString() {
        return String.valueOf(text);
    }
}
