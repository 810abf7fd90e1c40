package io.penstock.benchmark.demo;

import java.nio.file.Path;

/** A way of logging that is set side by side with the others of its host. */
interface Way {

    String title();

    /** The name of the directory for its files. */
    String directory();

    /** Whether it counts what becomes of the events: then its books must balance, and no line may be missing. */
    boolean keepsBooks();

    /** Starts to log into files below {@code directory}, which exists and is empty. */
    Logging open(Path directory);
}
