package io.penstock.logback.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** The wrapped appender of most cases: can be shut like a gate, can do something with each event, keeps the text. */
final class Sink extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile Encoder<ILoggingEvent> encoder;
    private volatile Consumer<ILoggingEvent> action = event -> {};

    Sink(String name) {
        setName(name);
    }

    /** The next event is not let through, nor those after it, until {@link #open}. */
    Sink shut() {
        gate = new CountDownLatch(1);
        return this;
    }

    void open() {
        gate.countDown();
    }

    /** Keeps what this encoder makes of an event; without one, its formatted message. */
    Sink encoding(Encoder<ILoggingEvent> eventEncoder) {
        encoder = eventEncoder;
        return this;
    }

    /** On the thread that delivers, after the gate, before the event counts as delivered. */
    Sink doing(Consumer<ILoggingEvent> eventAction) {
        action = eventAction;
        return this;
    }

    boolean isEntered() {
        return Call.await(Call.LIMIT, () -> entered.getCount() == 0);
    }

    List<String> texts() {
        return List.copyOf(texts);
    }

    int count() {
        return texts.size();
    }

    long count(String beginning) {
        return texts.stream().filter(text -> text.startsWith(beginning)).count();
    }

    boolean awaitCount(int expected) {
        return Call.await(Call.LIMIT, () -> texts.size() >= expected);
    }

    boolean awaitText(String part) {
        return Call.await(Call.LIMIT, () -> texts.stream().anyMatch(text -> text.contains(part)));
    }

    @Override
    protected void append(ILoggingEvent event) {
        entered.countDown();
        passGate();
        action.accept(event);
        Encoder<ILoggingEvent> own = encoder;
        texts.add(own == null ? event.getFormattedMessage() : new String(own.encode(event), UTF_8));
    }

    /** A hanging sink does not care about interrupts. */
    private void passGate() {
        boolean interrupted = false;
        while (true) {
            try {
                gate.await();
                break;
            } catch (InterruptedException wanted) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
