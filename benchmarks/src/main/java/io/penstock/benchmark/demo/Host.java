package io.penstock.benchmark.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The logging framework that the application of the demonstration calls: {@code demo.host}. */
enum Host {
    LOGBACK(LogbackWay.values()),
    JUL(JulWay.values());

    private final List<Way> ways;

    Host(Way... ways) {
        this.ways = List.of(ways);
    }

    static Host parse(String word) {
        return Arrays.stream(values())
                .filter(host -> host.toString().equals(word))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("demo.host=" + word + " is unknown; use logback or jul"));
    }

    /** The ways of logging that are set side by side, in the order of the runs and of the table. */
    List<Way> ways() {
        return ways;
    }

    /** The word users type. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
