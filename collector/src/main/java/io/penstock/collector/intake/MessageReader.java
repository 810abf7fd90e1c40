package io.penstock.collector.intake;

import io.penstock.collector.record.LogRecord;

/** Makes a record of one message of a protocol. Safe for any thread. */
public interface MessageReader {

    /**
     * @param source protocol and address that it came from
     * @throws RefusedException if it cannot be kept
     */
    LogRecord read(byte[] message, String source) throws RefusedException;
}
