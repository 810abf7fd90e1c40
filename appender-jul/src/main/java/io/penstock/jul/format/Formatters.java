package io.penstock.jul.format;

import java.util.logging.Formatter;
import java.util.logging.Handler;

/**
 * Which formatters cannot tell that their lines were made some time before they are written: a handler writes head and
 * tail when it changes its file, and a formatter that keeps something between those and its lines, a JSON array's comma
 * for instance, would find them in another order. Safe for any thread.
 */
public final class Formatters {

    private Formatters() {}

    /** Whether head and tail are the JDK's: then no code of anybody else's hears of them. */
    public static boolean mayRunAhead(Formatter formatter) {
        return isOfTheJdk("getHead", formatter) && isOfTheJdk("getTail", formatter);
    }

    private static boolean isOfTheJdk(String method, Formatter formatter) {
        try {
            return formatter
                            .getClass()
                            .getMethod(method, Handler.class)
                            .getDeclaringClass()
                            .getClassLoader()
                    == null;
        } catch (NoSuchMethodException | LinkageError unknown) {
            return false;
        }
    }
}
