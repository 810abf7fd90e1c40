package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AppendersTest {

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final List<AppenderListener> added = new ArrayList<>();
    private final List<Figures> running = new CopyOnWriteArrayList<>();
    private final BiConsumer<String, Throwable> warn = (message, cause) -> warnings.add(message);

    @AfterEach
    void forgetAll() {
        added.forEach(Appenders::removeListener);
        running.forEach(Appenders::stopped);
    }

    private AppenderListener add(AppenderListener listener) {
        added.add(listener);
        Appenders.addListener(listener);
        return listener;
    }

    /** Notes the appenders of these tests only: others may run in this JVM. */
    private class Noting implements AppenderListener {
        @Override
        public void started(Figures figures) {
            note("+", figures);
        }

        @Override
        public void stopped(Figures figures) {
            note("-", figures);
        }

        private void note(String what, Figures figures) {
            if (figures instanceof Named) {
                heard.add(what + figures.name());
            }
        }
    }

    private static final class Named implements Figures {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public String type() {
            return "Test";
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<Figure> list() {
            return List.of();
        }

        @Override
        public Map<Figure, Object> read() {
            return Map.of();
        }
    }

    private Figures started(String name) {
        Figures figures = new Named(name);
        running.add(figures);
        Appenders.started(figures, warn);
        return figures;
    }

    @Test
    void listener_appenderStartsAndStops_hearsBothOnce() {
        add(new Noting());

        Figures one = started("one");
        assertThat(heard).containsExactly("+one");
        Appenders.stopped(one);
        Appenders.stopped(one);

        assertThat(heard).containsExactly("+one", "-one");
    }

    @Test
    void listener_addedLate_hearsOfThoseThatRun() {
        Figures gone = started("gone");
        Figures running = started("running");
        Appenders.stopped(gone);

        add(new Noting());
        Appenders.stopped(running);

        assertThat(heard).containsExactly("+running", "-running");
    }

    @Test
    void listener_removed_hearsNothingMore() {
        AppenderListener listener = add(new Noting());
        Figures one = started("one");

        Appenders.removeListener(listener);
        Appenders.stopped(one);

        assertThat(heard).containsExactly("+one");
    }

    @Test
    void listener_throws_isReportedOnceAndHarmsNobody() {
        AppenderListener broken = add(figures -> {
            throw new AssertionError("broken");
        });
        add(new Noting());

        Figures one = started("one");
        started("two");
        Appenders.stopped(one);

        assertThat(heard).containsExactly("+one", "+two", "-one");
        assertThat(warnings)
                .containsExactly("The appender listener " + broken.getClass().getName()
                        + " failed to take the start of one; the appender does not mind. Further failures of this"
                        + " listener are not told");
    }

    /** It reports to an appender that runs, and that must not be held for it. */
    @Test
    void listener_addedLateAndThrows_isReported() {
        started("one");

        add(figures -> {
            throw new IllegalStateException("broken");
        });

        assertThat(warnings).hasSize(1);
    }

    @Test
    void listener_standsStill_nobodyWaitsAndTheStopIsHeardAfterTheStart() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        add(new Noting() {
            @Override
            public void started(Figures figures) {
                if (figures instanceof Named) {
                    entered.countDown();
                    awaitUninterruptibly(gate);
                }
                super.started(figures);
            }
        });
        Thread starter = new Thread(() -> started("one"));
        starter.setDaemon(true);
        starter.start();
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();

        Appenders.stopped(running.get(0));

        assertThat(heard).isEmpty();
        gate.countDown();
        starter.join();
        assertThat(heard).containsExactly("+one", "-one");
    }

    private static void awaitUninterruptibly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException abandoned) {
            throw new IllegalStateException(abandoned);
        }
    }

    @Test
    void listener_startsAnAppenderItself_hearsOfItAfterwards() {
        add(new Noting() {
            @Override
            public void started(Figures figures) {
                if (figures.name().equals("one")) {
                    AppendersTest.this.started("nested");
                }
                super.started(figures);
            }
        });

        started("one");

        assertThat(heard).containsExactly("+one", "+nested");
    }

    /** Found by name, as an agent or a library brings it; a broken one is told, and the next one is found. */
    public static final class Service implements AppenderListener {
        static final List<String> HEARD = new CopyOnWriteArrayList<>();

        @Override
        public void started(Figures figures) {
            HEARD.add(figures.name());
        }

        public static List<String> heard() {
            return HEARD;
        }
    }

    @Test
    void service_namedInMetaInf_isFoundWithTheFirstAppender(@TempDir Path folder) throws Exception {
        Path services = folder.resolve("META-INF/services/" + AppenderListener.class.getName());
        Files.createDirectories(services.getParent());
        Files.writeString(services, "no.such.Listener\n" + Service.class.getName() + "\n");
        // A world of its own, in which no appender was started yet.
        List<URL> urls = new ArrayList<>(List.of(folder.toUri().toURL()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader world =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> appenders = world.loadClass(Appenders.class.getName());
            Class<?> figures = world.loadClass(Figures.class.getName());
            Object one = java.lang.reflect.Proxy.newProxyInstance(
                    world, new Class<?>[] {figures}, (proxy, method, arguments) -> switch (method.getName()) {
                        case "name" -> "one";
                        case "hashCode" -> 1;
                        default -> false;
                    });

            Method started = Stream.of(appenders.getMethods())
                    .filter(method -> method.getName().equals("started"))
                    .findFirst()
                    .orElseThrow();
            started.invoke(null, one, warn);

            assertThat((List<?>) world.loadClass(Service.class.getName())
                            .getMethod("heard")
                            .invoke(null))
                    .hasToString("[one]");
        }
        assertThat(warnings)
                .containsExactly("An appender listener could not be loaded and is left out; see"
                        + " META-INF/services/io.penstock.AppenderListener");
    }
}
