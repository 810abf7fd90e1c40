package io.penstock.logback;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.penstock.encode.RecordLimits;
import io.penstock.encode.TraceFold;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A throwable of which a record shows no more than its limits allow. Confined to the drain thread. */
final class ShortenedThrowable implements IThrowableProxy {

    private static final IThrowableProxy[] NONE = new IThrowableProxy[0];
    private static final StackTraceElementProxy[] NO_STEPS = new StackTraceElementProxy[0];
    private static final int LONGEST_CHAIN = 8;

    private final IThrowableProxy original;
    private final RecordLimits limits;
    private final StackTraceElementProxy[] steps;
    private @Nullable IThrowableProxy cause;
    private IThrowableProxy[] suppressed = NONE;

    private ShortenedThrowable(IThrowableProxy original, RecordLimits limits, int leftOut) {
        this.original = original;
        this.limits = limits;
        this.steps = steps(original, limits, leftOut);
    }

    /** Null: there is none, or none may be shown. */
    static @Nullable IThrowableProxy of(@Nullable IThrowableProxy original, RecordLimits limits) {
        return original == null || limits.throwables() == 0
                ? null
                : chain(original, limits, new int[] {limits.throwables()});
    }

    /**
     * The causes of one throwable, the first ones and the root.
     *
     * @param left how many may still be shown
     */
    private static ShortenedThrowable chain(IThrowableProxy first, RecordLimits limits, int[] left) {
        List<IThrowableProxy> causes = new ArrayList<>();
        for (IThrowableProxy each = first; each != null; each = each.getCause()) {
            causes.add(each);
        }
        int leftOut = 0;
        if (limits.throwables() != RecordLimits.WHOLE && causes.size() > LONGEST_CHAIN) {
            leftOut = causes.size() - LONGEST_CHAIN;
            causes.subList(LONGEST_CHAIN - 1, causes.size() - 1).clear();
        }
        left[0] -= causes.size();
        ShortenedThrowable below = null;
        for (int i = causes.size() - 1; i >= 0; i--) {
            ShortenedThrowable each =
                    new ShortenedThrowable(causes.get(i), limits, i == causes.size() - 2 ? leftOut : 0);
            each.cause = below;
            below = each;
        }
        for (ShortenedThrowable each = below; each != null; each = (ShortenedThrowable) each.cause) {
            each.suppressed = suppressed(each.original.getSuppressed(), limits, left);
        }
        return Objects.requireNonNull(below, "there is the first at least");
    }

    private static IThrowableProxy[] suppressed(
            IThrowableProxy @Nullable [] originals, RecordLimits limits, int[] left) {
        List<IThrowableProxy> kept = new ArrayList<>();
        if (originals != null) {
            for (IThrowableProxy each : originals) {
                if (left[0] > 0) {
                    kept.add(chain(each, limits, left));
                }
            }
        }
        return kept.toArray(NONE);
    }

    private static StackTraceElementProxy[] steps(IThrowableProxy original, RecordLimits limits, int leftOut) {
        StackTraceElementProxy[] all = original.getStackTraceElementProxyArray();
        if (all == null) {
            return NO_STEPS;
        }
        int own = Math.max(0, all.length - original.getCommonFrames());
        StackTraceElement[] frames = new StackTraceElement[own];
        for (int i = 0; i < own; i++) {
            frames[i] = all[i].getStackTraceElement();
        }
        StackTraceElement[] kept =
                TraceFold.note(TraceFold.shorten(frames, own, limits.frames()), leftOut, "more causes");
        if (kept == frames) {
            return all;
        }
        // The frames that it has in common with the enclosing throwable are at the end; they are counted and not
        // printed.
        StackTraceElementProxy[] steps = Arrays.copyOf(
                Arrays.stream(kept).map(StackTraceElementProxy::new).toArray(StackTraceElementProxy[]::new),
                kept.length + all.length - own);
        System.arraycopy(all, own, steps, kept.length, all.length - own);
        return steps;
    }

    @Override
    public @Nullable String getOverridingMessage() {
        return limits.throwableMessage(original.getOverridingMessage());
    }

    @Override
    public @Nullable String getMessage() {
        return limits.throwableMessage(original.getMessage());
    }

    @Override
    public @Nullable String getClassName() {
        return original.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
        return steps;
    }

    @Override
    public int getCommonFrames() {
        return original.getCommonFrames();
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
        return cause;
    }

    @Override
    public IThrowableProxy[] getSuppressed() {
        return suppressed;
    }

    @Override
    public boolean isCyclic() {
        return original.isCyclic();
    }
}
