package io.penstock.jul;

import io.penstock.jul.capture.ExtendedRecords;
import io.penstock.jul.format.CallerNeed;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.MemoryHandler;
import org.jspecify.annotations.Nullable;

/** Looks through a wrapped handler, at all that it hands on to: can something there show where a call was made from? */
final class HandlersBehind {

    private HandlersBehind() {}

    /**
     * Whether the handler, or one that it hands on to as far as that can be seen, may show it.
     *
     * @param formatter that the handler has or will have
     */
    static boolean showCaller(Handler handler, @Nullable Formatter formatter, @Nullable ExtendedRecords jboss) {
        if (handler.getClass().getName().equals("org.slf4j.bridge.SLF4JBridgeHandler")) {
            // This handler finds the caller by itself or not at all; it never asks the record.
            return false;
        }
        return CallerNeed.of(formatter, jboss) || ofThoseBehind(handler, jboss);
    }

    private static boolean ofThoseBehind(Handler handler, @Nullable ExtendedRecords jboss) {
        if (handler instanceof MemoryHandler) {
            // A MemoryHandler does not say to which handler it pushes, so that one may show it.
            return true;
        }
        if (handler instanceof RingHandler ours && ours.infersCaller()) {
            return true;
        }
        for (Handler behind : behind(handler, jboss)) {
            if (showCaller(behind, behind.getFormatter(), jboss)) {
                return true;
            }
        }
        return false;
    }

    private static List<Handler> behind(Handler handler, @Nullable ExtendedRecords jboss) {
        if (handler instanceof RingHandler ours) {
            return ours.wrapped();
        }
        return jboss == null ? List.of() : jboss.behind(handler);
    }
}
