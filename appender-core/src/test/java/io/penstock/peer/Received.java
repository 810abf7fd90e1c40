package io.penstock.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a receiver really got, read from its files: the oracle of the fault tests. Immutable.
 *
 * <p>A record is known by its number, which stands in it between two {@code #}. Numbers begin with 0.
 *
 * @param records whole records found, repeats included
 * @param distinct how many different numbers they have
 * @param outOfOrder how often a number came for the first time after a higher one had come
 * @param strange lines without a number
 */
public record Received(long records, long distinct, long outOfOrder, long strange, BitSet numbers) {

    /** All files of a directory in the order of their names. */
    public static Received in(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return in(files.sorted().toList());
        }
    }

    public static Received in(List<Path> files) throws IOException {
        BitSet numbers = new BitSet();
        long records = 0;
        long outOfOrder = 0;
        long strange = 0;
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            int start = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    int number = number(bytes, start, i);
                    start = i + 1;
                    if (number < 0) {
                        strange++;
                        continue;
                    }
                    records++;
                    if (!numbers.get(number)) {
                        outOfOrder += number < numbers.length() ? 1 : 0;
                        numbers.set(number);
                    }
                }
            }
        }
        return new Received(records, numbers.cardinality(), outOfOrder, strange, numbers);
    }

    /** The number in a record; -1 if there is none. */
    static int number(byte[] record) {
        return number(record, 0, record.length);
    }

    private static int number(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '#') {
                long number = 0;
                int digit = i + 1;
                while (digit < to && bytes[digit] >= '0' && bytes[digit] <= '9' && digit - i <= 9) {
                    number = 10 * number + bytes[digit++] - '0';
                }
                return digit < to && digit > i + 1 && bytes[digit] == '#' ? (int) number : -1;
            }
        }
        return -1;
    }

    /** Records that came again. */
    public long duplicates() {
        return records - distinct;
    }

    /** Numbers below {@code sent} that never came. */
    public long lost(long sent) {
        return sent - numbers.get(0, (int) sent).cardinality();
    }

    /** The first numbers that never came, for a message. */
    public List<Integer> firstLost(long sent) {
        List<Integer> lost = new ArrayList<>();
        for (int number = numbers.nextClearBit(0); number < sent && lost.size() < 10; ) {
            lost.add(number);
            number = numbers.nextClearBit(number + 1);
        }
        return lost;
    }

    /** A record of about so many bytes that carries its number. */
    public static byte[] numbered(long number, int bytes) {
        String head = "#" + number + "# ";
        return (head + "x".repeat(Math.max(0, bytes - head.length()))).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "records=" + records + " distinct=" + distinct + " duplicates=" + duplicates() + " outOfOrder="
                + outOfOrder + " strange=" + strange;
    }
}
