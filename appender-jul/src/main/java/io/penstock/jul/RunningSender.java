package io.penstock.jul;

import io.penstock.AsyncConfig;
import io.penstock.SenderStats;
import io.penstock.context.ContextCarriers;
import io.penstock.jul.capture.Asked;
import io.penstock.jul.capture.CallerSwitch;
import io.penstock.jul.capture.CarriedContext;
import io.penstock.jul.capture.ExtendedRecords;
import io.penstock.jul.capture.Recipients;
import io.penstock.jul.capture.RecordIntake;
import io.penstock.jul.capture.RecordSlot;
import io.penstock.jul.format.CallerNeed;
import io.penstock.jul.format.LoggedRecords;
import io.penstock.jul.format.ThreadNeed;
import io.penstock.jul.settings.CallerMode;
import io.penstock.jul.settings.SenderSettings;
import io.penstock.jul.settings.Settings;
import io.penstock.ring.AsyncRing;
import io.penstock.ring.RingTally;
import io.penstock.sink.Announcer;
import io.penstock.sink.TimeSource;
import io.penstock.stats.FigureRegistration;
import io.penstock.stats.FigureSource;
import io.penstock.tcp.TcpSink;
import io.penstock.wire.WireProtocol;
import io.penstock.words.DurationWords;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * A correctly configured sender: its ring, its connection, and what is done to both between start and close. Safe for
 * any thread.
 */
final class RunningSender implements Recipients, RunningRing {

    private static final long THE_ONE = 1;

    private final String name;
    private final Announcer announcer;
    private final boolean acknowledges;
    private final CallerMode inferCaller;
    private final FigureSource settingFigures;
    private final @Nullable ExtendedRecords jboss;
    private final CarriedContext context;
    private final LoggedRecords records;
    private final TcpSink<RecordSlot> sender;
    private final AsyncRing<RecordSlot> ring;
    private final RecordIntake intake;
    private final CallerSwitch callerSwitch;
    private final FigureRegistration registration = new FigureRegistration();

    private volatile boolean stopping;
    /** Whether there may be something to remove from JMX. */
    private volatile boolean registering;

    private boolean closed;

    /**
     * @param formatter null only for a protocol with more than a text: the message
     */
    RunningSender(
            String name,
            Settings settings,
            SenderSettings senderSettings,
            @Nullable Formatter formatter,
            Announcer announcer) {
        this.name = name;
        this.announcer = announcer;
        this.inferCaller = settings.inferCaller;
        this.settingFigures = settings.figures();
        this.jboss = ExtendedRecords.ifPresent();
        this.context = new CarriedContext(settings.carryContext, jboss, announcer);
        this.records = new LoggedRecords(jboss, formatter, TcpHandler.class.getName(), this::registerBooks);
        WireProtocol wire = senderSettings.protocol().open();
        this.acknowledges = wire.acknowledges() != WireProtocol.Unit.NONE;
        RingTally tally = new RingTally();
        AsyncConfig config = settings.config();
        this.sender = new TcpSink<>(
                senderSettings.tcp(),
                wire,
                senderSettings.protocol().records(records, null),
                senderSettings.tls(announcer),
                tally,
                announcer,
                TimeSource.system());
        this.ring = new AsyncRing<>(
                config,
                ThreadNames.all().take(name, this),
                RecordSlot::new,
                sender,
                sender.traits(),
                tally,
                announcer,
                TimeSource.system());
        sender.countDrops(() -> ring.books().dropped());
        this.intake = new RecordIntake(
                ring,
                this,
                settings.freezer(config, formatter == null ? List.of() : List.of(formatter)),
                jboss,
                infers(formatter),
                announcer);
        intake.need(infers(formatter), context.carriers(ThreadNeed.strangers(formatter, jboss)));
        this.callerSwitch = new CallerSwitch(intake);
    }

    private boolean infers(@Nullable Formatter formatter) {
        return switch (inferCaller) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> formatter != null && CallerNeed.of(formatter, jboss);
        };
    }

    @Override
    public long accepting(LogRecord record) {
        return THE_ONE;
    }

    @Override
    public boolean mayChangeRecords() {
        return false;
    }

    @Override
    public Asked ask(LogRecord record, UnaryOperator<LogRecord> snapshots) {
        Asked asked = new Asked();
        asked.add(null, THE_ONE);
        return asked;
    }

    @Override
    public AsyncRing<RecordSlot> ring() {
        return ring;
    }

    @Override
    public RecordIntake intake() {
        return intake;
    }

    SenderStats stats() {
        return sender.stats();
    }

    /** With the first event and on the drain thread: start may hold the LogManager's lock, and JMX itself logs. */
    private void registerBooks() {
        if (!stopping) {
            registering = true;
            QuietJmx.run(() -> ring.whenForgotten(registration.register(
                    "TcpHandler", name, List.of(ring.figures(), sender.figures(), settingFigures), announcer::warn)));
            if (stopping) {
                QuietJmx.run(registration::unregister);
            }
        }
    }

    @Override
    public void flush() {
        Duration longest = ring.config().drainTimeout();
        long start = System.nanoTime();
        if (!ring.flush(longest) && System.nanoTime() - start >= longest.toNanos()) {
            announcer.warn("flush() gave up after drainTimeout=" + DurationWords.of(longest) + " with " + left(), null);
        }
    }

    private String left() {
        return ring.books().pending() + " events not sent"
                + (acknowledges ? " and " + sender.stats().unconfirmed() + " sent but not acknowledged" : "")
                + "; raise drainTimeout, or see why the destination does not take them";
    }

    @Override
    public void setFormatter(Formatter formatter) {
        boolean showsCaller = infers(formatter);
        ContextCarriers carriers = context.carriers(ThreadNeed.strangers(formatter, jboss));
        callerSwitch.begin(showsCaller, carriers);
        boolean set = false;
        try {
            ring.execute(() -> records.formatter(formatter));
            set = true;
        } finally {
            callerSwitch.end(showsCaller, carriers, set);
        }
    }

    /** Takes no more events, sends those accepted, and ends the connection in good order. */
    void close() {
        stopping = true;
        Duration longest = ring.config().drainTimeout();
        long left = ring.stop(longest);
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (!ring.goesOn() && (left > 0 || (acknowledges && sender.stats().unconfirmed() > 0))) {
            ring.tell(() ->
                    announcer.warn("closed after drainTimeout=" + DurationWords.of(longest) + " with " + left(), null));
        }
        if (registering) {
            QuietJmx.run(registration::unregister);
        }
        ThreadNames.all().giveBack(name, this);
    }
}
