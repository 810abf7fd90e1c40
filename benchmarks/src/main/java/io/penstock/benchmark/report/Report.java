package io.penstock.benchmark.report;

import io.penstock.benchmark.contenders.Contender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A run's {@code report.md}, read again: its facts about the machine, and what the raw output of older runs does not have. Immutable.
 *
 * @param tables in their order
 */
public record Report(List<Table> tables, List<Verdict> verdicts) {

    /**
     * A table and where it stands.
     *
     * @param section the heading of the second level above it, or nothing
     * @param subsection the heading of the third level
     * @param introduction the last line of text above it
     * @param rows with the headings as their first
     */
    public record Table(String section, String subsection, String introduction, List<List<String>> rows) {

        /** The numbers of one column; a contender with a dash there is left out. */
        public Map<Contender, Double> figures(String heading) {
            Map<Contender, Double> figures = new EnumMap<>(Contender.class);
            int column = rows.get(0).indexOf(heading);
            for (List<String> row : column < 0 ? List.<List<String>>of() : rows.subList(1, rows.size())) {
                String cell = row.get(column).replace(",", "");
                contender(row.get(0))
                        .filter(contender -> !cell.equals("-"))
                        .ifPresent(contender -> figures.put(contender, Double.parseDouble(cell)));
            }
            return figures;
        }

        /** By its label; behind that stands the version. */
        private static Optional<Contender> contender(String title) {
            String label = title.substring(0, Math.max(0, title.lastIndexOf(' ')));
            return Arrays.stream(Contender.values())
                    .filter(contender -> contender.label().equals(label))
                    .findFirst();
        }
    }

    public Report {
        tables = List.copyOf(tables);
        verdicts = List.copyOf(verdicts);
    }

    /** An empty one if there is no such file. */
    public static Report read(Path file) throws IOException {
        return Files.exists(file) ? parse(Files.readAllLines(file)) : new Report(List.of(), List.of());
    }

    public static Report parse(List<String> lines) {
        List<Table> tables = new ArrayList<>();
        List<Verdict> verdicts = new ArrayList<>();
        String section = "";
        String subsection = "";
        String introduction = "";
        boolean inTable = false;
        for (String line : lines) {
            boolean isRow = line.startsWith("|");
            if (line.startsWith("## ")) {
                section = line.substring(3);
                subsection = "";
            } else if (line.startsWith("### ")) {
                subsection = line.substring(4);
            } else if (isRow && !inTable) {
                tables.add(new Table(section, subsection, introduction, new ArrayList<>(List.of(cells(line)))));
            } else if (isRow && !line.startsWith("|-")) {
                tables.get(tables.size() - 1).rows.add(cells(line));
            } else if (section.equals("Targets") && line.startsWith("- ")) {
                Verdict.parse(line.substring(2)).ifPresent(verdicts::add);
            } else if (!isRow && !line.isBlank()) {
                introduction = line;
            }
            inTable = isRow;
        }
        return new Report(tables, verdicts);
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList();
    }

    /** Machine, JDK, flags, date, commit: the first table. */
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        tables.stream()
                .limit(1)
                .flatMap(table -> table.rows.stream().skip(1))
                .forEach(row -> facts.put(row.get(0), row.get(1)));
        return facts;
    }

    /** One column of all tables of which this is true, together. */
    public Map<Contender, Double> figures(Predicate<Table> where, String heading) {
        Map<Contender, Double> figures = new EnumMap<>(Contender.class);
        tables.stream().filter(where).forEach(table -> figures.putAll(table.figures(heading)));
        return figures;
    }
}
