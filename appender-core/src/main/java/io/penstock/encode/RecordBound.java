package io.penstock.encode;

/**
 * Finds how much of an event finds room in a record, by making the record again until it fits. Immutable, safe for any
 * thread.
 *
 * <p>What a record consists of is known only to the encoder that makes it: a stack trace may be a tenth of it or all, a
 * character of the message may become six. So nothing is computed here but the next try, some ten of them at most.
 *
 * @param maxRecordBytes the setting
 * @param recordBytes what is left of it for a record without its frame
 * @param originalBytes what the record has, in which nothing was left out
 */
public record RecordBound(int maxRecordBytes, int recordBytes, int originalBytes) {

    /** Makes the record again. */
    @FunctionalInterface
    public interface Attempt<E extends Exception> {

        /** Makes it within these limits in place of the one before, and says how many bytes it has. */
        int encode(RecordLimits limits) throws E;
    }

    private static final int[] FRAMES = {RecordLimits.WHOLE, 256, 96, 32};
    private static final int MOST_THROWABLES = 16;
    private static final int LEAST_MESSAGE_BYTES = 128;
    private static final int MOST_TRIES = 10;

    /** What may be left of everything but trace and message: all of it as long as possible. */
    private enum Rest {
        WHOLE(RecordLimits.WHOLE, RecordLimits.WHOLE, 8),
        LONG(4096, RecordLimits.WHOLE, 8),
        MEDIUM(1024, 128, 8),
        SHORT(256, 32, 4),
        BARE(64, 0, 0);

        private final int valueBytes;
        private final int entries;
        private final int leastFrames;

        Rest(int valueBytes, int entries, int leastFrames) {
            this.valueBytes = valueBytes;
            this.entries = entries;
            this.leastFrames = leastFrames;
        }
    }

    /**
     * Leaves out as little as is needed: first of the stack trace, then of the message, and only if that is not enough
     * of the rest.
     *
     * @throws IllegalArgumentException if it cannot be made short enough
     */
    public <E extends Exception> void fit(boolean hasTrace, Attempt<E> attempt) throws E {
        for (Rest rest : Rest.values()) {
            int least = attempt.encode(limits(rest, rest.leastFrames, LEAST_MESSAGE_BYTES, RecordLimits.WHOLE));
            if (least <= recordBytes) {
                fill(rest, hasTrace, attempt);
                return;
            }
        }
        cutText(attempt);
    }

    /** What is left of the rest leaves room: as much of the trace as there is room beside the whole message, or else of it. */
    private <E extends Exception> void fill(Rest rest, boolean hasTrace, Attempt<E> attempt) throws E {
        if (hasTrace && rest != Rest.BARE) {
            for (int frames : FRAMES) {
                if (fits(attempt, limits(rest, frames, RecordLimits.WHOLE, RecordLimits.WHOLE))) {
                    return;
                }
            }
        }
        int bytes = RecordLimits.WHOLE;
        int size = attempt.encode(limits(rest, rest.leastFrames, bytes, RecordLimits.WHOLE));
        for (int tries = 0; size > recordBytes && tries <= MOST_TRIES; tries++) {
            bytes = tries == 0
                    ? recordBytes
                    : tries == MOST_TRIES ? LEAST_MESSAGE_BYTES : Math.max(LEAST_MESSAGE_BYTES, less(bytes, size));
            size = attempt.encode(limits(rest, rest.leastFrames, bytes, RecordLimits.WHOLE));
        }
        if (size > recordBytes) {
            // It did fit before: the encoder writes something else each time.
            cutText(attempt);
        }
    }

    /**
     * Fewer bytes than this many, with which the record had this size: by as many as were too many, if all the others
     * have to stay, or in proportion, if each takes more than one byte in the record; whichever leaves more.
     */
    private int less(int bytes, int size) {
        int byExcess = bytes - (size - recordBytes);
        int inProportion = (int) ((long) bytes * recordBytes / size);
        return Math.min(bytes - bytes / 16 - 1, Math.max(byExcess, inProportion));
    }

    /** Not even the least is short enough: what the encoder writes has to be cut, if it can be. */
    private <E extends Exception> void cutText(Attempt<E> attempt) throws E {
        int bytes = recordBytes;
        int size = originalBytes;
        for (int tries = 0; tries < MOST_TRIES && bytes > 0; tries++) {
            size = attempt.encode(limits(Rest.BARE, 0, LEAST_MESSAGE_BYTES, bytes));
            if (size <= recordBytes) {
                return;
            }
            bytes = less(bytes, size);
        }
        throw new IllegalArgumentException(
                "a record of " + originalBytes + " bytes cannot be shortened to maxRecordBytes="
                        + maxRecordBytes + ": with next to nothing of its event it still has " + size
                        + "; raise maxRecordBytes, or let the encoder write less");
    }

    private <E extends Exception> boolean fits(Attempt<E> attempt, RecordLimits limits) throws E {
        return attempt.encode(limits) <= recordBytes;
    }

    private RecordLimits limits(Rest rest, int frames, int messageBytes, int textBytes) {
        int throwables = frames == RecordLimits.WHOLE ? RecordLimits.WHOLE : frames == 0 ? 0 : MOST_THROWABLES;
        return new RecordLimits(
                maxRecordBytes,
                originalBytes,
                frames,
                throwables,
                messageBytes,
                rest.valueBytes,
                rest.entries,
                textBytes);
    }
}
