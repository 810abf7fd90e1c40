package io.penstock.jul;

import io.penstock.AsyncConfig;
import io.penstock.SenderStats;
import io.penstock.context.ContextCarriers;
import io.penstock.host.SendingRing;
import io.penstock.jul.capture.CallerSwitch;
import io.penstock.jul.capture.CarriedContext;
import io.penstock.jul.capture.ExtendedRecords;
import io.penstock.jul.capture.RecordIntake;
import io.penstock.jul.capture.RecordSlot;
import io.penstock.jul.format.CallerNeed;
import io.penstock.jul.format.LoggedRecords;
import io.penstock.jul.format.ThreadNeed;
import io.penstock.jul.settings.CallerMode;
import io.penstock.jul.settings.SenderSettings;
import io.penstock.jul.settings.Settings;
import io.penstock.ring.AsyncRing;
import io.penstock.sink.Announcer;
import io.penstock.stats.FigureRegistration;
import io.penstock.stats.FigureSource;
import io.penstock.words.DurationWords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * A correctly configured sender: its ring, its connection, and what is done to both between start and close. Safe for
 * any thread.
 */
final class SenderOutput implements RingOutput {

    private final String name;
    private final Announcer announcer;
    private final CallerMode inferCaller;
    private final FigureSource settingFigures;
    private final @Nullable ExtendedRecords jboss;
    private final CarriedContext context;
    private final LoggedRecords records;
    private final SendingRing<RecordSlot> sender;
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
     * @param lossLogger the logger by whose name losses are told
     */
    SenderOutput(
            String name,
            Settings settings,
            SenderSettings senderSettings,
            @Nullable Formatter formatter,
            String lossLogger,
            Announcer announcer) {
        this.name = name;
        this.announcer = announcer;
        this.inferCaller = settings.inferCaller;
        this.settingFigures = settings.figures();
        this.jboss = ExtendedRecords.ifPresent();
        this.context = new CarriedContext(settings.carryContext, jboss, announcer);
        this.records = new LoggedRecords(jboss, formatter, lossLogger, this::registerBooks);
        AsyncConfig config = settings.config();
        this.sender = new SendingRing<>(
                config,
                ThreadNames.all().take(name, this),
                RecordSlot::new,
                senderSettings.tcp(),
                senderSettings.protocol().open(),
                senderSettings.protocol().records(records, null),
                senderSettings.tls(announcer),
                announcer);
        this.ring = sender.ring();
        this.intake = new RecordIntake(
                ring,
                new SentRecords(),
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
            List<FigureSource> sources = new ArrayList<>(sender.figures());
            sources.add(settingFigures);
            QuietJmx.run(() -> ring.whenForgotten(registration.register("TcpHandler", name, sources, announcer::warn)));
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
            sender.tell("flush() gave up", longest, ring.books().pending());
        }
    }

    @Override
    public boolean setFormatter(Formatter formatter) {
        boolean showsCaller = infers(formatter);
        boolean set = false;
        ContextCarriers carriers = context.carriers(ThreadNeed.strangers(formatter, jboss));
        callerSwitch.begin(showsCaller, carriers);
        try {
            set = ring.execute(() -> records.formatter(formatter));
        } finally {
            callerSwitch.end(showsCaller, carriers, set);
        }
        if (!set) {
            announcer.warn(
                    "setFormatter had no effect: the ring was full for maxBlock="
                            + DurationWords.of(ring.config().maxBlock()) + "; call it again, or raise maxBlock",
                    null);
        }
        return set;
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
        sender.tellLeft("closed", longest, left);
        if (registering) {
            QuietJmx.run(registration::unregister);
        }
        ThreadNames.all().giveBack(name, this);
    }
}
