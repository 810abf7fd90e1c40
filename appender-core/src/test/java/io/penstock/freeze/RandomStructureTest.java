package io.penstock.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Whatever is nested in whatever: the frozen value prints what the original printed. */
class RandomStructureTest {

    private static final int ROUNDS = 20_000;

    private final Freezer freezer = Freezer.builder().build();

    @Test
    void freeze_randomNesting_printsWhatTheOriginalPrinted() {
        long seed = Long.getLong("penstock.seed", System.nanoTime());
        System.out.println("RandomStructureTest: -Dpenstock.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            List<Runnable> changes = new ArrayList<>();
            Object original = value(random, 0, changes);
            String before = String.valueOf(original);

            Object frozen = freezer.freeze(original);
            changes.forEach(Runnable::run);

            assertThat(String.valueOf(frozen))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(before);
            assertThat(freezer.freeze(frozen))
                    .as("seed %d round %d, frozen again", seed, round)
                    .hasToString(String.valueOf(frozen));
        }
    }

    private static Object value(Random random, int depth, List<Runnable> changes) {
        return depth > 5 || random.nextInt(3) == 0 ? leaf(random, changes) : container(random, depth, changes);
    }

    private static Object leaf(Random random, List<Runnable> changes) {
        switch (random.nextInt(9)) {
            case 0:
                return random.nextInt();
            case 1:
                return "s" + random.nextInt(100);
            case 2:
                StringBuilder builder = new StringBuilder("b" + random.nextInt(100));
                changes.add(() -> builder.append("changed"));
                return builder;
            case 3:
                AtomicInteger integer = new AtomicInteger(random.nextInt());
                changes.add(integer::incrementAndGet);
                return integer;
            case 4:
                Date date = new Date(random.nextInt());
                changes.add(() -> date.setTime(1L << 40));
                return date;
            case 5:
                return Duration.ofMillis(random.nextInt());
            case 6:
                return new int[] {random.nextInt()};
            case 7:
                return TimeUnit.values()[random.nextInt(7)];
            default:
                return new Object();
        }
    }

    private static Object container(Random random, int depth, List<Runnable> changes) {
        List<Object> parts = new ArrayList<>();
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            parts.add(value(random, depth + 1, changes));
        }
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i + 1 < size; i += 2) {
            map.put(parts.get(i), parts.get(i + 1));
        }
        switch (random.nextInt(18)) {
            case 0:
                return changing(new LinkedList<>(parts), changes);
            case 1:
                return changing(new Vector<>(parts), changes);
            case 2:
                return changing(new ArrayDeque<>(parts), changes);
            case 3:
                return changing(new ConcurrentLinkedQueue<>(parts), changes);
            case 4:
                return changing(new CopyOnWriteArrayList<>(parts), changes);
            case 5:
                return changing(new LinkedBlockingDeque<>(parts), changes);
            case 6:
                return Arrays.asList(parts.toArray());
            case 7:
                return Collections.unmodifiableList(changing(parts, changes));
            case 8:
                return Collections.synchronizedCollection(changing(parts, changes));
            case 9:
                return List.copyOf(parts);
            case 10:
                return changing(parts, changes);
            case 11:
                return map;
            case 12:
                return Collections.unmodifiableMap(map);
            case 13:
                return new Hashtable<>(map).values();
            case 14:
                return new ConcurrentHashMap<>(map).entrySet();
            case 15:
                return Optional.of(parts);
            case 16:
                return new AtomicReference<Object>(map);
            default:
                return map.values();
        }
    }

    private static <C extends Collection<Object>> C changing(C collection, List<Runnable> changes) {
        changes.add(() -> collection.add("changed"));
        return collection;
    }
}
