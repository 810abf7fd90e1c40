package io.penstock.collector.cli;

import java.io.Console;

/** Whether a person reads what we print. */
final class Terminal {

    private Terminal() {}

    @SuppressWarnings("SystemConsoleNull") // before JDK 22 it is null, and afterwards it is asked
    static boolean isThere() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since Java 22 there is a console without a terminal, too, and a method that tells.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException before) {
            return true;
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }
}
