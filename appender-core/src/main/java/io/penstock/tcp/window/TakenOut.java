package io.penstock.tcp.window;

import io.penstock.TcpConfig;
import io.penstock.sink.Tally;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.WireProtocol.Unit;
import java.util.List;

/**
 * A record that was taken out of the in-flight window so that the others pass, or a batch that is acknowledged as a
 * whole. Confined to the drain thread.
 *
 * <p>The window's books go on counting its events, but learn what becomes of them from here.
 */
public final class TakenOut {

    private final KeptBatch batch;
    private final WireProtocol protocol;
    private final WindowBooks books;
    private final List<TakenOut> unsettled;
    /** Events that were completely written, on whichever connection. */
    private long sent;

    private long unsent;

    TakenOut(
            KeptBatch batch,
            WireProtocol protocol,
            WindowBooks books,
            List<TakenOut> unsettled,
            long sent,
            long unsent) {
        this.batch = batch;
        this.protocol = protocol;
        this.books = books;
        this.unsettled = unsettled;
        this.sent = sent;
        this.unsent = unsent;
    }

    /** The number of the (first) record, counted as in the window. */
    public long sequence() {
        return batch.sequence(0);
    }

    /** How much memory it takes. */
    public int bytes() {
        return batch.capacity();
    }

    /** How reports name it. */
    public String words() {
        String logger = batch.logger(0);
        return "record " + (sequence() + 1) + " since the start (" + bytes() + " bytes"
                + (logger.isEmpty() ? "" : ", logger " + logger) + ")";
    }

    /** A fresh window with a copy of it and nothing else, which tells the ring's books nothing. */
    public InFlightWindow windowOfItsOwn(TcpConfig config) {
        InFlightWindow window = new InFlightWindow(
                protocol,
                config.delivery(isAcknowledged()),
                config.maxInFlightBytes(),
                config.maxBatchBytes(),
                config.tailBytes(),
                Tally.discarding(),
                sequence(),
                0);
        // A window lets go of what it is given.
        boolean sealed = protocol.acknowledges() == Unit.BATCH || protocol.batchHeaderBytes() > 0;
        window.adopt(batch.copy(0, batch.records(), sealed, protocol));
        return window;
    }

    /** It was completely written. */
    public void written() {
        books.takenOutWritten(sent, unsent);
        sent += unsent;
        unsent = 0;
    }

    /** It has arrived, as far as that can be known. */
    public void arrived() {
        if (isAcknowledged()) {
            books.takenOutAcknowledged(sent);
        }
        unsettled.remove(this);
    }

    /** It will never arrive. */
    public void failed() {
        books.takenOutFailed(sent, unsent);
        unsettled.remove(this);
    }

    /** Nothing more is done for it: what was written of it may be lost, unless an acknowledgement would have said so. */
    public void givenUp() {
        if (!isAcknowledged()) {
            books.possiblyLost(sent);
        }
        unsettled.remove(this);
    }

    private boolean isAcknowledged() {
        return protocol.acknowledges() != Unit.NONE;
    }
}
