package io.penstock.benchmark.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Raw output as comma-separated values (RFC 4180, with line feeds): what has a comma, a quote or a line feed stands in quotes. */
public final class Csv {

    private Csv() {}

    /** One row with its line feed. */
    public static String line(String... cells) {
        return Arrays.stream(cells).map(Csv::quoted).collect(Collectors.joining(",", "", "\n"));
    }

    private static String quoted(String cell) {
        return cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + cell.replace("\"", "\"\"") + '"'
                : cell;
    }

    /** The rows of a file by their headings; none if there is no such file. */
    public static List<Map<String, String>> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<List<String>> lines = parse(Files.readString(file));
        List<Map<String, String>> rows = new ArrayList<>();
        for (int line = 1; line < lines.size(); line++) {
            List<String> headings = lines.get(0);
            List<String> cells = lines.get(line);
            if (cells.size() != headings.size()) {
                throw new IOException(file + ": row " + line + " has " + cells.size() + " cells, and the headings "
                        + headings.size());
            }
            Map<String, String> row = new LinkedHashMap<>();
            for (int column = 0; column < cells.size(); column++) {
                row.put(headings.get(column), cells.get(column));
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<List<String>> parse(String text) {
        List<List<String>> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean inQuotes = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                // Two quotes inside a quoted cell stand for one: the first seems to end the cell, the second shows
                // that it goes on.
                if (!inQuotes && i > 0 && text.charAt(i - 1) == '"') {
                    cell.append('"');
                }
                inQuotes = !inQuotes;
            } else if (inQuotes || (c != ',' && c != '\n')) {
                cell.append(c);
            } else {
                line.add(cell.toString());
                cell.setLength(0);
                if (c == '\n') {
                    lines.add(line);
                    line = new ArrayList<>();
                }
            }
        }
        if (!line.isEmpty() || !cell.isEmpty()) {
            line.add(cell.toString());
            lines.add(line);
        }
        return lines;
    }
}
