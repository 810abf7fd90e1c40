package io.penstock.collector.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which log this is, and at which offsets its owners took it up. Immutable.
 *
 * @param id 32 hexadecimal digits, another one for each log
 * @param epochs in order; the last is the present one
 * @param closedAt the end of the log if its owner has closed it in good order, with all of it on disk; else -1
 */
public record LogIdentity(String id, List<Epoch> epochs, long closedAt) {

    private static final long NOT_CLOSED = -1;

    private static final String TITLE = "penstock log 1";
    private static final int ID_BYTES = 16;

    /** @param start the offset at which the log ended when this epoch began */
    public record Epoch(long number, long start) {}

    public LogIdentity {
        epochs = List.copyOf(epochs);
    }

    /** Of a log that begins now. */
    static LogIdentity fresh() {
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        return new LogIdentity(HexFormat.of().formatHex(id), List.of(), NOT_CLOSED);
    }

    LogIdentity withEpochFrom(long start, long greaterThan) {
        List<Epoch> more = new ArrayList<>(epochs);
        more.add(new Epoch(Math.max(epoch(), greaterThan) + 1, start));
        return new LogIdentity(id, more, NOT_CLOSED);
    }

    LogIdentity closed(long end) {
        return new LogIdentity(id, epochs, end);
    }

    /** The present one; 0 if there was none yet. */
    public long epoch() {
        return epochs.isEmpty() ? 0 : epochs.get(epochs.size() - 1).number();
    }

    /**
     * Why a reader that had come so far may not go on there.
     *
     * @param end of the log
     * @return null: it may
     */
    public @Nullable String objection(Checkpoint checkpoint, long end) {
        if (!id.equals(checkpoint.logId())) {
            return "the checkpoint is one of log " + checkpoint.logId() + ", and this is log " + id
                    + ": the topic was deleted and made again, or the data directory is another one";
        }
        if (checkpoint.epoch() > epoch()) {
            return "the checkpoint is of epoch " + checkpoint.epoch() + " and the log only in epoch " + epoch()
                    + ": the log is an older copy of itself";
        }
        for (Epoch next : epochs) {
            if (next.number() > checkpoint.epoch()) {
                return checkpoint.offset() <= next.start()
                        ? null
                        : "the checkpoint is at offset " + checkpoint.offset() + " of epoch " + checkpoint.epoch()
                                + ", and of that epoch the log kept only what is before " + next.start()
                                + ": a power cut took the rest";
            }
        }
        return checkpoint.offset() <= end
                ? null
                : "the checkpoint is at offset " + checkpoint.offset() + ", beyond the end of the log at " + end;
    }

    byte[] encode() {
        StringBuilder text = new StringBuilder(TITLE).append("\nid ").append(id).append('\n');
        for (Epoch epoch : epochs) {
            text.append("epoch ")
                    .append(epoch.number())
                    .append(' ')
                    .append(epoch.start())
                    .append('\n');
        }
        if (closedAt != NOT_CLOSED) {
            text.append("closed ").append(closedAt).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    static LogIdentity decode(byte[] bytes) throws IOException {
        String[] lines = new String(bytes, StandardCharsets.US_ASCII).split("\n");
        if (lines.length < 2 || !lines[0].equals(TITLE) || !lines[1].matches("id [0-9a-f]{32}")) {
            throw new CorruptLogException("the file \"identity\" is not one of a log, or of a newer version");
        }
        List<Epoch> epochs = new ArrayList<>();
        long closedAt = NOT_CLOSED;
        for (int i = 2; i < lines.length; i++) {
            String[] words = lines[i].split(" ");
            try {
                if (words.length == 3 && words[0].equals("epoch")) {
                    epochs.add(new Epoch(Long.parseLong(words[1]), Long.parseLong(words[2])));
                } else if (words.length == 2 && words[0].equals("closed")) {
                    closedAt = Long.parseLong(words[1]);
                } else {
                    throw new NumberFormatException(lines[i]);
                }
            } catch (NumberFormatException damaged) {
                throw new CorruptLogException("line " + (i + 1) + " of the file \"identity\" is damaged");
            }
        }
        return new LogIdentity(lines[1].substring(3), epochs, closedAt);
    }
}
