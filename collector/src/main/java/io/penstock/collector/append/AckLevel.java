package io.penstock.collector.append;

/** What has to have happened to a batch before it is acknowledged. */
public enum AckLevel {
    /** The write has returned: a crash of the collector loses nothing, a power cut what was written since the last sync. */
    WRITTEN("an acknowledged record survives a crash of the collector, but not a power cut before the next sync"),
    /** An fsync that began after the write has returned: a power cut loses nothing. */
    SYNCED("an acknowledged record survives a crash of the collector and a power cut");

    private final String promise;

    AckLevel(String promise) {
        this.promise = promise;
    }

    /** For the operator, a clause. */
    public String promise() {
        return promise;
    }
}
