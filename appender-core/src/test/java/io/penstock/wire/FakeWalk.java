package io.penstock.wire;

import io.penstock.Severity;
import io.penstock.context.CapturedContext;
import io.penstock.encode.RecordLimits;
import io.penstock.encode.Utf8Buffer;
import io.penstock.sink.LossReport;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Walks a {@link FakeEvent}. A text of "fail" throws. */
class FakeWalk implements EventWalk<FakeEvent, FakeEvent> {

    @Nullable
    CapturedContext carried;

    int open;

    @Override
    public FakeEvent open(FakeEvent slot) {
        open++;
        return slot;
    }

    @Override
    public void close() {
        open--;
    }

    @Override
    public @Nullable CapturedContext carried(FakeEvent slot) {
        return carried;
    }

    @Override
    public String logger(FakeEvent slot) {
        return slot.logger();
    }

    @Override
    public FakeEvent event(LossReport report) {
        return FakeEvent.of(report.message());
    }

    @Override
    public Severity severity(FakeEvent event) {
        return Severity.WARN;
    }

    @Override
    public Instant time(FakeEvent event) {
        return FakeEvent.TIME;
    }

    @Override
    public void fields(FakeEvent event, EventFields target, boolean details) {
        target.put(Field.LOGGER, event.logger());
        if (details) {
            target.put(Field.LEVEL, "WARNING").put(Field.LINE, 17);
        }
    }

    @Override
    public void groups(FakeEvent event, EventFields target) {
        event.markers().forEach(marker -> target.put(Field.MARKER, marker));
        if (!event.mdc().isEmpty()) {
            target.group(Group.MDC);
            event.mdc().forEach(target::put);
        }
        if (!event.keyValues().isEmpty()) {
            target.group(Group.KEY_VALUES);
            event.keyValues().forEach(target::put);
        }
    }

    @Override
    public void text(FakeEvent event, Utf8Buffer target) throws IOException {
        if (event.text().equals("fail")) {
            throw new IOException("no text");
        }
        target.append(event.text());
    }

    @Override
    public boolean isTraced(FakeEvent event) {
        return false;
    }

    @Override
    public FakeEvent shortened(FakeEvent event, RecordLimits limits) {
        return new FakeEvent(
                event.logger(), event.markers(), event.mdc(), event.keyValues(), limits.message(event.text()));
    }
}
