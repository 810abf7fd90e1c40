package io.penstock.collector.log;

import java.nio.charset.StandardCharsets;

/**
 * How far a reader has come: what comes next is message {@code index} of the batch at {@code offset}. Immutable.
 *
 * @param logId of the log that was read, see {@link LogIdentity}
 * @param epoch in which it was read
 * @param offset of a batch, or the end of the log
 * @param index of the message in the batch, from 0
 */
public record Checkpoint(String logId, long epoch, long offset, int index) {

    private static final String TITLE = "penstock checkpoint 1";

    /** As it stands in a file. */
    public byte[] encode() {
        return (TITLE + " " + logId + " " + epoch + " " + offset + " " + index + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** @throws CorruptLogException if it is none */
    public static Checkpoint decode(byte[] bytes) throws CorruptLogException {
        String text = new String(bytes, StandardCharsets.US_ASCII);
        String[] words = text.strip().split(" ");
        try {
            if (words.length == 7 && text.startsWith(TITLE + " ") && text.endsWith("\n")) {
                return new Checkpoint(
                        words[3], Long.parseLong(words[4]), Long.parseLong(words[5]), Integer.parseInt(words[6]));
            }
        } catch (NumberFormatException damaged) {
            // As below.
        }
        throw new CorruptLogException("the file is not a checkpoint, or of a newer version");
    }
}
