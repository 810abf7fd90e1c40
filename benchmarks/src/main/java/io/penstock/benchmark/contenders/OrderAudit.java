package io.penstock.benchmark.contenders;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which orders are missing in a file, or are there too often, and which lines are damaged. Not safe for concurrent use.
 *
 * <p>A second look, by other means than {@link LineAudit}: a library is said to have lost something only with the number of what it
 * lost.
 */
public final class OrderAudit {

    /** MessageFormat, of java.util.logging, groups digits. */
    private static final Pattern ORDER = Pattern.compile("order ([\\d,]{1,11}) processed for Ada Lovelace(.*)");

    private static final int MOST_EXAMPLES = 5;

    private final List<String> missing = new ArrayList<>();
    private final List<String> surplus = new ArrayList<>();
    private final List<String> damaged = new ArrayList<>();
    private int[] expected = {};
    private long calls;

    /** One more thread logs the orders from 0 on. */
    public void expect(int orders) {
        if (orders > expected.length) {
            expected = Arrays.copyOf(expected, orders);
        }
        for (int order = 0; order < orders; order++) {
            expected[order]++;
        }
        calls += orders;
    }

    /** Says what the file has too few or too many of, in one line. */
    public String compare(Path file) throws IOException {
        int[] found = new int[expected.length];
        long lines = 0;
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines++;
                add(line, found);
            }
        }
        for (int order = 0; order < expected.length; order++) {
            int lost = expected[order] - found[order];
            if (lost != 0) {
                (lost > 0 ? missing : surplus)
                        .add("order " + order + " " + found[order] + " times instead of " + expected[order]);
            }
        }
        return calls + " calls, " + lines + " lines of any kind" + examples("; missing: ", missing)
                + examples("; too many: ", surplus) + examples("; damaged: ", damaged);
    }

    /** Whether {@link #compare} found each order as often as it was logged, and nothing else. */
    public boolean isExact() {
        return missing.isEmpty() && surplus.isEmpty() && damaged.isEmpty();
    }

    private void add(String line, int[] found) {
        Matcher order = ORDER.matcher(line);
        if (!order.find()) {
            damaged.add(line);
            return;
        }
        int number = Integer.parseInt(order.group(1).replace(",", ""));
        if (!order.group(2).isEmpty() || number >= found.length) {
            damaged.add(line);
        }
        if (number < found.length) {
            found[number]++;
        }
    }

    private static String examples(String heading, List<String> all) {
        return all.isEmpty()
                ? ""
                : heading + all.size() + ", of them " + all.subList(0, Math.min(MOST_EXAMPLES, all.size()));
    }
}
