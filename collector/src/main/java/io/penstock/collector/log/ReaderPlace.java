package io.penstock.collector.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a durable reader has come in a topic, and what it has missed. Immutable.
 *
 * @param gaps oldest first: what was deleted before it had read it
 */
record ReaderPlace(Checkpoint checkpoint, List<Gap> gaps) {

    private static final int MOST_GAPS = 100;

    /** Offsets from one to before the other. */
    record Gap(long from, long to) {}

    ReaderPlace {
        gaps = List.copyOf(gaps);
    }

    /** It has read as far as that. A reader that had a deleted file open may have read some of what counts as missed. */
    ReaderPlace at(Checkpoint reached) {
        Gap last = gaps.isEmpty() ? null : gaps.get(gaps.size() - 1);
        if (last == null || reached.offset() >= last.to() || !reached.logId().equals(checkpoint.logId())) {
            return new ReaderPlace(reached, gaps);
        }
        List<Gap> shorter = new ArrayList<>(gaps.subList(0, gaps.size() - 1));
        shorter.add(new Gap(Math.max(last.from(), reached.offset()), last.to()));
        return new ReaderPlace(checkpoint, shorter);
    }

    /** What comes before that place is deleted. */
    ReaderPlace after(Checkpoint next) {
        List<Gap> more = new ArrayList<>(gaps);
        long from = checkpoint.offset();
        Gap last = gaps.isEmpty() ? null : gaps.get(gaps.size() - 1);
        if (last != null && last.to() == from) {
            more.remove(more.size() - 1);
            from = last.from();
        }
        more.add(new Gap(from, next.offset()));
        return new ReaderPlace(next, more.subList(Math.max(0, more.size() - MOST_GAPS), more.size()));
    }

    /** Bytes of the log, as offsets count them. */
    long missed() {
        return gaps.stream().mapToLong(gap -> gap.to() - gap.from()).sum();
    }

    byte[] encode() {
        StringBuilder text = new StringBuilder(new String(checkpoint.encode(), StandardCharsets.US_ASCII));
        gaps.forEach(gap -> text.append("gap ")
                .append(gap.from())
                .append(' ')
                .append(gap.to())
                .append('\n'));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    static ReaderPlace decode(byte[] bytes) throws CorruptLogException {
        String[] lines = new String(bytes, StandardCharsets.US_ASCII).split("\n");
        List<Gap> gaps = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            String[] words = lines[i].split(" ");
            try {
                if (words.length != 3 || !words[0].equals("gap")) {
                    throw new NumberFormatException(lines[i]);
                }
                gaps.add(new Gap(Long.parseLong(words[1]), Long.parseLong(words[2])));
            } catch (NumberFormatException damaged) {
                throw new CorruptLogException("line " + (i + 1) + " of the checkpoint is damaged");
            }
        }
        return new ReaderPlace(Checkpoint.decode((lines[0] + "\n").getBytes(StandardCharsets.US_ASCII)), gaps);
    }
}
