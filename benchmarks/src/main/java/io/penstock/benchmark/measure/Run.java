package io.penstock.benchmark.measure;

import io.penstock.benchmark.contenders.Contender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Queue;
import java.util.Random;
import java.util.function.Predicate;

/**
 * One run of the suite, or of one question.
 *
 * @param form how long it takes
 * @param contenders who takes part, in the order of the measurements
 * @param work where sinks are written while measuring
 * @param results where the raw output stays
 * @param failures what could not be measured so far; safe for any thread
 */
public record Run(Form form, List<Contender> contenders, Path work, Path results, Queue<String> failures) {

    public List<Contender> contenders(Predicate<Contender> predicate) {
        return contenders.stream().filter(predicate).toList();
    }

    /** Those whose calls may differ, for the questions that look at callers. */
    public List<Contender> callers(Predicate<Contender> predicate) {
        return contenders(contender -> !contender.differsBehindTheHopOnly() && predicate.test(contender));
    }

    /**
     * The list in an order that differs from round to round and is the same in each run, so that no contender is always first or
     * always follows the same one.
     */
    public static <T> List<T> shuffled(List<T> all, int round) {
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(round));
        return shuffled;
    }

    /**
     * Measures something in a process of its own. One that fails or hangs is written down and left out: it must not cost the
     * figures of the others, which have taken up to an hour.
     */
    public Optional<Properties> measure(Path jdk, Class<?> main, String directory, List<String> settings)
            throws InterruptedException {
        return measure(jdk, List.of(), main, directory, settings);
    }

    /** As the other, with the contender's JVM flags, and its id before the settings. */
    public Optional<Properties> measure(
            Path jdk, Contender contender, Class<?> main, String directory, List<String> settings)
            throws InterruptedException {
        List<String> all = new ArrayList<>(List.of("contender=" + contender.id()));
        all.addAll(settings);
        return measure(jdk, contender.jvmFlags(), main, directory, all);
    }

    /** As the other, by the present JDK. */
    public Optional<Properties> measure(Contender contender, Class<?> main, String directory, List<String> settings)
            throws InterruptedException {
        return measure(Jdks.present(), contender, main, directory, settings);
    }

    private Optional<Properties> measure(
            Path jdk, List<String> jvmFlags, Class<?> main, String directory, List<String> settings)
            throws InterruptedException {
        try {
            return Optional.of(Fork.run(jdk, jvmFlags, main, work.resolve(directory), settings));
        } catch (IOException | RuntimeException e) {
            failed(e);
            return Optional.empty();
        }
    }

    /** As the other, by the present JDK. */
    public Optional<Properties> measure(Class<?> main, String directory, List<String> settings)
            throws InterruptedException {
        return measure(Jdks.present(), main, directory, settings);
    }

    public void failed(Throwable failure) {
        failures.add(failure.toString());
        failure.printStackTrace();
    }

    /** Keeps raw output beside the report. */
    public void keep(String fileName, String text) throws IOException {
        Files.writeString(results.resolve(fileName), text);
    }

    public void progress(String question, int round, int rounds, Contender contender) {
        progress(question, round, rounds, contender.id());
    }

    public void progress(String question, int round, int rounds, String who) {
        System.out.printf("%s: round %d of %d, %s%n", question, round, rounds, who);
    }
}
