package io.penstock.benchmark.demo;

import java.util.Arrays;
import java.util.Locale;

/** Where the messages of the demonstration go: {@code demo.sink}. */
enum Sink {
    /** Into files of this process. */
    FILE,
    /** To a receiver in another process. */
    TCP,
    /** To our collector, in another process. */
    COLLECTOR;

    static Sink parse(String word) {
        return Arrays.stream(values())
                .filter(sink -> sink.toString().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("demo.sink=" + word + " is unknown; use file, tcp or collector"));
    }

    /** The word users type. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
