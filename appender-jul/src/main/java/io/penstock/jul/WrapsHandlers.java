package io.penstock.jul;

/** A handler of ours that wraps others: none can be named as the handler to wrap, because it would find its own name there. */
interface WrapsHandlers {}
