package io.penstock.benchmark.demo;

/** The ways of logging that are set side by side. */
enum Way {
    PENSTOCK("Penstock AsyncProxyAppender", "penstock"),
    PLAIN("plain RollingFileAppender", "plain"),
    LOGBACK_ASYNC("Logback AsyncAppender", "async");

    private final String title;
    private final String word;

    Way(String title, String word) {
        this.title = title;
        this.word = word;
    }

    String title() {
        return title;
    }

    String configuration() {
        return "logback-" + word + ".xml";
    }

    String directory() {
        return word;
    }
}
