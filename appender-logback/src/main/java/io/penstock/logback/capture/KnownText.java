package io.penstock.logback.capture;

import ch.qos.logback.classic.spi.LoggingEvent;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * The text that an event of Logback's holds already, without asking it to make one. Safe for any thread.
 *
 * <p>Whoever asks an event for its text first settles it: a filter or an appender before us, which may have seen other
 * arguments, or somebody who put a finished text there. A synchronous appender prints that text and no other. The
 * public getter cannot tell, since it makes the text when there is none, and that is what an ordinary event is to be
 * spared. So the field is read, which may be elsewhere in a Logback to come and which a named module does not open: then
 * message and arguments speak, as they do for nearly every event.
 */
final class KnownText {

    // A constant, so that the compiler sees a plain read of a field.
    private static final @Nullable MethodHandle FIELD = field();

    private static final boolean READABLE = FIELD != null && tellsTheTruth();

    private KnownText() {}

    /** Null: nobody has asked for it, or it cannot be known. */
    static @Nullable String of(LoggingEvent event) {
        return READABLE ? read(event) : null;
    }

    @SuppressWarnings("NullAway") // only if the field is there
    private static @Nullable String read(LoggingEvent event) {
        try {
            return (String) FIELD.invokeExact(event);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static @Nullable MethodHandle field() {
        try {
            Field field = LoggingEvent.class.getDeclaredField("formattedMessage");
            field.setAccessible(true);
            MethodHandle getter = MethodHandles.lookup().unreflectGetter(field);
            return getter.type().equals(MethodType.methodType(String.class, LoggingEvent.class)) ? getter : null;
        } catch (Throwable changedOrClosed) {
            return null;
        }
    }

    /**
     * Whether the fields show what the public method shows: in another version a field may still be there and not be used any
     * more.
     */
    private static boolean tellsTheTruth() {
        try {
            LoggingEvent event = new LoggingEvent();
            event.setMessage("{}");
            event.setArgumentArray(new Object[] {1});
            boolean untouched = read(event) == null;
            return untouched && event.getFormattedMessage() == read(event);
        } catch (Throwable changed) {
            return false;
        }
    }
}
