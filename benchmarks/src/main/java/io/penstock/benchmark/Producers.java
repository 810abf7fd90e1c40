package io.penstock.benchmark;

import java.lang.reflect.InvocationTargetException;

/**
 * Threads that log.
 *
 * @param virtual whether they are virtual, which this code, made for Java 17, finds by reflection
 */
record Producers(int threads, boolean virtual) {

    static Producers platform(int threads) {
        return new Producers(threads, false);
    }

    static Producers virtual(int threads) {
        return new Producers(threads, true);
    }

    static Producers parse(String id) {
        return id.startsWith("virtual-")
                ? virtual(Integer.parseInt(id.substring("virtual-".length())))
                : platform(Integer.parseInt(id));
    }

    String id() {
        return virtual ? "virtual-" + threads : Integer.toString(threads);
    }

    String title() {
        return Figures.count(threads) + (virtual ? " virtual threads" : threads == 1 ? " producer" : " producers");
    }

    Thread start(String name, Runnable work) {
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
