package io.penstock.benchmark.measure;

import io.penstock.benchmark.figures.Figures;
import java.lang.reflect.InvocationTargetException;

/**
 * Threads that log.
 *
 * @param virtual whether they are virtual, which this code, made for Java 17, finds by reflection
 */
public record Producers(int threads, boolean virtual) {

    public static Producers platform(int threads) {
        return new Producers(threads, false);
    }

    public static Producers virtual(int threads) {
        return new Producers(threads, true);
    }

    public static Producers parse(String id) {
        return id.startsWith("virtual-")
                ? virtual(Integer.parseInt(id.substring("virtual-".length())))
                : platform(Integer.parseInt(id));
    }

    public String id() {
        return virtual ? "virtual-" + threads : Integer.toString(threads);
    }

    public String title() {
        return Figures.count(threads) + (virtual ? " virtual threads" : threads == 1 ? " producer" : " producers");
    }

    public Thread start(String name, Runnable work) {
        Thread thread = virtual ? virtualThread(work) : new Thread(work);
        thread.setName(name);
        thread.start();
        return thread;
    }

    private static Thread virtualThread(Runnable work) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return (Thread) Class.forName("java.lang.Thread$Builder")
                    .getMethod("unstarted", Runnable.class)
                    .invoke(builder, work);
        } catch (NoSuchMethodException
                | ClassNotFoundException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException(
                    "no virtual threads in Java " + Runtime.version().feature() + "; use 25", e);
        }
    }
}
