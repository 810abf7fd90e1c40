package io.penstock.benchmark.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The demonstration's messages in a receiver's files, told apart by the number that the sender gives each.
 *
 * @param distinct different messages
 * @param duplicates messages that were there before
 */
record ReceivedMessages(long distinct, long duplicates) {

    private static final Pattern SEQUENCE = Pattern.compile(" sequence=\"(\\d{1,9})\"");

    static ReceivedMessages in(Path directory) throws IOException {
        BitSet numbers = new BitSet();
        long messages = 0;
        for (Path file : files(directory)) {
            try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    Matcher matcher = SEQUENCE.matcher(line);
                    if (isOurs(line) && matcher.find()) {
                        messages++;
                        numbers.set(Integer.parseInt(matcher.group(1)));
                    }
                }
            }
        }
        return new ReceivedMessages(numbers.cardinality(), messages - numbers.cardinality());
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static boolean isOurs(String line) {
        return line.contains(Worker.MESSAGE_MARK) || line.contains(Worker.END_MARK);
    }
}
