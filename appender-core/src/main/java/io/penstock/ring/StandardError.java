package io.penstock.ring;

/**
 * Says something on stderr when the process ends and no host's status channel is read any more. Safe for any thread.
 *
 * <p>Whoever else writes there may hang in it and hold its lock, for instance a console appender whose pipe nobody reads: so it
 * is said on a thread of its own, and waited for only a moment.
 */
final class StandardError {

    private static final long PATIENCE_MILLIS = 150;

    private volatile boolean hangs;

    void say(String text) {
        if (hangs) {
            return;
        }
        try {
            Thread speaker = new Thread(null, () -> System.err.println(text), "penstock-last-words", 0, false);
            speaker.setDaemon(true);
            speaker.setContextClassLoader(StandardError.class.getClassLoader());
            speaker.start();
            speaker.join(PATIENCE_MILLIS);
            hangs = speaker.isAlive();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (Throwable noThread) {
            // There is nobody left to tell.
        }
    }
}
