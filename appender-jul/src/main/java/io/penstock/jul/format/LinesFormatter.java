package io.penstock.jul.format;

import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Stands in the place of a wrapped handler's formatter: lets the text of a {@link LinesRecord} through as it is, and asks the
 * handler's own formatter about all else. Safe for any thread, as far as that one is.
 *
 * <p>Proxies of the same handler share one; the last of them to let go gives the handler its own formatter back.
 */
public final class LinesFormatter extends Formatter {

    private volatile Formatter own;
    /** Guarded by the handler. */
    private int users;

    private LinesFormatter(Formatter own) {
        this.own = own;
    }

    /**
     * Puts one in the place of the handler's formatter, or returns the one that another proxy of the same handler has put
     * there.
     */
    public static LinesFormatter of(Handler handler) {
        synchronized (handler) {
            Formatter present = handler.getFormatter();
            LinesFormatter formatter;
            if (present instanceof LinesFormatter existing) {
                formatter = existing;
            } else {
                formatter = new LinesFormatter(present);
                handler.setFormatter(formatter);
            }
            formatter.users++;
            return formatter;
        }
    }

    /** Code that asks a wrapped handler for its formatter wants the handler's own, which this returns. */
    public static @Nullable Formatter unwrapped(@Nullable Formatter formatter) {
        return formatter instanceof LinesFormatter ours ? ours.own : formatter;
    }

    /** Gives the own formatter back, once the last proxy lets go. What somebody else has set in the meantime stays. */
    public void release(Handler handler) {
        synchronized (handler) {
            if (--users == 0 && handler.getFormatter() == this) {
                handler.setFormatter(own);
            }
        }
    }

    public Formatter own() {
        return own;
    }

    /** Somebody has set {@code formatter} at the handler: for this from now on. */
    public void become(Formatter formatter) {
        // The own formatter is never a CarrierFormatter: if two handlers were given each other's formatter, these
        // would ask each other without end.
        own = formatter instanceof LinesFormatter other ? other.own : formatter;
    }

    @Override
    public String format(LogRecord record) {
        return record instanceof LinesRecord lines ? lines.takeText() : own.format(record);
    }

    @Override
    public String formatMessage(LogRecord record) {
        return own.formatMessage(record);
    }

    @Override
    public String getHead(Handler handler) {
        return own.getHead(handler);
    }

    @Override
    public String getTail(Handler handler) {
        return own.getTail(handler);
    }
}
