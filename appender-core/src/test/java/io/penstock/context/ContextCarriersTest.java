package io.penstock.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextRegistry;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.penstock.ContextCarrier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextCarriersTest {

    private final List<String> log = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private static <T> T onDrainThread(Callable<T> task) throws Exception {
        FutureTask<T> result = new FutureTask<>(task);
        Thread thread = new CarryingThread(result, "penstock-test");
        thread.start();
        return result.get();
    }

    private void warn(String message, Throwable cause) {
        warnings.add(message + " <- " + cause.getMessage());
    }

    private ContextCarriers carriers(ContextCarrier... all) {
        return new ContextCarriers(List.of(all), this::warn);
    }

    /** Writes down what happens to it. */
    private class Noting implements ContextCarrier {
        private final String name;

        Noting(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public @Nullable Object capture() {
            return name + "'s";
        }

        @Override
        public Scope restore(Object captured) {
            log.add("restore " + captured);
            return () -> log.add("close " + captured);
        }
    }

    @Test
    void restore_severalCarriers_areClosedInReverse() {
        CapturedContext captured = carriers(new Noting("a"), new Noting("b")).capture();

        captured.restore().close();

        assertThat(log).containsExactly("restore a's", "restore b's", "close b's", "close a's");
    }

    @Test
    void restore_nothingWasCaptured_isNotAsked() {
        Noting nothing = new Noting("nothing") {
            @Override
            public @Nullable Object capture() {
                return null;
            }
        };
        CapturedContext captured = carriers(nothing, new Noting("b")).capture();

        captured.restore().close();

        assertThat(log).containsExactly("restore b's", "close b's");
    }

    @Test
    void carriersThatThrow_areReportedNowAndThenAndTheOthersWork() {
        ContextCarrier capturing = new Noting("capturing") {
            @Override
            public Object capture() {
                throw new LinkageError("no capture");
            }
        };
        ContextCarrier restoring = new Noting("restoring") {
            @Override
            public Scope restore(Object captured) {
                throw new IllegalStateException("no restore");
            }
        };
        ContextCarrier closing = new Noting("closing") {
            @Override
            public Scope restore(Object captured) {
                return () -> {
                    throw new IllegalStateException("no close");
                };
            }
        };
        ContextCarriers carriers = carriers(capturing, restoring, closing, new Noting("sound"));

        for (int i = 0; i < 10; i++) {
            carriers.capture().restore().close();
        }

        assertThat(log).hasSize(20).contains("restore sound's", "close sound's");
        // Of 30 failures the 1st, 2nd, 4th, 8th and 16th.
        assertThat(warnings)
                .containsExactly(
                        "The context carrier [capturing] could not capture what belongs to the calling thread; the event goes"
                                + " without <- no capture",
                        "The context carrier [restoring] could not restore what belongs to the calling thread; the event goes"
                                + " without (2 failures of carriers by now) <- no restore",
                        "The context carrier [capturing] could not capture what belongs to the calling thread; the event goes"
                                + " without (4 failures of carriers by now) <- no capture",
                        "The context carrier [restoring] could not restore what belongs to the calling thread; the event goes"
                                + " without (8 failures of carriers by now) <- no restore",
                        "The context carrier [capturing] could not capture what belongs to the calling thread; the event goes"
                                + " without (16 failures of carriers by now) <- no capture");
    }

    @Test
    void capture_fromInsideACarrier_capturesNothing() {
        List<@Nullable CapturedContext> inside = new ArrayList<>();
        ContextCarriers[] self = new ContextCarriers[1];
        self[0] = carriers(new Noting("logging") {
            @Override
            public @Nullable Object capture() {
                inside.add(self[0].capture());
                return super.capture();
            }
        });

        CapturedContext outer = self[0].capture();

        assertThat(outer).isNotNull();
        assertThat(inside).containsExactly((CapturedContext) null);
        assertThat(self[0].capture()).isNotNull();
    }

    @Test
    void thread_nameIdAndLoader_areTheCallersMeanwhile() throws Exception {
        CapturedContext captured = carriers(new ThreadCarrier()).capture();
        Thread caller = Thread.currentThread();

        List<Object> seen = onDrainThread(() -> {
            Thread present = Thread.currentThread();
            List<Object> states = new ArrayList<>();
            ClassLoader loader = present.getContextClassLoader();
            present.setContextClassLoader(ClassLoader.getPlatformClassLoader());
            long ownId = present.getId();
            CapturedContext.Restored restored = captured.restore();
            states.add(present.getName());
            states.add(present.getId());
            states.add(present.getContextClassLoader());
            restored.close();
            states.add(present.getName());
            states.add(present.getId() == ownId && ownId != caller.getId());
            states.add(present.getContextClassLoader());
            present.setContextClassLoader(loader);
            return states;
        });

        assertThat(seen)
                .containsExactly(
                        caller.getName(),
                        caller.getId(),
                        caller.getContextClassLoader(),
                        "penstock-test",
                        true,
                        ClassLoader.getPlatformClassLoader());
    }

    // --- Libraries ---

    @Test
    void openTelemetry_isCarriedAndGone() throws Exception {
        ContextKey<String> tenant = ContextKey.named("tenant");
        ContextCarriers carriers = new CarrierSearch(this::warn).carriers();
        CapturedContext captured;
        try (Scope scope = Context.current().with(tenant, "acme").makeCurrent()) {
            assertThat(scope).isNotNull();
            captured = carriers.capture();
        }

        List<@Nullable Object> seen = onDrainThread(() -> {
            List<@Nullable Object> states = new ArrayList<>();
            CapturedContext.Restored restored = captured.restore();
            states.add(Context.current().get(tenant));
            restored.close();
            states.add(Context.current() == Context.root());
            return states;
        });

        assertThat(seen).containsExactly("acme", true);
        assertThat(warnings).isEmpty();
    }

    @Test
    void micrometersRegistry_isCarriedAndGone() throws Exception {
        ThreadLocal<String> tenant = new ThreadLocal<>();
        ContextRegistry.getInstance().registerThreadLocalAccessor("penstock-test", tenant);
        try {
            ContextCarriers carriers = new CarrierSearch(this::warn).carriers();
            tenant.set("acme");
            CapturedContext captured = carriers.capture();
            tenant.remove();

            List<@Nullable Object> seen = onDrainThread(() -> {
                List<@Nullable Object> states = new ArrayList<>();
                CapturedContext.Restored restored = captured.restore();
                states.add(tenant.get());
                restored.close();
                states.add(tenant.get());
                return states;
            });

            assertThat(seen).containsExactly("acme", null);
            assertThat(warnings).isEmpty();
        } finally {
            ContextRegistry.getInstance().removeThreadLocalAccessor("penstock-test");
        }
    }

    /** As in a container: we are in its loader, tracing is in the application's. */
    @Test
    void openTelemetry_ofTheApplicationsOwnLoader_isCarried() throws Exception {
        ClassLoader application = new URLClassLoader(
                new URL[] {placeOf(Context.class), placeOf(Class.forName("io.opentelemetry.common.ComponentLoader"))},
                ClassLoader.getPlatformClassLoader());
        Class<?> context = application.loadClass("io.opentelemetry.context.Context");
        Class<?> keys = application.loadClass("io.opentelemetry.context.ContextKey");
        Object tenant = keys.getMethod("named", String.class).invoke(null, "tenant");
        Callable<@Nullable Object> current = () -> context.getMethod("get", keys)
                .invoke(context.getMethod("current").invoke(null), tenant);
        Object with = context.getMethod("with", keys, Object.class)
                .invoke(context.getMethod("current").invoke(null), tenant, "acme");
        ContextCarriers carriers =
                new CarrierSearch(this::warn).in(classOf(application)).carriers();
        CapturedContext captured;
        try (AutoCloseable scope =
                (AutoCloseable) context.getMethod("makeCurrent").invoke(with)) {
            assertThat(scope).isNotNull();
            captured = carriers.capture();
        }

        List<@Nullable Object> seen = onDrainThread(() -> {
            List<@Nullable Object> states = new ArrayList<>();
            CapturedContext.Restored restored = captured.restore();
            states.add(current.call());
            restored.close();
            states.add(current.call());
            return states;
        });

        assertThat(context).isNotSameAs(Context.class);
        assertThat(seen).containsExactly("acme", null);
        assertThat(warnings).isEmpty();
    }

    private static URL placeOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private static Class<?> classOf(ClassLoader loader) {
        return java.lang.reflect.Proxy.newProxyInstance(
                        loader, new Class<?>[] {Runnable.class}, (self, method, arguments) -> null)
                .getClass();
    }

    // --- Services ---

    /** Found by its name in a service file. */
    public static final class OfAnApplication implements ContextCarrier {

        static final ThreadLocal<@Nullable String> TENANT = new ThreadLocal<>();

        @Override
        public String name() {
            return "tenant";
        }

        @Override
        public @Nullable Object capture() {
            return TENANT.get();
        }

        @Override
        public Scope restore(Object captured) {
            TENANT.set((String) captured);
            return TENANT::remove;
        }
    }

    @TempDir
    private Path folder;

    /** A class whose loader is an application's, with a service file. */
    private Class<?> classOfAnApplication(String... services) throws Exception {
        Path file = folder.resolve("META-INF/services/" + ContextCarrier.class.getName());
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(services));
        ClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
        return classOf(loader);
    }

    @Test
    void service_inTheApplicationsLoader_isUsed() throws Exception {
        Class<?> wrapped = classOfAnApplication("com.acme.Missing", OfAnApplication.class.getName());
        ContextCarriers carriers = new CarrierSearch(this::warn).in(wrapped).carriers();
        OfAnApplication.TENANT.set("acme");
        CapturedContext captured = carriers.capture();
        OfAnApplication.TENANT.remove();

        List<@Nullable Object> seen = onDrainThread(() -> {
            List<@Nullable Object> states = new ArrayList<>();
            CapturedContext.Restored restored = captured.restore();
            states.add(OfAnApplication.TENANT.get());
            restored.close();
            states.add(OfAnApplication.TENANT.get());
            return states;
        });

        assertThat(seen).containsExactly("acme", null);
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("A context carrier could not be loaded and is left out; see"
                        + " META-INF/services/io.penstock.ContextCarrier <- ")
                .contains("com.acme.Missing");
    }
}
