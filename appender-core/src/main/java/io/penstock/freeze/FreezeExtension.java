package io.penstock.freeze;

/**
 * Freezes types the core cannot know, such as the structured arguments of an encoder library. Must be safe for any
 * thread: it is called on the threads that log.
 */
public interface FreezeExtension {

    /**
     * Whether this extension freezes instances of exactly {@code type}. Asked once per class; the answer is cached. An
     * extension that throws here is taken not to freeze the type.
     */
    boolean freezes(Class<?> type);

    /**
     * A copy that can no longer change, or {@code value} itself when it already cannot. An extension that throws leaves a
     * marker in the place of the value.
     *
     * @param value an instance of a class for which {@link #freezes} said yes
     * @param freezer freezes the parts of {@code value} within the bounds of the call under way; valid on this thread,
     *     until this method returns
     */
    Object freeze(Object value, Freezer freezer);
}
