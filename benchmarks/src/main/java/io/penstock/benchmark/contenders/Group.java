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

    /** The group's name for a heading; empty for {@link #LOGBACK}, because a heading without a name means that group. */
    public String title() {
        return title;
    }

    /** The title and a comma, for the beginning of a longer heading; empty if the group has no title. */
    public String prefix() {
        return title.isEmpty() ? "" : title + ", ";
    }

    /** A comma and the title, for the end of a heading; empty if the group has no title. */
    public String suffix() {
        return title.isEmpty() ? "" : ", " + title;
    }

    /** A heading above the group's tables; empty if the group has no title. */
    public String heading() {
        return title.isEmpty() ? "" : "\n### " + title + "\n";
    }

    /** In the names of files: {@code name-} and a word for the group, or the name alone. */
    public String fileName(String name) {
        return fileWord.isEmpty() ? name : name + "-" + fileWord;
    }
}
