package io.penstock.wire;

import io.penstock.context.CapturedContext;
import io.penstock.encode.RecordBound;
import io.penstock.encode.RecordLimits;
import io.penstock.encode.Utf8Buffer;
import io.penstock.sink.LossReport;
import org.jspecify.annotations.Nullable;

/**
 * Makes one record of each event: walks the event and hands what it meets to the protocol's format. Confined to the drain
 * thread.
 *
 * <pre>
 *  slot ──EventWalk──▶ fields, groups, text ──RecordFormat──▶ record
 * </pre>
 */
public final class EventRecords<S, E> implements RecordEncoder<S> {

    private final EventWalk<S, E> walk;
    private final @Nullable RecordFormat format;
    private final boolean details;

    /** @param format null: a record is the event's text and nothing else */
    public EventRecords(EventWalk<S, E> walk, @Nullable RecordFormat format) {
        this.walk = walk;
        this.format = format;
        this.details = format != null && format.takesDetails();
    }

    @Override
    public void encode(RecordNumber number, S slot, Utf8Buffer target) throws Exception {
        encode(null, number, slot, target);
    }

    @Override
    public void encodeWithin(RecordBound bound, RecordNumber number, S slot, Utf8Buffer target) throws Exception {
        encode(bound, number, slot, target);
    }

    /** @param bound null: the event is whole */
    private void encode(@Nullable RecordBound bound, RecordNumber number, S slot, Utf8Buffer target) throws Exception {
        CapturedContext carried = walk.carried(slot);
        CapturedContext.Restored restored = carried == null ? null : carried.restore();
        try {
            E event = walk.open(slot);
            if (bound == null) {
                write(number, event, null, target);
            } else {
                shorten(bound, number, event, target);
            }
        } finally {
            walk.close();
            if (restored != null) {
                restored.close();
            }
        }
    }

    @Override
    public String logger(S slot) {
        return walk.logger(slot);
    }

    @Override
    public void encode(RecordNumber number, LossReport report, Utf8Buffer target) throws Exception {
        write(number, walk.event(report), null, target);
    }

    private void shorten(RecordBound bound, RecordNumber number, E event, Utf8Buffer target) throws Exception {
        int start = target.size();
        try {
            bound.fit(
                    walk.isTraced(event),
                    limits -> again(number, walk.shortened(event, limits), limits, target, start));
        } catch (ClassCastException itsOwn) {
            // What makes the text wants an event of somebody's own class: what it prints of that one is cut.
            bound.fit(walk.isTraced(event), limits -> again(number, event, limits, target, start));
        }
    }

    private int again(RecordNumber number, E event, RecordLimits limits, Utf8Buffer target, int start)
            throws Exception {
        target.truncate(start);
        write(number, event, limits, target);
        return target.size() - start;
    }

    /** @param limits null: the event is whole */
    private void write(RecordNumber number, E event, @Nullable RecordLimits limits, Utf8Buffer target)
            throws Exception {
        RecordFormat wanted = format;
        if (wanted == null) {
            text(event, limits, target);
            return;
        }
        wanted.begin(target, number, walk.severity(event), walk.time(event));
        walk.fields(event, wanted, details);
        if (limits != null) {
            wanted.put(Field.ORIGINAL_BYTES, limits.originalBytes());
        }
        walk.groups(event, wanted);
        text(event, limits, wanted.text());
        wanted.end();
    }

    private void text(E event, @Nullable RecordLimits limits, Utf8Buffer target) throws Exception {
        int start = target.size();
        walk.text(event, target);
        if (limits != null) {
            limits.cutText(target, start);
        }
    }
}
