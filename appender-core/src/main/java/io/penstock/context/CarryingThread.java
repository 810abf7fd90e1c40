package io.penstock.context;

import org.jspecify.annotations.Nullable;

/** A thread that can answer to the id of another one for a while. Not safe for concurrent use, but for being asked. */
public class CarryingThread extends Thread {

    private static final long NOBODY = -1;

    private volatile long shownId = NOBODY;

    /** @param task null: {@link #run} is overridden */
    public CarryingThread(@Nullable Runnable task, String name) {
        super(null, task, name, 0, false);
    }

    /**
     * On this thread, while it delivers an event: the id of the thread that logged it. There are formatters that name the
     * present thread only if its id is the record's. The JVM itself, locks included, does not ask by this method.
     */
    @Override
    public long getId() {
        long shown = shownId;
        return shown == NOBODY ? super.getId() : shown;
    }

    /** The id by which the JVM knows a thread, whatever it answers to. */
    @SuppressWarnings("deprecation") // threadId() is not there in Java 17
    public static long idOf(Thread thread) {
        return thread instanceof CarryingThread carrying ? carrying.ownId() : thread.getId();
    }

    @SuppressWarnings("deprecation") // as above
    private long ownId() {
        return super.getId();
    }

    void show(long id) {
        shownId = id;
    }

    void showItself() {
        shownId = NOBODY;
    }
}
