package io.penstock;

/** Where a sender is in the life of its connection. */
public enum SenderState {
    /** No connection yet, and no reason for one. */
    IDLE,
    /** Between two attempts. */
    WAITING,
    /** Asking for the addresses of a host's name. */
    LOOKING_UP,
    /** Waiting for the peer to accept. */
    CONNECTING,
    /** In the TLS handshake. */
    ESTABLISHING,
    /** Waiting for the peer's first answer, if the protocol begins with one. */
    GREETING,
    /** Sending. */
    OPEN,
    /** Sending nothing more; waiting for the peer to end its side. */
    ENDING,
    /** The sender was stopped. */
    CLOSED
}
