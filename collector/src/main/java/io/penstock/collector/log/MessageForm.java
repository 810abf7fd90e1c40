package io.penstock.collector.log;

/** What the messages of a batch look like. */
public enum MessageForm {
    /** As a logd client sent them: any bytes. */
    RAW,
    /** JSON lines of the collector's own shape, without a line end. */
    JSON;

    static MessageForm of(int code) throws CorruptLogException {
        return switch (code) {
            case 0 -> RAW;
            case 1 -> JSON;
            default -> throw new CorruptLogException("form " + code + " of the messages is unknown");
        };
    }
}
