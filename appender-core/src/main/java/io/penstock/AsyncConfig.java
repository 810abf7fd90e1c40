package io.penstock;

import io.penstock.words.DurationWords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one ring and its drain thread. Immutable; safe for any thread.
 *
 * <p>The names are those users type in every host; defaults are the named constants.
 */
public final class AsyncConfig {

    /** Slots. With the usual 150 bytes of text and Logback's event of 168 bytes, a full ring holds some 3 MB. */
    public static final int DEFAULT_RING_SIZE = 8192;
    /** Half of it is shared out between the slots (4 KiB each), the other half is for the rare large event. */
    public static final long DEFAULT_MAX_RING_BYTES = 64L << 20;

    public static final int DEFAULT_MAX_MESSAGE_BYTES = 256 << 10;
    /** Share of the ring kept for events at or above {@code priorityLevel}: one slot in eight. */
    public static final int DEFAULT_PRIORITY_SHARE = 8;

    public static final Duration DEFAULT_MAX_BLOCK = Duration.ofSeconds(1);
    /** 100 wake-ups a second while something happens now and then, one after a silence; no reader of a log sees 10 ms. */
    public static final Duration DEFAULT_MAX_IDLE_NAP = Duration.ofMillis(10);
    /** Well below the 30 s after which containers are killed. */
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(5);

    private static final int LARGEST_RING = 1 << 24;
    /** Below this a cut message would be nothing but its mark. */
    private static final int SMALLEST_MESSAGE = 128;

    private final int ringSize;
    private final long maxRingBytes;
    private final OverflowPolicy overflowPolicy;
    private final Duration maxBlock;
    private final @Nullable Severity priorityLevel;
    private final int prioritySlots;
    private final @Nullable Severity urgentLevel;
    private final Duration maxIdleNap;
    private final Duration drainTimeout;
    private final int maxMessageBytes;
    private final boolean reportDrops;

    private AsyncConfig(Builder builder) {
        ringSize = builder.ringSize;
        maxRingBytes = builder.maxRingBytes;
        overflowPolicy = builder.overflowPolicy;
        maxBlock = builder.maxBlock;
        priorityLevel = builder.priorityLevel;
        prioritySlots = builder.effectivePrioritySlots();
        urgentLevel = builder.urgentLevel;
        maxIdleNap = builder.maxIdleNap;
        drainTimeout = builder.drainTimeout;
        maxMessageBytes = builder.maxMessageBytes;
        reportDrops = builder.reportDrops;
    }

    public static Builder builder() {
        return new Builder();
    }

    public int ringSize() {
        return ringSize;
    }

    public long maxRingBytes() {
        return maxRingBytes;
    }

    public OverflowPolicy overflowPolicy() {
        return overflowPolicy;
    }

    public Duration maxBlock() {
        return maxBlock;
    }

    /** From here up an event may use the reserved slots; null: no event may. */
    public @Nullable Severity priorityLevel() {
        return priorityLevel;
    }

    public int prioritySlots() {
        return prioritySlots;
    }

    /** From here up an event wakes the drain thread at once; null: no event does. */
    public @Nullable Severity urgentLevel() {
        return urgentLevel;
    }

    public Duration maxIdleNap() {
        return maxIdleNap;
    }

    public Duration drainTimeout() {
        return drainTimeout;
    }

    public int maxMessageBytes() {
        return maxMessageBytes;
    }

    public boolean reportDrops() {
        return reportDrops;
    }

    /** Whether the policy lets a caller with an event of this severity wait for space. */
    public boolean mayWait(Severity severity) {
        return switch (overflowPolicy) {
            case BLOCK -> true;
            case DROP -> false;
            case DROP_BELOW -> hasPriority(severity);
        };
    }

    /** Whether an event of this severity may use the reserved slots. */
    public boolean hasPriority(Severity severity) {
        return priorityLevel != null && severity.isAtLeast(priorityLevel);
    }

    /** Collects settings and checks them together. Not safe for concurrent use. */
    public static final class Builder {

        private int ringSize = DEFAULT_RING_SIZE;
        private long maxRingBytes = DEFAULT_MAX_RING_BYTES;
        private OverflowPolicy overflowPolicy = OverflowPolicy.BLOCK;
        private Duration maxBlock = DEFAULT_MAX_BLOCK;
        private @Nullable Severity priorityLevel = Severity.WARN;
        private @Nullable Integer prioritySlots;
        private @Nullable Severity urgentLevel = Severity.ERROR;
        private Duration maxIdleNap = DEFAULT_MAX_IDLE_NAP;
        private Duration drainTimeout = DEFAULT_DRAIN_TIMEOUT;
        private int maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES;
        private boolean reportDrops = true;

        private Builder() {}

        /** Slots, a power of two from 16 up; default {@value AsyncConfig#DEFAULT_RING_SIZE}. */
        public Builder ringSize(int slots) {
            ringSize = slots;
            return this;
        }

        /** Bytes that may wait in the ring, estimated; default 64 MiB. */
        public Builder maxRingBytes(long bytes) {
            maxRingBytes = bytes;
            return this;
        }

        public Builder overflowPolicy(OverflowPolicy policy) {
            overflowPolicy = policy;
            return this;
        }

        /** Longest wait of a caller; zero means that no caller ever waits. */
        public Builder maxBlock(Duration longest) {
            maxBlock = longest;
            return this;
        }

        public Builder priorityLevel(@Nullable Severity level) {
            priorityLevel = level;
            return this;
        }

        /** Slots kept for events at or above {@code priorityLevel}; default an eighth of the ring. */
        public Builder prioritySlots(int slots) {
            prioritySlots = slots;
            return this;
        }

        public Builder urgentLevel(@Nullable Severity level) {
            urgentLevel = level;
            return this;
        }

        public Builder maxIdleNap(Duration longest) {
            maxIdleNap = longest;
            return this;
        }

        public Builder drainTimeout(Duration longest) {
            drainTimeout = longest;
            return this;
        }

        public Builder maxMessageBytes(int bytes) {
            maxMessageBytes = bytes;
            return this;
        }

        public Builder reportDrops(boolean report) {
            reportDrops = report;
            return this;
        }

        /** What is wrong with the settings, one sentence each: setting, value, what to do. Empty if nothing is. */
        public List<String> problems() {
            List<String> problems = new ArrayList<>();
            if (ringSize < 16 || ringSize > LARGEST_RING) {
                problems.add(
                        "ringSize=" + ringSize + " is out of range; use a power of two from 16 to " + LARGEST_RING);
            } else if (Integer.bitCount(ringSize) != 1) {
                int below = Integer.highestOneBit(ringSize);
                problems.add("ringSize=" + ringSize + " is not a power of two; use " + below + " or " + 2 * below);
            }
            // Not set, they are derived from ringSize, and right or wrong with it.
            if (prioritySlots != null && prioritySlots < 0) {
                problems.add("prioritySlots=" + prioritySlots + " is negative; use 0 to reserve nothing");
            } else if (prioritySlots != null && prioritySlots >= ringSize) {
                problems.add("prioritySlots=" + prioritySlots + " leaves no slot of ringSize=" + ringSize
                        + " to other events; lower prioritySlots or raise ringSize");
            }
            if (priorityLevel == null && prioritySlots != null && prioritySlots > 0) {
                problems.add("prioritySlots=" + prioritySlots + " reserves slots for nobody, since priorityLevel=OFF;"
                        + " remove prioritySlots or set priorityLevel");
            }
            if (priorityLevel == null && overflowPolicy == OverflowPolicy.DROP_BELOW) {
                problems.add("overflowPolicy=dropBelow has no level to wait for, since priorityLevel=OFF;"
                        + " set priorityLevel or use overflowPolicy=drop");
            }
            if (maxMessageBytes < SMALLEST_MESSAGE) {
                problems.add("maxMessageBytes=" + maxMessageBytes + " leaves no room for a message; use "
                        + SMALLEST_MESSAGE + " or more");
            }
            if (maxRingBytes < 2L * maxMessageBytes) {
                problems.add("maxRingBytes=" + maxRingBytes + " has no room for two messages of maxMessageBytes="
                        + maxMessageBytes + "; raise maxRingBytes or lower maxMessageBytes");
            }
            checkDuration(problems, "maxBlock", maxBlock, Duration.ZERO, Duration.ofHours(1));
            checkDuration(problems, "maxIdleNap", maxIdleNap, Duration.ofNanos(50_000), Duration.ofSeconds(1));
            checkDuration(problems, "drainTimeout", drainTimeout, Duration.ofMillis(1), Duration.ofHours(1));
            return problems;
        }

        private static void checkDuration(
                List<String> problems, String name, Duration value, Duration least, Duration most) {
            if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                problems.add(name + "=" + DurationWords.of(value) + " is out of range; use " + DurationWords.of(least)
                        + " to " + DurationWords.of(most));
            }
        }

        private int effectivePrioritySlots() {
            return prioritySlots == null ? ringSize / DEFAULT_PRIORITY_SHARE : prioritySlots;
        }

        /**
         * The settings, checked.
         *
         * @throws IllegalArgumentException if they have problems; the message lists them all
         */
        public AsyncConfig build() {
            List<String> problems = problems();
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", problems));
            }
            return new AsyncConfig(this);
        }
    }
}
