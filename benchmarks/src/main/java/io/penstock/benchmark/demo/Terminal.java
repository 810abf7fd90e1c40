package io.penstock.benchmark.demo;

import java.io.Console;

/** Whether somebody watches the output. */
final class Terminal {

    private Terminal() {}

    /** Since JDK 22 there is a console also where the output goes into a file, and a method that tells, which Java 17 does not have. */
    @SuppressWarnings("SystemConsoleNull") // before JDK 22 it is null, and afterwards it is asked
    static boolean isWatched() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException before22) {
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
