package io.penstock.jul.wrap;

import io.penstock.jul.format.CompiledSimpleFormat;
import io.penstock.jul.format.Formatters;
import io.penstock.jul.format.LinesFormatter;
import io.penstock.jul.format.LinesRecord;
import io.penstock.sink.TimeSource;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.ErrorManager;
import java.util.logging.FileHandler;
import java.util.logging.Filter;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.logging.SocketHandler;
import java.util.logging.StreamHandler;
import org.jspecify.annotations.Nullable;

/**
 * The records of a batch on their way into one handler of the JDK: formatted one by one, written together. Confined to
 * the drain thread, but for {@link #release}.
 *
 * <p>A record that cannot be formatted fails alone. A write that fails is remembered until {@link #endOfBatch}, which
 * fails all records of the batch: it cannot be known which of them were written.
 */
public final class LineBatch {

    /*
     * A StreamHandler encodes, writes and flushes record by record, and the flush is a system call: two thirds of a
     * microsecond for a line of 100 characters, of which a tenth is left when 80 lines go together (decision 011). Its
     * two buffers hold 8192 bytes each, so that more in one piece gains nothing, and a FileHandler looks at its size limit
     * once per piece: it overshoots by no more than this.
     */
    public static final int MOST_CHARS = 8000;

    /**
     * If a formatter takes longer than this, the text of the records before it is written meanwhile, so that it is in the
     * file for a reader, or after a crash. The write takes a small part of that time.
     */
    public static final long LONGEST_MILLIS = 10;

    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLIS);

    /**
     * The classes of handlers that can take many records at once. Subclasses are not among them, because their publish may do
     * anything for each record.
     */
    private static final Set<Class<?>> CARRYING =
            Set.of(FileHandler.class, ConsoleHandler.class, SocketHandler.class, StreamHandler.class);

    private static final boolean FORMATS_LOCKED = formatsLocked();

    private final Handler handler;
    private final Takeover takeover;
    private final ErrorWitness witness;
    private final TimeSource time;
    /**
     * This pass is not the one for single records, because the thread that closes may write a batch while the drain thread
     * stands still in a single record.
     */
    private final HandOver handOver;

    private final LinesRecord lines;
    private final LinesFormatter installed;

    /** What formats the records of the present batch: decided with its first one, as all below. */
    private Formatter formatter;

    private @Nullable CompiledSimpleFormat compiled;
    private boolean mayRunAhead;
    private boolean decided;

    // If a formatter stands still on the drain thread, the thread that closes takes this lock and writes the text of
    // the records before it.
    private final Object lock = new Object();
    /** Guarded by {@link #lock}, as all below. */
    private StringBuilder text = new StringBuilder(MOST_CHARS);
    /** When the first record of {@link #text} was begun. */
    private long begunNanos;

    private @Nullable DeliveryException failure;
    private boolean released;

    LineBatch(Handler handler, Takeover takeover, ErrorWitness witness, TimeSource time) {
        this.handler = handler;
        this.takeover = takeover;
        this.witness = witness;
        this.time = time;
        this.handOver = takeover.newHandOver();
        this.lines = LinesRecord.empty();
        this.installed = LinesFormatter.of(handler);
        this.formatter = installed.own();
        learn(formatter);
    }

    private void learn(Formatter own) {
        formatter = own;
        compiled = own instanceof SimpleFormatter simple ? CompiledSimpleFormat.of(simple) : null;
        mayRunAhead = Formatters.mayRunAhead(own);
    }

    static boolean canCarryTo(Handler handler) {
        return CARRYING.contains(handler.getClass()) && handler.getFormatter() != null;
    }

    /** Whether the first record of a batch was taken, and those after it are as well. */
    boolean isUnderWay() {
        return decided && mayRunAhead;
    }

    /** Whether records may be formatted before those in front of them are written: the same for all of a batch. */
    boolean takes() {
        if (!decided) {
            if (handler.getFormatter() != installed) {
                // Somebody has set another one: it moves behind ours.
                settle();
            }
            if (installed.own() != formatter) {
                learn(installed.own());
            }
            decided = true;
        }
        return mayRunAhead;
    }

    /** Formats the record now, on behalf of the handler; writes it with those around it. */
    void add(LogRecord record) throws DeliveryException {
        long begun = time.nanos();
        String line = format(record);
        synchronized (lock) {
            if (released) {
                throw new DeliveryException("handler " + name() + " was given back while it formatted an event");
            }
            if (text.length() + line.length() > MOST_CHARS) {
                write(true);
            }
            if (text.isEmpty()) {
                begunNanos = begun;
            }
            text.append(line);
            if (time.nanos() - begunNanos > LONGEST_NANOS) {
                settle();
            }
        }
    }

    /** As StreamHandler does it, and reports what fails. */
    private String format(LogRecord record) throws DeliveryException {
        witness.listen();
        Exception problem;
        int code;
        try {
            String line = compiled != null ? compiled.format(record) : formatByFormatter(record);
            if (line != null) {
                witness.check(name());
                return line;
            }
            problem = new NullPointerException("the formatter returned null");
            code = ErrorManager.WRITE_FAILURE;
        } catch (DeliveryException reported) {
            throw reported;
        } catch (Exception thrown) {
            problem = thrown;
            code = ErrorManager.FORMAT_FAILURE;
        }
        handler.getErrorManager().error(null, problem, code);
        witness.check(name());
        // Somebody has set another error manager, so our witness heard nothing; but the exception is caught here.
        throw new DeliveryException("handler " + name() + " could not format an event: " + problem, problem);
    }

    private @Nullable String formatByFormatter(LogRecord record) {
        if (FORMATS_LOCKED) {
            synchronized (handler) {
                return formatter.format(record);
            }
        }
        return formatter.format(record);
    }

    /**
     * Whether this JDK's handlers hold their lock while they format. Formatters that are safe for one thread at a time only
     * live by that, if the handler is also attached to a logger; since JDK-8349206 they must not.
     */
    private static boolean formatsLocked() {
        try {
            return Modifier.isSynchronized(
                    StreamHandler.class.getMethod("publish", LogRecord.class).getModifiers());
        } catch (NoSuchMethodException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Hands over what was formatted. What fails is remembered. */
    void settle() {
        decided = false;
        synchronized (lock) {
            write(true);
        }
    }

    /** As {@link #settle}; throws if that failed, now or before. */
    void endOfBatch() throws DeliveryException {
        decided = false;
        synchronized (lock) {
            write(true);
            DeliveryException failed = failure;
            failure = null;
            if (failed != null) {
                throw failed;
            }
        }
    }

    /** On any thread: writes what is left, and gives the handler its formatter back. */
    void release() {
        synchronized (lock) {
            // No witness is used here: it listens to the drain thread, which may be inside a formatter and never come
            // back.
            write(false);
            released = true;
        }
        takeover.drop(handOver);
        installed.release(handler);
    }

    private void write(boolean witnessed) {
        // The handler's lock keeps formatter and filter as they are meanwhile, since its setters take the same lock.
        synchronized (handler) {
            Formatter present = handler.getFormatter();
            boolean replaced = present != installed && !released;
            if (replaced) {
                handler.setFormatter(installed);
            }
            if (!text.isEmpty()) {
                lines.load(text.toString());
                empty();
                publishPast(handler.getFilter(), witnessed);
            }
            if (replaced) {
                installed.become(present);
            }
        }
    }

    private void empty() {
        if (text.length() > 2 * MOST_CHARS) {
            text = new StringBuilder(MOST_CHARS);
        }
        text.setLength(0);
    }

    /** Publishes past a filter that was set after these records were formatted: it is for the records after them. */
    private void publishPast(@Nullable Filter present, boolean witnessed) {
        if (present == takeover) {
            publish(witnessed);
            return;
        }
        handler.setFilter(takeover);
        publish(witnessed);
        handler.setFilter(present);
    }

    private void publish(boolean witnessed) {
        try {
            if (witnessed) {
                witness.listen();
            }
            takeover.publish(lines, handOver);
            if (witnessed) {
                witness.check(name());
            }
            if (!lines.wasTaken()) {
                failure = new DeliveryException("handler " + name() + " refused a batch of events: it was closed");
            }
        } catch (DeliveryException reported) {
            failure = reported;
        } catch (Throwable thrown) {
            failure = new DeliveryException("handler " + name() + " threw " + thrown, thrown);
        }
        lines.load("");
    }

    private String name() {
        return handler.getClass().getName();
    }
}
