package io.penstock.jul;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Does the same to several proxies at the same time, because each may have to wait for its drain thread. */
final class AllAtOnce {

    private AllAtOnce() {}

    /** Returns when all is done. An interrupt does not shorten that, and is kept. */
    static void run(List<AsyncProxyHandler> proxies, String threadName, Consumer<AsyncProxyHandler> action) {
        List<AsyncProxyHandler> here = new ArrayList<>();
        List<Thread> elsewhere = new ArrayList<>();
        for (AsyncProxyHandler proxy : proxies) {
            // If a drain thread calls this, its own proxy has to be handled on that very thread, because only there
            // it can tell that it must not wait for itself.
            boolean mustBeHere = proxies.size() == 1 || proxy.isInside();
            if (mustBeHere || !isStarted(elsewhere, threadName, () -> action.accept(proxy))) {
                here.add(proxy);
            }
        }
        here.forEach(action);
        elsewhere.forEach(AllAtOnce::join);
    }

    private static boolean isStarted(List<Thread> threads, String name, Runnable task) {
        try {
            Thread thread = new Thread(null, task, name, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(AllAtOnce.class.getClassLoader());
            thread.start();
            threads.add(thread);
            return true;
        } catch (OutOfMemoryError noThread) {
            return false;
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException keptForLater) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
