package io.penstock.benchmark.contenders;

import java.util.Locale;

/** What an event carries besides a number and a name, and hence what a line shows. */
public enum Content {
    /** Nothing. */
    PLAIN(""),
    /** A list, a StringBuilder and a Date as arguments: they may change as soon as the call has returned. */
    MUTABLE(""),
    /** Two entries in the MDC. */
    MDC("[%X{request} %X{user}] "),
    /** An exception, made once. */
    EXCEPTION(""),
    /** The class, method and line that logged. */
    CALLER("%C.%M:%L ");

    private final String prefix;

    Content(String prefix) {
        this.prefix = prefix;
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** In the words that Logback and Log4j2 share. */
    String pattern() {
        return "%d{HH:mm:ss.SSS} [%thread] %-5level %logger{36} - " + prefix + "%msg%n";
    }
}
