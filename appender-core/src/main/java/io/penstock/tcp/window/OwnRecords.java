package io.penstock.tcp.window;

import java.util.Arrays;

/**
 * Which records in the window are the sender's own, loss reports, and not events: the books do not know them. So are
 * those that were set aside: they have books of their own. Confined to the drain thread.
 */
final class OwnRecords {

    // In ascending order; hardly ever more than one, since reports are a second apart.
    private long[] sequences = new long[4];
    private int size;

    /** The record of this sequence is no event, or not the window's any more. */
    void add(long sequence) {
        if (size == sequences.length) {
            sequences = Arrays.copyOf(sequences, 2 * size);
        }
        int place = size++;
        while (place > 0 && sequences[place - 1] - sequence > 0) {
            sequences[place] = sequences[place - 1];
            place--;
        }
        sequences[place] = sequence;
    }

    /** How many of the records from {@code first} to {@code end}, exclusive, are events. */
    long eventsBetween(long first, long end) {
        long events = end - first;
        for (int i = 0; i < size; i++) {
            if (sequences[i] - first >= 0 && sequences[i] - end < 0) {
                events--;
            }
        }
        return events;
    }

    /** What lies before this sequence has left the window. */
    void forgetBefore(long oldest) {
        int gone = 0;
        while (gone < size && sequences[gone] - oldest < 0) {
            gone++;
        }
        if (gone > 0) {
            System.arraycopy(sequences, gone, sequences, 0, size - gone);
            size -= gone;
        }
    }
}
