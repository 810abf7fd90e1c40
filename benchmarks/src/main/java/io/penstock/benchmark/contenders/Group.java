package io.penstock.benchmark.contenders;

/** Contenders that do the same work, and may therefore be set beside each other. */
public enum Group {
    /** Logback, and what somebody might use in its place: one pattern, one buffered file. */
    LOGBACK("", ""),
    /** java.util.logging: MessageFormat, SimpleFormatter, and a FileHandler that flushes every record. */
    JUL("java.util.logging", "jul"),
    /** jboss-logmanager as the LogManager of the process, with its own PatternFormatter and FileHandler. */
    JBOSS("jboss-logmanager", "jboss");

    private final String title;
    private final String fileWord;

    Group(String title, String fileWord) {
        this.title = title;
        this.fileWord = fileWord;
    }

    /** For a heading; empty for {@link #LOGBACK}, which is meant where none is named. */
    public String title() {
        return title;
    }

    /** What a heading begins with that goes on: the title and a comma, or nothing. */
    public String prefix() {
        return title.isEmpty() ? "" : title + ", ";
    }

    /** What a heading ends with: a comma and the title, or nothing. */
    public String suffix() {
        return title.isEmpty() ? "" : ", " + title;
    }

    /** A heading of its own above the group's tables, or nothing. */
    public String heading() {
        return title.isEmpty() ? "" : "\n### " + title + "\n";
    }

    /** In the names of files: {@code name-} and a word for the group, or the name alone. */
    public String fileName(String name) {
        return fileWord.isEmpty() ? name : name + "-" + fileWord;
    }
}
