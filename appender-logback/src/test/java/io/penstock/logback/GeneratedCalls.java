package io.penstock.logback;

import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.slf4j.spi.MDCAdapter;

/** Log calls in every style; everything that was handed over is changed right after the call. */
final class GeneratedCalls {

    private static final int MOST_ARGUMENTS = 10;

    private final Random random;
    private final Logger logger;
    private final MDCAdapter mdc;
    private final GeneratedValues arguments;
    private final GeneratedValues fields;
    private final boolean bytesAsArguments;
    private final BasicMarkerFactory markers = new BasicMarkerFactory();

    /**
     * @param cyclesAsFields whether key-value pairs may hold lists that contain themselves
     * @param bytesAsArguments whether arguments are printed by nothing but the message
     */
    GeneratedCalls(Random random, Logger logger, MDCAdapter mdc, boolean cyclesAsFields, boolean bytesAsArguments) {
        this.random = random;
        this.logger = logger;
        this.mdc = mdc;
        this.arguments = new GeneratedValues(random, true);
        this.fields = new GeneratedValues(random, cyclesAsFields);
        this.bytesAsArguments = bytesAsArguments;
    }

    void next() throws InterruptedException {
        if (random.nextInt(20) == 0) {
            Thread other = new Thread(this::callAndChange, random.nextBoolean() ? "" : "worker-" + random.nextInt(5));
            other.start();
            other.join();
        } else {
            callAndChange();
        }
    }

    private void callAndChange() {
        changeMdc();
        call();
        arguments.changeAll();
        fields.changeAll();
        if (random.nextInt(4) == 0) {
            mdc.clear();
        }
    }

    private void changeMdc() {
        switch (random.nextInt(4)) {
            case 0 -> mdc.put("user", arguments.text());
            case 1 -> mdc.put("request", arguments.text());
            case 2 -> mdc.remove("user");
            default -> {}
        }
    }

    private void call() {
        switch (random.nextInt(5)) {
            case 0 -> plain();
            case 1 -> withArray();
            case 2 -> withMarker();
            case 3 -> fluent();
            default -> logger.error(message(), thrown(2));
        }
    }

    private void plain() {
        switch (random.nextInt(6)) {
            case 0 -> logger.info(message());
            case 1 -> logger.debug(message(), argument());
            case 2 -> logger.trace(message(), argument(), argument());
            case 3 -> logger.warn(message(), argument(), thrown(1));
            case 4 -> logger.error(message(), thrown(1), thrown(1));
            default -> logger.info(message(), (Object[]) null);
        }
    }

    private void withArray() {
        Object[] values = new Object[random.nextInt(MOST_ARGUMENTS + 1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = argument();
        }
        if (values.length > 0 && random.nextInt(5) == 0) {
            values[values.length - 1] = thrown(2);
        }
        if (values.length > 1 && random.nextInt(8) == 0) {
            values[values.length - 2] = thrown(1);
        }
        logger.info(message(), values);
        for (int i = 0; i < values.length; i++) {
            values[i] = "CHANGED";
        }
    }

    private void withMarker() {
        Marker marker = marker();
        logger.warn(marker, message(), argument());
    }

    private void fluent() {
        LoggingEventBuilder builder = logger.atLevel(Level.values()[random.nextInt(Level.values().length)]);
        if (random.nextInt(8) != 0) {
            builder = builder.setMessage(message());
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            Object value = argument();
            builder = random.nextBoolean() ? builder.addArgument(value) : builder.addArgument(() -> value);
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            Object value = fields.value();
            String key = random.nextInt(20) == 0 ? "" : "key" + i;
            builder = random.nextBoolean() ? builder.addKeyValue(key, value) : builder.addKeyValue(key, () -> value);
        }
        Marker marker = marker();
        if (random.nextInt(3) == 0) {
            builder = builder.addMarker(marker).addMarker(markers.getDetachedMarker("SECOND"));
        }
        if (random.nextInt(4) == 0) {
            builder = builder.setCause(thrown(2));
        }
        builder.log();
    }

    private Object argument() {
        return bytesAsArguments && random.nextInt(20) == 0 ? arguments.bytesOrChars() : arguments.value();
    }

    /** Too few, enough or too many places for the arguments. */
    private String message() {
        if (random.nextInt(50) == 0) {
            return null;
        }
        StringBuilder message = new StringBuilder(arguments.text());
        for (int i = random.nextInt(6); i > 0; i--) {
            message.append(random.nextInt(10) == 0 ? " \\{}" : " {}");
        }
        return message.toString();
    }

    private Marker marker() {
        Marker marker = markers.getDetachedMarker("MARKER" + random.nextInt(3));
        if (random.nextBoolean()) {
            marker.add(markers.getDetachedMarker("REFERENCE"));
        }
        return marker;
    }

    private Throwable thrown(int depth) {
        Throwable cause = depth > 0 && random.nextBoolean() ? thrown(depth - 1) : null;
        Throwable thrown = new IllegalStateException(arguments.text(), cause);
        if (depth > 0 && random.nextInt(3) == 0) {
            thrown.addSuppressed(thrown(depth - 1));
        }
        return thrown;
    }
}
