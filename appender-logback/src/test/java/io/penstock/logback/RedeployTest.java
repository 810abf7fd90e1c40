package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A web application with us and Logback inside is removed: nothing of ours holds its class loader. */
class RedeployTest {

    @Test
    void stop_inALoaderOfItsOwn_loaderIsCollected() throws Exception {
        WeakReference<ClassLoader> loader = deployAndRemove();

        await("the class loader is collected").atMost(Host.LONG).until(() -> {
            System.gc();
            return loader.get() == null;
        });
    }

    private static WeakReference<ClassLoader> deployAndRemove() throws Exception {
        try (ChildFirstLoader loader = new ChildFirstLoader(classPath())) {
            Class<?> program = loader.loadClass(LeavingProgram.class.getName());
            assertThat(program).isNotSameAs(LeavingProgram.class);
            assertThat(loader.loadClass(AsyncProxyAppender.class.getName()).getClassLoader())
                    .isSameAs(loader);
            Runnable application = (Runnable) program.getConstructor().newInstance();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            // On a thread that ends: thread-locals of Logback's MDC go with it.
            Thread thread = new Thread(application);
            thread.setUncaughtExceptionHandler((ignored, thrown) -> failure.set(thrown));
            thread.start();
            thread.join();
            if (failure.get() != null) {
                throw new AssertionError(failure.get());
            }
            return new WeakReference<>(loader);
        }
    }

    private static URL[] classPath() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(new File(entry).toURI().toURL());
        }
        return urls.toArray(new URL[0]);
    }

    /** Everything on the class path anew; the JDK's own classes as ever. */
    private static final class ChildFirstLoader extends URLClassLoader {

        ChildFirstLoader(URL[] urls) {
            super("redeployed", urls, ClassLoader.getPlatformClassLoader());
        }
    }
}
