package io.penstock.logback.structure;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.util.FileSize;
import io.penstock.logback.AsyncProxyAppender;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;

/**
 * Runs all calls with all values through an encoder twice, plain and behind the proxy, and tells where the outputs are
 * not the same. Knows nothing of a test framework, since it also runs in class loaders that have none.
 */
public final class Comparison {

    private static final int MOST_TOLD = 10;

    private Comparison() {}

    /**
     * Called by reflection, too. An empty list: everything is the same.
     *
     * @param share one of so many combinations, for each encoder others; 1: all
     */
    public static List<String> differences(int share) throws Exception {
        Library library = Library.present();
        List<String> differences = new ArrayList<>();
        List<Encoders.Configured> encoders = Encoders.all();
        for (int i = 0; i < encoders.size(); i++) {
            differences.addAll(differences(library, encoders.get(i), share, i % share));
        }
        return differences;
    }

    private static List<String> differences(Library library, Encoders.Configured encoder, int share, int offset)
            throws Exception {
        int combination = share - offset;
        List<String> names = new ArrayList<>();
        Target plain = new Target(encoder.maker().apply(library), new CountDownLatch(0));
        CountDownLatch gate = new CountDownLatch(1);
        Target behind = new Target(encoder.maker().apply(library), gate);
        try (Context first = new Context();
                Context second = new Context()) {
            first.plug(first.started(plain));
            AsyncProxyAppender proxy = second.proxy(second.started(behind));
            for (Calls.Call call : Calls.all()) {
                for (Values.Value<?> value : Values.all(library)) {
                    if (combination++ % share != 0) {
                        continue;
                    }
                    names.add(encoder.name() + " / " + call.name() + " / " + value.name());
                    log(first.logger(), call, value);
                    log(second.logger(), call, value);
                }
            }
            gate.countDown();
            if (!proxy.flush(Duration.ofSeconds(50))) {
                return List.of(encoder.name() + ": not flushed");
            }
            List<String> differences = new ArrayList<>();
            int compared = 0;
            for (int i = 0; i < names.size(); i++) {
                String expected = plain.line(i);
                String actual = behind.line(i);
                compared += expected.isEmpty() ? 0 : 1;
                // What the plain encoder cannot write is written with a mark in its place; see StructureTest.
                if (!expected.isEmpty() && !expected.equals(actual) && differences.size() < MOST_TOLD) {
                    differences.add(names.get(i) + "\n  plain:   " + expected + "\n  proxied: " + actual);
                }
            }
            if (compared < names.size() * 9 / 10 && !encoder.name().equals("without modules")) {
                differences.add(encoder.name() + ": only " + compared + " of " + names.size() + " lines to compare");
            }
            return differences;
        }
    }

    private static <T> void log(Logger logger, Calls.Call call, Values.Value<T> value) {
        T made = value.maker().get();
        try {
            call.way().log(logger, made);
        } catch (RuntimeException plainEncoderFailed) {
            // Counted as a line that was not written.
        }
        value.change().accept(made);
    }

    /** Remembers each event's line by itself; an event that could not be encoded has none. */
    private static final class Target extends OutputStreamAppender<ILoggingEvent> {

        private final List<String> lines = new ArrayList<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CountDownLatch gate;

        Target(Encoder<ILoggingEvent> encoder, CountDownLatch gate) {
            this.gate = gate;
            setEncoder(encoder);
            setOutputStream(bytes);
        }

        @Override
        protected void append(ILoggingEvent event) {
            try {
                gate.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            bytes.reset();
            try {
                super.append(event);
            } catch (RuntimeException notEncoded) {
                bytes.reset();
            }
            lines.add(comparable(bytes.toString(StandardCharsets.UTF_8)));
        }

        /** Without what says nothing here: the time, and the numbers in the names of arrays and objects. */
        private static String comparable(String line) {
            return line.replaceAll("\"@timestamp\" ?: ?\"[^\"]*\"", "")
                    .replaceAll("\"sequenceNumber\":\\d+,", "")
                    .replaceAll("@[0-9a-f]{4,8}\\b", "@hash")
                    .strip();
        }

        String line(int index) {
            return index < lines.size() ? lines.get(index) : "(no event)";
        }
    }

    private static final class Context implements AutoCloseable {

        private final LoggerContext context = new LoggerContext();

        Context() {
            context.setMDCAdapter(new LogbackMDCAdapter());
        }

        Target started(Target target) {
            target.setContext(context);
            target.getEncoder().setContext(context);
            if (target.getEncoder() instanceof ch.qos.logback.core.encoder.LayoutWrappingEncoder<ILoggingEvent> wrapping
                    && wrapping.getLayout() != null) {
                wrapping.getLayout().setContext(context);
                wrapping.getLayout().start();
            }
            target.getEncoder().start();
            target.start();
            return target;
        }

        void plug(Appender<ILoggingEvent> appender) {
            context.getLogger("root").addAppender(appender);
        }

        AsyncProxyAppender proxy(Appender<ILoggingEvent> wrapped) {
            AsyncProxyAppender proxy = new AsyncProxyAppender();
            proxy.setContext(context);
            proxy.setName("PROXY");
            proxy.setMaxRingBytes(FileSize.valueOf("256MB"));
            proxy.setMaxBlock(ch.qos.logback.core.util.Duration.valueOf("1 minute"));
            proxy.addAppender(wrapped);
            proxy.start();
            plug(proxy);
            return proxy;
        }

        Logger logger() {
            return context.getLogger("shop");
        }

        @Override
        public void close() {
            context.stop();
        }
    }
}
