package io.penstock.benchmark.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The processor time of each of this process's threads, at one moment; empty where there is no {@code /proc}. Immutable.
 *
 * <p>From the scheduler's own count per thread, in nanoseconds, with the name that the system knows, cut to 15 characters. A
 * thread that has ended is missing; one that began later counts from its beginning.
 */
public record ThreadCpu(Map<String, Long> nanosByThread) {

    private static final Path TASKS = Path.of("/proc/self/task");

    // The names that HotSpot gives to the threads of its compilers, of its collector, and to its other own threads.
    private static final List<String> COMPILERS = List.of("C1 ", "C2 ", "Sweeper");
    private static final List<String> COLLECTORS = List.of("G1 ", "GC ");
    private static final List<String> OTHERS = List.of(
            "VM Thread",
            "VM Periodic",
            "Signal Dispatch",
            "Service Thread",
            "Monitor Deflati",
            "Notification Th",
            "Common-Cleaner",
            "Reference Handl",
            "Finalizer",
            "DestroyJavaVM");

    /** Whose time it is. */
    public enum Kind {
        COMPILER,
        COLLECTOR,
        OTHER_JVM,
        /** Callers, consumers, and whatever else an appender starts. */
        APPLICATION;

        public static Kind of(String threadName) {
            if (COMPILERS.stream().anyMatch(threadName::startsWith)) {
                return COMPILER;
            } else if (COLLECTORS.stream().anyMatch(threadName::startsWith)) {
                return COLLECTOR;
            }
            return OTHERS.stream().anyMatch(threadName::startsWith) ? OTHER_JVM : APPLICATION;
        }
    }

    public static ThreadCpu now() throws IOException {
        Map<String, Long> nanos = new HashMap<>();
        if (Files.isReadable(TASKS)) {
            try (Stream<Path> tasks = Files.list(TASKS)) {
                for (Path task : tasks.toList()) {
                    try {
                        String name = Files.readString(task.resolve("comm")).strip();
                        nanos.put(
                                task.getFileName() + " " + name,
                                ProcessCpu.parse(Files.readString(task.resolve("schedstat"))));
                    } catch (IOException failure) {
                        if (!hasEnded(failure)) {
                            throw failure;
                        }
                    }
                }
            }
        }
        return new ThreadCpu(nanos);
    }

    /** Nanoseconds per thread since an earlier moment; threads that have ended since then are missing. */
    public Map<String, Long> since(ThreadCpu earlier) {
        Map<String, Long> spent = new HashMap<>();
        nanosByThread.forEach(
                (thread, nanos) -> spent.put(thread, nanos - earlier.nanosByThread.getOrDefault(thread, 0L)));
        return spent;
    }

    /** What {@link #since} found, for one kind of thread. */
    public static long nanosOf(Kind kind, Map<String, Long> spent) {
        return spent.entrySet().stream()
                .filter(entry -> Kind.of(entry.getKey().substring(entry.getKey().indexOf(' ') + 1)) == kind)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Of those that the JDK does not list: compilers, collector, and the thread that runs the VM's operations. */
    public static long nanosOfHidden(Map<String, Long> spent) {
        return nanosOf(Kind.COMPILER, spent)
                + nanosOf(Kind.COLLECTOR, spent)
                + spent.entrySet().stream()
                        .filter(entry -> entry.getKey().contains(" VM "))
                        .mapToLong(Map.Entry::getValue)
                        .sum();
    }

    /**
     * Whether reading failed because the thread has ended since it was listed: then its file is gone, or reading an open one fails
     * (ESRCH).
     */
    public static boolean hasEnded(IOException failure) {
        return failure instanceof NoSuchFileException || "No such process".equals(failure.getMessage());
    }
}
