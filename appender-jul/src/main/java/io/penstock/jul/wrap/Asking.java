package io.penstock.jul.wrap;

import java.util.Set;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.MemoryHandler;
import java.util.logging.SocketHandler;
import java.util.logging.StreamHandler;

/**
 * Which handlers are known to ask {@link Handler#isLoggable} before they do anything. The contract of Handler leaves that
 * to each of them, and those that never ask take everything.
 */
final class Asking {

    /** By the class that has the publish method which is called. */
    private static final Set<String> KNOWN = Set.of(
            StreamHandler.class.getName(),
            FileHandler.class.getName(),
            ConsoleHandler.class.getName(),
            SocketHandler.class.getName(),
            MemoryHandler.class.getName(),
            "io.penstock.jul.RingHandler",
            "org.jboss.logmanager.ExtHandler",
            "org.apache.juli.FileHandler",
            "org.apache.juli.AsyncFileHandler");

    private Asking() {}

    static boolean isKnown(Handler handler) {
        Class<?> home = homeOf("publish", handler);
        return KNOWN.contains(home.getName());
    }

    /** Whether the answer is not the JDK's, which is level and filter. */
    static boolean overridesIsLoggable(Handler handler) {
        Class<?> home = homeOf("isLoggable", handler);
        return home.getClassLoader() != null;
    }

    /** The class itself if that cannot be known. */
    private static Class<?> homeOf(String method, Handler handler) {
        Class<?> own = handler.getClass();
        try {
            return own.getMethod(method, LogRecord.class).getDeclaringClass();
        } catch (NoSuchMethodException | LinkageError unknown) {
            return own;
        }
    }
}
