package io.penstock.tcp.window;

import io.penstock.encode.Utf8Buffer;

/**
 * Where encoded records go: the in-flight window, or a stage in front of it that keeps them for a while and then hands
 * them on. Confined to the drain thread.
 *
 * <pre>
 *  TcpSink ──add──▶ (a stage ──add──▶)* InFlightWindow ──▶ connection
 * </pre>
 *
 * <p>Each stage hands on every record once, in the order in which they came. A mark therefore means the same in all of
 * them, and a stage knows what has arrived if it knows how many it has handed on.
 */
public interface Records {

    /** Whether one more record may be added, of whatever size. */
    boolean hasRoom();

    /**
     * Takes one record; only if there {@linkplain #hasRoom is room}. What is thrown leaves it out, and counts its event as
     * failed. A stage that has taken a record and cannot hand it on tells that to the {@code Tally} itself.
     *
     * @param record is the caller's again when this returns
     * @param logger the name of the logger that the event came from; empty if it is not known
     */
    void add(Utf8Buffer record, String logger);

    /** As {@link #add}, for a record that is no event: the {@code Tally} is not told what becomes of it. */
    void addOwn(Utf8Buffer record);

    /** No record comes for now: what there is may be written, even if the protocol writes whole batches. */
    void endOfBatch();

    /** In every round of the drain loop: hands on what waits here. False: nothing moved. */
    default boolean advance() {
        return false;
    }

    /** How many records were ever added: a mark behind them. */
    long added();

    /**
     * Whether all records before a mark have arrived at the peer: acknowledged, or failed; without acknowledgements, in
     * our kernel, and as far as is known in the peer's. One that is merely safe here has not arrived.
     */
    boolean hasArrived(long mark);

    /**
     * Whether records are here, or in a stage behind this one, that would be lost with the process: the sender does not end
     * before they are handed on.
     */
    default boolean isHolding() {
        return false;
    }

    /**
     * The last call: lets go of files and the like; what is still held was not handed on. A stage passes it on to the one
     * behind it. It does not come if the ring is forgotten without a stop.
     */
    default void close() {}
}
