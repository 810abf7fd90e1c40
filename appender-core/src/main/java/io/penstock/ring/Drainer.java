package io.penstock.ring;

import io.penstock.context.CarryingThread;
import io.penstock.sink.Echoes;
import org.jspecify.annotations.Nullable;

/**
 * A drain thread, which knows how far from the application the events are that it is delivering: 0 are the application's
 * own. An event that a drain thread logs meanwhile is one generation younger, and one of the second generation is an echo.
 * Confined to itself.
 *
 * <p>An event that is merely passed on to another ring stays what it was, but each such step counts a little, too: in a
 * circle of proxies an event would otherwise never come to rest.
 *
 * <p>A class of its own, so that whoever claims a slot can see by one comparison whether a drain thread does, be it that
 * of the same ring or of another: two sinks that log into each other's rings make echoes, too.
 */
class Drainer extends CarryingThread {

    private static final int PASSED_ON = 1;

    /**
     * The step in the generation for an event that the drain thread logs itself. It is larger than the number of proxies that
     * anybody has one behind the other, each of which adds one.
     */
    private static final int LOGGED = 16;

    /**
     * From this generation on an event is an echo: what a sink says about an application's event is kept, and what it says
     * about that is not.
     */
    private static final int ECHO = 2 * LOGGED;

    /** The sink's that this thread drives; null as long as it drives none. */
    private @Nullable Echoes echoes;

    private int generation;
    /**
     * The lowest generation of all events since the last batch. What the sink does for the whole batch counts as done for
     * that event.
     */
    private int generationOfBatch;

    private boolean batchBegun;

    /** @param work null: {@link #run} is overridden */
    Drainer(@Nullable Runnable work, String name) {
        super(work, name);
    }

    /** The present thread, which is about to drive a sink with these echoes. For any other thread than a drainer it is one that never runs. */
    static Drainer driving(Echoes echoes) {
        Drainer drainer = Thread.currentThread() instanceof Drainer present ? present : new Drainer(() -> {}, "none");
        drainer.echoes = echoes;
        return drainer;
    }

    /**
     * There is nothing to do for long. Until {@link #driving} is called again this thread does not refer to the sink, so that
     * it does not keep it alive.
     */
    void rests() {
        echoes = null;
    }

    /** What the sink does from now on it does for an event of this generation. */
    void begins(int generation) {
        this.generation = generation;
        generationOfBatch = batchBegun ? Math.min(generationOfBatch, generation) : generation;
        batchBegun = true;
    }

    /** What the sink does now, it does for the events it took last: writing, flushing, sending. */
    void ends() {
        generation = generationOfBatch;
    }

    void endsBatch() {
        batchBegun = false;
    }

    /**
     * The generation of an event that this thread hands to an appender or handler of ours.
     *
     * @param ownRing whether that is the one which this thread drains: it has taken the event that is being delivered before,
     *     and a synchronous appender takes none while it takes one
     */
    int generationOf(@Nullable Object event, boolean ownRing) {
        Echoes present = echoes;
        if (event == null || present == null || present.isNew(event)) {
            return generation + LOGGED;
        }
        if (!ownRing) {
            return generation + PASSED_ON;
        }
        return present.isBeingDelivered(event) ? ECHO : generation + LOGGED;
    }

    static boolean isEcho(int generation) {
        return generation >= ECHO;
    }
}
