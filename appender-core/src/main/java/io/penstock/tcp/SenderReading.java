package io.penstock.tcp;

import io.penstock.SenderStats;
import io.penstock.Timing;

/**
 * All that is known of a sender at one moment. Immutable; safe for any thread.
 *
 * @param bytesSent of records with their frames, those written again included
 * @param setAside records, or batches that are acknowledged as a whole
 * @param acknowledgements from the write of a record, or of such a batch, to its acknowledgement
 * @param roundTripNanos as the kernel measures it on the present connection; 0 if it was not asked
 * @param retransmits by the kernel on the present connection; 0 if it was not asked
 */
record SenderReading(
        SenderStats stats,
        long bytesSent,
        long setAside,
        Timing acknowledgements,
        long roundTripNanos,
        long retransmits) {}
