package io.penstock.wire;

/** Values of an event that the application has named. */
public enum Group {
    /** The mapped diagnostic context. */
    MDC("mdc"),
    /** The event's own key-value pairs. */
    KEY_VALUES("kvp");

    private final String word;

    Group(String word) {
        this.word = word;
    }

    /** The name in a record. */
    public String word() {
        return word;
    }
}
