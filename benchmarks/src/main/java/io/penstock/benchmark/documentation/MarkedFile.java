package io.penstock.benchmark.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Markdown file with blocks that are generated, each between a line {@code <!-- name: generated ... -->} and the next line
 * {@code <!-- end -->}. All else is somebody's own, and stays. Immutable.
 */
record MarkedFile(Path file, List<String> lines) {

    private static final String END = "<!-- end -->";

    MarkedFile {
        lines = List.copyOf(lines);
    }

    static MarkedFile read(Path file) throws IOException {
        return new MarkedFile(file, List.of(Files.readString(file).split("\n", -1)));
    }

    /** The file with another text in this block. */
    MarkedFile with(String name, String text) {
        String begin = "<!-- " + name + ": generated";
        int first = find(begin, 0);
        if (first < 0) {
            throw new IllegalArgumentException(file + " has no line \"" + begin + " ... -->\"; add it, and a line \""
                    + END + "\" below it, where the block belongs");
        }
        int last = find(END, first);
        int next = find("<!-- ", first + 1);
        if (last < 0 || next < last) {
            throw new IllegalArgumentException(file + " has no line \"" + END + "\" below \"" + lines.get(first)
                    + "\"; add it where the block ends");
        }
        List<String> changed = new ArrayList<>(lines.subList(0, first + 1));
        changed.add("");
        changed.addAll(text.strip().lines().toList());
        changed.add("");
        changed.addAll(lines.subList(last, lines.size()));
        return new MarkedFile(file, changed);
    }

    private int find(String start, int from) {
        for (int line = from; line < lines.size(); line++) {
            if (lines.get(line).startsWith(start)) {
                return line;
            }
        }
        return -1;
    }

    void write() throws IOException {
        Files.writeString(file, String.join("\n", lines));
    }
}
