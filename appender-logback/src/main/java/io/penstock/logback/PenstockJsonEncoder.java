package io.penstock.logback;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.penstock.encode.Utf8Buffer;
import io.penstock.logback.encode.EventText;
import io.penstock.logback.encode.InPlaceEncoder;
import io.penstock.logback.encode.JsonFields;
import io.penstock.logback.encode.JsonLine;
import io.penstock.logback.encode.Probes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the same bytes as Logback's {@link JsonEncoder}, in less time. Safe for any thread once started.
 *
 * <pre>{@code
 * <encoder class="io.penstock.logback.PenstockJsonEncoder">
 *   <withFormattedMessage>true</withFormattedMessage>
 * </encoder>
 * }</pre>
 *
 * <p>The settings are those of {@link JsonEncoder}. At start a few events are encoded by both: should a future Logback
 * write other bytes, a warning says so and its own encoder does the work.
 */
public final class PenstockJsonEncoder extends InPlaceEncoder {

    private static final byte[] NOTHING = new byte[0];
    private static final int INITIAL_BYTES = 1024;

    private final JsonFields fields = new JsonFields();
    private final JsonEncoder logbacks = new JsonEncoder();
    private final Spare<Utf8Buffer> spare = new Spare<>(() -> new Utf8Buffer(INITIAL_BYTES));
    private volatile @Nullable JsonLine line;
    private volatile boolean delegates;

    @Override
    public void start() {
        logbacks.setContext(getContext());
        logbacks.start();
        JsonLine wanted = new JsonLine(fields);
        delegates = !sameBytes(wanted);
        line = wanted;
        super.start();
    }

    private boolean sameBytes(JsonLine wanted) {
        List<ILoggingEvent> probes = Probes.events(getContext());
        for (int i = 0; i < probes.size(); i++) {
            Utf8Buffer ours = new Utf8Buffer(INITIAL_BYTES);
            wanted.write(probes.get(i), ours);
            byte[] theirs = logbacks.encode(probes.get(i));
            int at = Arrays.mismatch(ours.toByteArray(), theirs);
            if (at >= 0) {
                addWarn("this Logback's JsonEncoder writes other bytes than Penstock was tested with (probe event " + i
                        + ", from byte " + at
                        + " on): it does the work itself, at its own speed; look for a newer Penstock");
                return false;
            }
        }
        return true;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        if (delegates) {
            return logbacks.encode(event);
        }
        Utf8Buffer buffer = spare.take();
        try {
            buffer.clear();
            known().write(event, buffer);
            return buffer.toByteArray();
        } finally {
            spare.give(buffer);
        }
    }

    @Override
    protected EventText text() {
        return new Text();
    }

    private final class Text implements EventText {

        @Override
        public void append(ILoggingEvent event, Utf8Buffer target) {
            if (delegates) {
                target.append(logbacks.encode(event));
                return;
            }
            int before = target.size();
            try {
                known().write(event, target);
            } catch (Throwable failure) {
                target.truncate(before);
                throw failure;
            }
        }

        @Override
        public boolean keepsEvents() {
            return delegates;
        }
    }

    private JsonLine known() {
        JsonLine present = line;
        if (present == null) {
            throw new IllegalStateException("PenstockJsonEncoder is not started; call start() before the first event");
        }
        return present;
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    /** Default: true. */
    public void setWithSequenceNumber(boolean withSequenceNumber) {
        logbacks.setWithSequenceNumber(withSequenceNumber);
        fields.sequenceNumber = withSequenceNumber;
    }

    /** Default: true. */
    public void setWithTimestamp(boolean withTimestamp) {
        logbacks.setWithTimestamp(withTimestamp);
        fields.timestamp = withTimestamp;
    }

    /** Default: true. */
    public void setWithNanoseconds(boolean withNanoseconds) {
        logbacks.setWithNanoseconds(withNanoseconds);
        fields.nanoseconds = withNanoseconds;
    }

    /** Default: true. */
    public void setWithLevel(boolean withLevel) {
        logbacks.setWithLevel(withLevel);
        fields.level = withLevel;
    }

    /** Default: true. */
    public void setWithThreadName(boolean withThreadName) {
        logbacks.setWithThreadName(withThreadName);
        fields.threadName = withThreadName;
    }

    /** Default: true. */
    public void setWithLoggerName(boolean withLoggerName) {
        logbacks.setWithLoggerName(withLoggerName);
        fields.loggerName = withLoggerName;
    }

    /** Default: true. */
    public void setWithContext(boolean withContext) {
        logbacks.setWithContext(withContext);
        fields.context = withContext;
    }

    /** Default: true. */
    public void setWithMarkers(boolean withMarkers) {
        logbacks.setWithMarkers(withMarkers);
        fields.markers = withMarkers;
    }

    /** Default: true. */
    public void setWithMDC(boolean withMDC) {
        logbacks.setWithMDC(withMDC);
        fields.mdc = withMDC;
    }

    /** Default: true. */
    public void setWithKVPList(boolean withKVPList) {
        logbacks.setWithKVPList(withKVPList);
        fields.kvpList = withKVPList;
    }

    /** Default: true. */
    public void setWithMessage(boolean withMessage) {
        logbacks.setWithMessage(withMessage);
        fields.message = withMessage;
    }

    /** Default: true. */
    public void setWithArguments(boolean withArguments) {
        logbacks.setWithArguments(withArguments);
        fields.arguments = withArguments;
    }

    /** Default: true. */
    public void setWithThrowable(boolean withThrowable) {
        logbacks.setWithThrowable(withThrowable);
        fields.throwable = withThrowable;
    }

    /** Default: false. */
    public void setWithFormattedMessage(boolean withFormattedMessage) {
        logbacks.setWithFormattedMessage(withFormattedMessage);
        fields.formattedMessage = withFormattedMessage;
    }
}
