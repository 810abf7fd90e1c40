package io.penstock.collector.log;

/**
 * The name of a topic, which is also the name of its directory: nothing in it can lead out of the data directory.
 *
 * @param value 1 to {@value #MOST_CHARS} characters out of letters and digits of ASCII, dot, underscore and hyphen; no dot first
 */
public record TopicName(String value) implements Comparable<TopicName> {

    /** So that a file's ending still fits behind it: file systems allow 255 bytes. */
    public static final int MOST_CHARS = 249;

    /** @throws IllegalArgumentException with the reason if it is not a topic's name */
    public TopicName {
        String problem = problem(value);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** Whether a topic may be called so. */
    public static boolean isValid(String value) {
        return problem(value) == null;
    }

    private static @org.jspecify.annotations.Nullable String problem(String value) {
        if (value.isEmpty() || value.length() > MOST_CHARS) {
            return "a topic's name has 1 to " + MOST_CHARS + " characters, not " + value.length();
        }
        if (value.charAt(0) == '.') {
            return "a topic's name does not begin with a dot";
        }
        for (int i = 0; i < value.length(); i++) {
            if (!isAllowed(value.charAt(i))) {
                return "character " + (i + 1) + " of the topic's name is none of A-Z a-z 0-9 . _ -";
            }
        }
        return null;
    }

    /** Whether it may stand in a name; a dot not at the beginning. */
    public static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    @Override
    public int compareTo(TopicName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
