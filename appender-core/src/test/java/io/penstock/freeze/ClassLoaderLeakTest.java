package io.penstock.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A redeployed application must not leave its logging library behind: JDK-8136353. */
class ClassLoaderLeakTest {

    private static final long PATIENCE_NANOS = 30_000_000_000L;

    @Test
    void freezer_dropped_leavesItsClassLoaderCollectable() throws Exception {
        WeakReference<ClassLoader> loader = freezeInALoaderOfItsOwn();

        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (loader.get() != null && System.nanoTime() < deadline) {
            System.gc();
        }

        assertThat(loader.get()).as("class loader of a dropped Freezer").isNull();
    }

    private static WeakReference<ClassLoader> freezeInALoaderOfItsOwn() throws Exception {
        URL classes = Freezer.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
            Class<?> type = loader.loadClass(Freezer.class.getName());
            assertThat(type).isNotSameAs(Freezer.class);
            Object builder = type.getMethod("builder").invoke(null);
            Object freezer = builder.getClass().getMethod("build").invoke(builder);
            Object[] arguments = {
                "a",
                1,
                2.0,
                List.of(1),
                Optional.of("x"),
                new Date(),
                new StringBuilder("b"),
                new int[1],
                Thread.State.NEW,
                new ArrayList<>(List.of(Map.of("k", "v")))
            };
            for (Object argument : arguments) {
                type.getMethod("weigh", Object.class).invoke(freezer, argument);
            }
            Object[] frozen =
                    (Object[]) type.getMethod("freezeAll", Object[].class).invoke(freezer, (Object) arguments);
            assertThat(frozen[7].getClass().getClassLoader()).isSameAs(loader);
            return new WeakReference<>(loader);
        }
    }
}
