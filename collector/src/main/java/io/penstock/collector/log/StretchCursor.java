package io.penstock.collector.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Goes through a topic's index, one segment in memory at a time. Not safe for concurrent use. */
public final class StretchCursor {

    private final Iterator<Segment> segments;
    private Iterator<LogStretch> stretches = Collections.emptyIterator();

    StretchCursor(Iterator<Segment> segments) {
        this.segments = segments;
    }

    /** The next stretch; null: that was the last one. A segment that retention has deleted meanwhile is left out. */
    public @Nullable LogStretch next() throws IOException {
        while (!stretches.hasNext()) {
            if (!segments.hasNext()) {
                return null;
            }
            Segment segment = segments.next();
            try {
                stretches = segment.stretches().iterator();
            } catch (NoSuchFileException deleted) {
                stretches = Collections.emptyIterator();
            }
        }
        return stretches.next();
    }
}
