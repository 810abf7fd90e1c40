package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Remembers on which thread it was asked about what. */
final class CountingFilter extends Filter<ILoggingEvent> {

    final List<String> asked = new CopyOnWriteArrayList<>();
    private final Function<String, FilterReply> verdict;

    CountingFilter(String name, Function<String, FilterReply> verdict) {
        this.verdict = verdict;
        setName(name);
        start();
    }

    static CountingFilter always(String name, FilterReply reply) {
        return new CountingFilter(name, message -> reply);
    }

    static CountingFilter denying(String name, String message) {
        return new CountingFilter(name, text -> text.equals(message) ? FilterReply.DENY : FilterReply.NEUTRAL);
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        asked.add(event.getMessage() + "@" + Thread.currentThread().getName());
        return verdict.apply(event.getMessage());
    }
}
