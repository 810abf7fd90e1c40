package io.penstock.context;

import io.penstock.ContextCarrier;
import org.jspecify.annotations.Nullable;

/** The calling thread's name, id and context class loader. */
final class ThreadCarrier implements ContextCarrier {

    private record Caller(
            String threadName, long threadId, @Nullable ClassLoader loader) {}

    @Override
    public String name() {
        return "thread";
    }

    @Override
    public Object capture() {
        Thread caller = Thread.currentThread();
        return new Caller(caller.getName(), caller.getId(), caller.getContextClassLoader());
    }

    @Override
    public Scope restore(Object captured) {
        Caller caller = (Caller) captured;
        Thread present = Thread.currentThread();
        String name = present.getName();
        ClassLoader loader = present.getContextClassLoader();
        boolean renamed = !name.equals(caller.threadName);
        if (renamed) {
            // The operating system is told, too, which costs a system call: not for nothing.
            present.setName(caller.threadName);
        }
        if (loader != caller.loader) {
            present.setContextClassLoader(caller.loader);
        }
        if (present instanceof CarryingThread carrying) {
            carrying.show(caller.threadId);
        }
        return () -> {
            if (present instanceof CarryingThread carrying) {
                carrying.showItself();
            }
            present.setContextClassLoader(loader);
            if (renamed) {
                present.setName(name);
            }
        };
    }
}
