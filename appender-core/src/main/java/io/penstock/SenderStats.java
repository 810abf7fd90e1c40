package io.penstock;

/**
 * One consistent snapshot of what a sender has done. Immutable; safe for any thread. Counts are of events since start; the
 * sender's own loss reports, which it sends as well, are none.
 *
 * @param sent written completely for the first time
 * @param delivered acknowledged by the receiver; always 0 if the protocol has no acknowledgements
 * @param unconfirmed sent and not acknowledged, be it that the acknowledgement is still to come or that there are none
 * @param resent written completely again, on a later connection
 * @param possiblyLost sent without acknowledgements and no longer held when a connection was lost, or never sent again
 *     because the sender was stopped: at least as many as were lost
 * @param reconnects connections made after the first
 * @param protocolErrors connections given up because the peer did not keep to the protocol
 * @param stuckConnections connections lost in a row with the same oldest record on its way, which none of them got any
 *     further: a record that the receiver does not take, or a receiver that keeps dying; 0 as soon as it is got further
 * @param windowBytes held in memory: waiting to be written, acknowledged, out of the replay window, or tried again alone
 * @param activeProbe how the connection's state is read, for instance {@code tcpInfo}; empty without a connection
 * @param connectedTo {@code host:port}, or empty
 */
public record SenderStats(
        long sent,
        long delivered,
        long unconfirmed,
        long resent,
        long possiblyLost,
        long reconnects,
        long protocolErrors,
        long stuckConnections,
        long windowBytes,
        String activeProbe,
        String connectedTo,
        SenderState state) {

    private static final SenderStats NOTHING = new SenderStats(0, 0, 0, 0, 0, 0, 0, 0, 0, "", "", SenderState.IDLE);

    /** What a sender that was never started has done. */
    public static SenderStats empty() {
        return NOTHING;
    }

    /**
     * For instance {@code sent=12 delivered=10 unconfirmed=2 resent=0 possiblyLost=0 reconnects=1 protocolErrors=0
     * stuckConnections=0 windowBytes=512 state=OPEN connectedTo=loghost:514 activeProbe=read}; what is empty is left out.
     */
    @Override
    public String toString() {
        return "sent=" + sent + " delivered=" + delivered + " unconfirmed=" + unconfirmed + " resent=" + resent
                + " possiblyLost=" + possiblyLost + " reconnects=" + reconnects + " protocolErrors=" + protocolErrors
                + " stuckConnections=" + stuckConnections + " windowBytes=" + windowBytes + " state=" + state
                + (connectedTo.isEmpty() ? "" : " connectedTo=" + connectedTo)
                + (activeProbe.isEmpty() ? "" : " activeProbe=" + activeProbe);
    }
}
