package io.penstock.collector.client;

/** How a {@link Writer} stands with its collector. */
public enum WriterState {
    /** All is well; nothing is on its way. */
    CONNECTED,
    /** A batch is on its way. */
    FLUSHING,
    /** The collector does not answer; the writer takes nothing until it does again. */
    FAILING,
    /** Nothing is taken any more. */
    CLOSED
}
