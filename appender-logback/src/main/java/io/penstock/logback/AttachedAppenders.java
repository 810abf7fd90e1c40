package io.penstock.logback;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.helpers.NOPAppender;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import ch.qos.logback.core.util.COWArrayList;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A logger's own appenders, as Logback sees them when it hands out an event: without allocation. Safe for any thread.
 *
 * <p>The public way to ask is an iterator, made anew for each question. It comes out of the same place in Logback as the
 * constant that loggers without appenders answer, and where the two meet, the JIT compiler may or may not see that the
 * iterator could be done without: 24 bytes per call, in more than half of the starts of a JVM.
 *
 * <p>So the array is read that {@link Logger#callAppenders} itself goes through. It lies in private fields, which may be
 * elsewhere in a Logback to come, and which a named module does not open: then it is the iterator after all.
 */
final class AttachedAppenders {

    // Constants, so that the compiler sees plain reads of fields.
    private static final @Nullable MethodHandle HOLDER =
            getter(Logger.class, "aai", MethodType.methodType(AppenderAttachableImpl.class, Logger.class));
    private static final @Nullable MethodHandle LIST = getter(
            AppenderAttachableImpl.class,
            "appenderList",
            MethodType.methodType(COWArrayList.class, AppenderAttachableImpl.class));

    /** The answer for a logger that has two appenders or more. */
    static final Appender<ILoggingEvent> SEVERAL = new NOPAppender<>();

    /** The iterator of a logger that never had an appender. */
    private static final Iterator<?> NONE = Collections.emptyIterator();

    private static final boolean READABLE = HOLDER != null && LIST != null && tellsTheTruth();

    private AttachedAppenders() {}

    /** The logger's only appender, {@link #SEVERAL}, or null if it has none. */
    static @Nullable Appender<?> of(Logger logger) {
        return READABLE ? read(logger) : ask(logger);
    }

    /** Whether {@link #of} does without an iterator. */
    static boolean areReadable() {
        return READABLE;
    }

    @SuppressWarnings("NullAway") // only if READABLE, and then both fields are there
    private static @Nullable Appender<?> read(Logger logger) {
        try {
            AppenderAttachableImpl<?> holder = (AppenderAttachableImpl<?>) HOLDER.invokeExact(logger);
            if (holder == null) {
                return null;
            }
            Object[] appenders = ((COWArrayList<?>) LIST.invokeExact(holder)).asTypedArray();
            return appenders.length == 1 ? (Appender<?>) appenders[0] : appenders.length == 0 ? null : SEVERAL;
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static @Nullable Appender<?> ask(Logger logger) {
        Iterator<Appender<ILoggingEvent>> appenders = logger.iteratorForAppenders();
        // Compared first: that way the compiler can often do without allocating the other loggers' iterators.
        if (appenders == NONE || !appenders.hasNext()) {
            return null;
        }
        Appender<?> first = appenders.next();
        return appenders.hasNext() ? SEVERAL : first;
    }

    private static @Nullable MethodHandle getter(Class<?> type, String name, MethodType exact) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            MethodHandle getter = MethodHandles.lookup().unreflectGetter(field);
            return getter.type().equals(exact) ? getter : null;
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
            Logger logger = new LoggerContext().getLogger(AttachedAppenders.class);
            Appender<ILoggingEvent> first = new NOPAppender<>();
            Appender<ILoggingEvent> second = new NOPAppender<>();
            boolean truth = read(logger) == null;
            logger.addAppender(first);
            truth &= read(logger) == first;
            logger.addAppender(second);
            truth &= read(logger) == SEVERAL;
            logger.detachAppender(first);
            truth &= read(logger) == second;
            logger.detachAndStopAllAppenders();
            return truth && read(logger) == null;
        } catch (Throwable changed) {
            return false;
        }
    }
}
