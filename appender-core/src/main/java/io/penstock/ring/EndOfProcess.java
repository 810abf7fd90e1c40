package io.penstock.ring;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one shutdown hook of all rings that this class loader has made. Safe for any thread.
 *
 * <p>It is installed with the first ring that takes an event, and removed with the last one that has ended. It stops nothing:
 * other hooks may still log, and hosts have hooks of their own that stop their appenders. It tells every ring that the end
 * has begun, whose callers wait for their own events from then on, and itself waits for all that was accepted before.
 *
 * <pre>
 *  JVM begins to end        our hook runs                          begin + drainTimeout
 *  ─────────┬───────────────────┬──────────────────────────────────────────┬──────────▶
 *           │ the hook waits    │ each caller waits for its own event      │ nobody waits; what is
 *           │ for these events  │                                          │ left is counted and said
 * </pre>
 */
final class EndOfProcess {

    /*
     * Why nothing falls between the hook and the callers. A caller claims its slot by a compare-and-set and reads the ring's
     * phase after it; the hook writes the phase and reads the cursor after it. So either the caller sees that the end has
     * begun and waits, or the hook sees the claim and waits for it (Dekker). And the JVM lives as long as any hook runs:
     * ours, or that of the caller that waits.
     */

    static final EndOfProcess OF_THIS_JVM = new EndOfProcess(new RuntimeHooks(), new StandardError()::say);

    /** How long all waits beyond the deadline may take together. In this time sinks that hang are interrupted and let go of. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    /**
     * If something is undelivered at the deadline, the hook waits this long for what others still log before it says how many
     * events are lost, so that the number is final. It is a little longer than the grace, in which one appender after the
     * other is stopped.
     */
    private static final long LISTENING_NANOS = TimeUnit.MILLISECONDS.toNanos(450);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Hooks hooks;
    private final Set<Place> places = new LinkedHashSet<>();
    private @Nullable Thread hook;
    private volatile boolean begun;
    private volatile long beganNanos;
    private volatile boolean tells;
    private final AtomicLong graceLeft = new AtomicLong(GRACE_NANOS);
    private final Consumer<String> lastWords;

    /** @param lastWords where to say what is lost */
    EndOfProcess(Hooks hooks, Consumer<String> lastWords) {
        this.hooks = hooks;
        this.lastWords = lastWords;
    }

    /** A ring's place in the list, from its first event to its end. The ring may be forgotten meanwhile. */
    static final class Place extends WeakReference<AsyncRing<?>> {

        private final EndOfProcess end;
        /** A strong reference that is set once the end has begun, so that no ring becomes garbage from then on. */
        @SuppressWarnings("UnusedVariable") // it is here to be kept alive
        private @Nullable AsyncRing<?> held;

        private Place(EndOfProcess end, AsyncRing<?> ring) {
            super(ring);
            this.end = end;
        }

        /** The ring has ended, or it was forgotten. Idempotent. */
        void leave() {
            end.leave(this);
        }
    }

    /** Before its first event is accepted; the ring must ask {@link #hasBegun} after it has said that it runs. */
    synchronized Place enter(AsyncRing<?> ring) {
        Place place = new Place(this, ring);
        if (!begun && hook == null) {
            install();
        }
        if (begun) {
            place.held = ring;
        }
        places.add(place);
        return place;
    }

    private void install() {
        // Without inherited thread-locals, and with our own class loader: the hook must pin nothing of the caller's.
        Thread thread = new Thread(null, this::end, "penstock-shutdown", 0, false);
        thread.setContextClassLoader(EndOfProcess.class.getClassLoader());
        try {
            hooks.add(thread);
            hook = thread;
        } catch (IllegalStateException shuttingDown) {
            // The JVM ends already: this first event of all comes from another shutdown hook, which waits for it.
            begin();
        }
    }

    private synchronized void leave(Place place) {
        if (begun) {
            // The ring stays in the list, because what it has left undelivered is still to be said.
            return;
        }
        places.remove(place);
        Thread installed = hook;
        if (places.isEmpty() && installed != null) {
            hook = null;
            try {
                hooks.remove(installed);
            } catch (IllegalStateException shuttingDown) {
                // The JVM has begun to end: the hook runs or is about to.
            }
        }
    }

    private synchronized void begin() {
        if (!begun) {
            beganNanos = System.nanoTime();
            tells = true;
            begun = true;
        }
    }

    private synchronized List<AsyncRing<?>> rings() {
        List<AsyncRing<?>> rings = new ArrayList<>();
        for (Place place : places) {
            AsyncRing<?> ring = place.get();
            if (ring != null) {
                place.held = ring;
                rings.add(ring);
            }
        }
        return rings;
    }

    /** What the hook does. */
    void end() {
        begin();
        List<AsyncRing<?>> atFirst = rings();
        atFirst.forEach(AsyncRing::beginToEnd);
        atFirst.forEach(AsyncRing::awaitEnd);
        listen();
        tells = false;
        tell(rings());
    }

    /**
     * Waits for what is logged just after the deadline: other threads that waited for the same deadline may then log
     * thousands of lines.
     */
    private void listen() {
        long start = System.nanoTime();
        while (System.nanoTime() - start < LISTENING_NANOS
                && rings().stream().anyMatch(ring -> ring.lastWords() != null)) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private void tell(List<AsyncRing<?>> rings) {
        StringBuilder text = new StringBuilder();
        for (AsyncRing<?> ring : rings) {
            String words = ring.lastWords();
            if (words != null) {
                text.append(text.isEmpty() ? "" : System.lineSeparator()).append(words);
            }
        }
        if (!text.isEmpty()) {
            lastWords.accept(text.toString());
        }
    }

    /** One more event of this ring is undelivered after its time was up. It is said here unless the hook will say it. */
    void expired(AsyncRing<?> ring, long howMany) {
        // The 1st, 2nd, 4th, 8th and so on are said, because nobody knows which one is the last.
        if (!tells && Long.bitCount(howMany) == 1) {
            tell(List.of(ring));
        }
    }

    boolean hasBegun() {
        return begun;
    }

    /** What is left of {@code drainTimeout}, measured from the one beginning; less than 0 after it. For ever before it. */
    long left(long drainTimeoutNanos) {
        return begun ? drainTimeoutNanos - (System.nanoTime() - beganNanos) : Long.MAX_VALUE;
    }

    /** How long a wait of at most {@code wanted} may take that is allowed to go a little beyond the deadline. */
    long withGrace(long wanted, long drainTimeoutNanos) {
        return Math.min(wanted, Math.max(left(drainTimeoutNanos), 0) + graceLeft.get());
    }

    /** Tells how long such a wait took, which began at this time. */
    void spent(long startNanos, long drainTimeoutNanos) {
        long beyond = Math.min(-left(drainTimeoutNanos), System.nanoTime() - startNanos);
        if (begun && beyond > 0) {
            graceLeft.accumulateAndGet(beyond, (left, spent) -> Math.max(left - spent, 0));
        }
    }

    /** Where hooks are added; throws {@link IllegalStateException} once the JVM has begun to end. */
    interface Hooks {
        void add(Thread hook);

        void remove(Thread hook);
    }

    private static final class RuntimeHooks implements Hooks {
        @Override
        public void add(Thread hook) {
            Runtime.getRuntime().addShutdownHook(hook);
        }

        @Override
        public void remove(Thread hook) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
