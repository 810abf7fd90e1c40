package io.penstock.ring;

import io.penstock.context.CarryingThread;
import org.jspecify.annotations.Nullable;

/**
 * A drain thread, which knows the generation of the events it is delivering: 0 for those of the application, 1 for those
 * that a drain thread logged meanwhile. What would be the next generation is an echo. Confined to itself.
 *
 * <p>A class of its own, so that whoever claims a slot can see by one comparison whether a drain thread does, be it that
 * of the same ring or of another: two sinks that log into each other's rings make echoes, too.
 */
class Drainer extends CarryingThread {

    /** What a sink says of the application's events is worth keeping; what it says of that is not. */
    private static final int LAST_GENERATION = 1;

    private @Nullable Sink<?> sink;

    private int generation;
    /** Of all events since the last batch: what is done for a batch is done for the youngest ancestor among them. */
    private int generationOfBatch;

    private boolean batchBegun;

    /** @param work null: {@link #run} is overridden */
    Drainer(@Nullable Runnable work, String name) {
        super(work, name);
    }

    /** The present thread, which is about to drive a sink. For any other thread than a drainer it is one that never runs. */
    static Drainer driving(Sink<?> sink) {
        Drainer drainer = Thread.currentThread() instanceof Drainer present ? present : new Drainer(() -> {}, "none");
        drainer.sink = sink;
        return drainer;
    }

    /** For long there is nothing to do: until {@link #driving} is called again, it must not keep the sink alive. */
    void rests() {
        sink = null;
    }

    /** The next thing the sink does is for an event of this generation. */
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

    /** The generation of an event that this thread hands to an appender or handler of ours. */
    int generationOf(@Nullable Object event) {
        boolean passedOn = event != null && sink != null && !sink.isNew(event);
        return passedOn ? generation : generation + 1;
    }

    static boolean isEcho(int generation) {
        return generation > LAST_GENERATION;
    }
}
