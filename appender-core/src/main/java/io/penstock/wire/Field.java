package io.penstock.wire;

import io.penstock.encode.RecordLimits;

/** What a host knows of an event under a name of its own, and not in a {@link Group}. */
public enum Field {
    LOGGER("logger"),
    THREAD("thread"),
    /** The level by the host's own name, where that says more than the severity or is asked for. */
    LEVEL("level"),
    THREAD_ID("threadId"),
    /** Where the call stands in the source, as far as it is known. */
    CLASS("class"),
    METHOD("method"),
    FILE("file"),
    LINE("line"),
    /** How many bytes the record had before it was shortened; only if it was. */
    ORIGINAL_BYTES(RecordLimits.ORIGINAL_BYTES),
    /** The only field that may come several times, once for each marker, one behind the other. */
    MARKER("marker");

    private final String word;

    Field(String word) {
        this.word = word;
    }

    /** The name in a record. */
    public String word() {
        return word;
    }
}
