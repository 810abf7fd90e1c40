package io.penstock.sink;

/**
 * Fixed facts of a sink. Immutable; safe for any thread.
 *
 * @param name what fails when the sink fails: the first words of a sentence
 * @param acknowledges whether somebody confirms what was sent: what is not confirmed yet may still be lost
 * @param sleeper how the drain thread naps; it must not refer to the sink, which would never be garbage then
 * @param echoes tells what the sink passes on from what is logged while it works
 */
public record SinkTraits(String name, boolean acknowledges, Sleeper sleeper, Echoes echoes) {

    /** Of a sink that waits for nothing but events, and passes none on to other appenders or handlers. */
    public static SinkTraits of(String name) {
        return of(name, Echoes.NONE);
    }

    /** Of a sink that waits for nothing but events. */
    public static SinkTraits of(String name, Echoes echoes) {
        return new SinkTraits(name, false, Sleeper.PARKED, echoes);
    }
}
