package io.penstock.jul;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of drain threads, so that those of two handlers with one name, as numbered handlers have it, can be told apart:
 * {@code penstock-name}, {@code penstock-name-2} and so on. Safe for any thread.
 */
final class ThreadNames {

    private static final ThreadNames ALL = new ThreadNames();

    /** By name: who has which number; a number is free when its owner is closed or collected. */
    private final Map<String, List<WeakReference<Object>>> owners = new HashMap<>();

    static ThreadNames all() {
        return ALL;
    }

    /** The first that is free. */
    synchronized String take(String name, Object owner) {
        List<WeakReference<Object>> taken = owners.computeIfAbsent(name, unknown -> new ArrayList<>(1));
        int free = 0;
        while (free < taken.size() && taken.get(free).get() != null) {
            free++;
        }
        WeakReference<Object> reference = new WeakReference<>(owner);
        if (free == taken.size()) {
            taken.add(reference);
        } else {
            taken.set(free, reference);
        }
        return "penstock-" + name + (free == 0 ? "" : "-" + (free + 1));
    }

    /** The owner's thread is gone. */
    synchronized void giveBack(String name, Object owner) {
        List<WeakReference<Object>> taken = owners.get(name);
        if (taken == null) {
            return;
        }
        taken.forEach(reference -> clearIf(reference, owner));
        if (taken.stream().allMatch(reference -> reference.get() == null)) {
            owners.remove(name);
        }
    }

    private static void clearIf(WeakReference<@Nullable Object> reference, Object owner) {
        if (reference.get() == owner) {
            reference.clear();
        }
    }
}
