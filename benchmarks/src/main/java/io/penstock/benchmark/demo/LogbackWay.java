package io.penstock.benchmark.demo;

import java.nio.file.Path;

/** The ways of logging with Logback; each has a {@code logback-*.xml} of its own. */
enum LogbackWay implements Way {
    PENSTOCK("Penstock AsyncProxyAppender", "penstock"),
    PLAIN("plain RollingFileAppender", "plain"),
    LOGBACK_ASYNC("Logback AsyncAppender", "async");

    private final String title;
    private final String word;

    LogbackWay(String title, String word) {
        this.title = title;
        this.word = word;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String directory() {
        return word;
    }

    @Override
    public boolean keepsBooks() {
        return this == PENSTOCK;
    }

    @Override
    public Logging open(Path directory) {
        return new LogbackLogging("logback-" + word + ".xml", directory);
    }
}
