package io.penstock.logback.capture;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.filter.Filter;
import io.penstock.encode.Utf8Buffer;
import io.penstock.freeze.Freezer;
import io.penstock.logback.encode.EventText;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Events as the drain thread makes them, and how it writes them: what it hands to an encoder is visible in its own package only.
 * Not safe for concurrent use.
 */
public final class FrozenEvents {

    private static final int ENOUGH_BYTES = 64 << 10;

    private static final long EVERYBODY = -1;

    private final Recipients nobody;
    private final SlotView view;
    private final EventSlot slot = new EventSlot();
    private final Utf8Buffer lines = new Utf8Buffer(ENOUGH_BYTES);

    public FrozenEvents(LoggerContext context) {
        nobody = new Nobody(context, Freezer.builder().build());
        view = new SlotView(nobody, false);
    }

    /** An object of its own, for an encoder that may hold on to it. */
    public ILoggingEvent of(ILoggingEvent source, Object[] arguments) {
        return new KeptEvent(nobody, false, source, null, arguments, null);
    }

    /** Something that writes events behind each other, as into a file behind a proxy; returns how many bytes are waiting. */
    public Writer writer(Encoder<ILoggingEvent> encoder) {
        EventText text = EventText.by(encoder, true);
        return (source, arguments) -> {
            if (text.keepsEvents()) {
                throw new IllegalStateException("this is not what is to be measured");
            }
            if (lines.size() >= ENOUGH_BYTES) {
                lines.clear();
            }
            slot.fill(source, null, arguments, null, EVERYBODY);
            try {
                text.append(view.of(slot, false), lines);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            view.done();
            slot.clear();
            return lines.size();
        };
    }

    private record Nobody(LoggerContext context, Freezer freezer) implements Recipients {

        @Override
        public long accepting(ILoggingEvent event) {
            return 0;
        }

        @Override
        public boolean hasFilters() {
            return false;
        }

        @Override
        public boolean isFilteredFor(Filter<ILoggingEvent> filter) {
            return false;
        }

        @Override
        public boolean hasMdc() {
            return Recipients.hasMdc(context);
        }
    }

    /** What becomes of one event in a batch of lines. */
    public interface Writer {
        int write(ILoggingEvent source, Object[] arguments);
    }
}
