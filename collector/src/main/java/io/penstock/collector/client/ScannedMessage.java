package io.penstock.collector.client;

import java.nio.charset.StandardCharsets;

/**
 * A message out of the log.
 *
 * @param offset of its batch
 * @param index of the message in the batch, from 0
 * @param bytes not to be changed
 */
public record ScannedMessage(long offset, int index, byte[] bytes) {

    /** As UTF-8. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
