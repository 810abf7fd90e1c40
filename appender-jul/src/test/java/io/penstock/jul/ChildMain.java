package io.penstock.jul;

import io.penstock.Books;
import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What the child JVMs of {@link ProcessTest} do. */
public final class ChildMain {

    private ChildMain() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "exit" -> exit(Logger.getLogger("com.acme.shop"));
            case "named" -> named();
            case "install" -> install();
            case "huge" -> huge();
            case "reconfigure" -> reconfigure(true);
            case "read" -> reconfigure(false);
            case "jboss" -> JBossMain.run();
            case "jboss configuration" -> JBossConfigMain.run();
            case "jboss handlers" -> JBossHandlersMain.run();
            case "jboss shortening" -> JBossShorteningMain.run();
            case "levels" -> levels();
            case "noise" -> noise();
            case "handlers" -> handlers();
            case "quarkus" -> QuarkusMain.run();
            case "bridge" -> BridgeMain.run();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** The application ends right after its last words. */
    private static void exit(Logger logger) {
        List<String> cart = new ArrayList<>(List.of("book"));
        for (int i = 0; i < 10_000; i++) {
            logger.log(Level.INFO, "event {0} with {1}", new Object[] {String.valueOf(i), cart});
        }
        cart.add("added later");
        System.exit(0);
    }

    private static void named() throws Exception {
        Logger.getLogger("com.acme.shop").info("shop");
        Logger.getLogger("com.acme.orders").info("orders");
        Logger.getLogger("com.acme.orders.paid").info("paid");
        Logger.getLogger("com.acme.ordersettlement").info("settlement");
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.flush();
        }
        System.out.println(ManagementFactory.getPlatformMBeanServer()
                .queryNames(new javax.management.ObjectName("io.penstock:*"), null));
    }

    /** Everything is logged, whoever logs it. */
    private static void noise() throws Exception {
        Logger.getLogger("com.acme").finest("wanted");
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            handler.flush();
        }
        System.out.println(ManagementFactory.getPlatformMBeanServer()
                .queryNames(new javax.management.ObjectName("io.penstock:*"), null)
                .size());
        for (Handler handler : root.getHandlers()) {
            handler.flush();
            handler.close();
        }
    }

    /** As Spring Boot and many a support page lower it. */
    private static void levels() {
        Logger logger = Logger.getLogger("com.acme");
        logger.info("below");
        logger.warning("above");
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setLevel(Level.FINE);
        }
        logger.fine("lowered");
        logger.finer("below again");
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.close();
        }
    }

    /** Some of which cannot be had. */
    private static void handlers() {
        Logger.getLogger("com.acme").info("written");
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.close();
        }
    }

    /** A logger that nobody holds: its handlers must survive a collection. */
    private static void install() throws Exception {
        FileHandler file = new FileHandler("installed.log");
        file.setFormatter(new RecordingHandler.MessageOnly());
        Penstock.install(
                Logger.getLogger("com.acme.weak"),
                io.penstock.AsyncConfig.builder().build(),
                file);
        System.gc();
        Logger.getLogger("com.acme.weak").info("written");
    }

    /** Two rings that do not fit: one by the properties, and one by program. */
    private static void huge() {
        Logger logger = Logger.getLogger("com.acme.huge");
        logger.info("lost");
        CountingHandler handler = new CountingHandler();
        handler.setLevel(Level.FINE);
        Object filter = handler.getFilter();
        Object errors = handler.getErrorManager();
        try {
            Penstock.install(
                    logger, io.penstock.AsyncConfig.builder().ringSize(1 << 24).build(), handler);
        } catch (OutOfMemoryError expected) {
            System.out.println(expected + " "
                    + List.of(handler.getLevel(), handler.getFilter() == filter, handler.getErrorManager() == errors));
        }
        // The file's lock would be removed by the LogManager, if it knew of the handler; without it, by nobody.
        Runtime.getRuntime().halt(0);
    }

    /** @param resets whether it resets before it reads: otherwise the LogManager itself does, in the midst of reading */
    private static void reconfigure(boolean resets) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                Logger logger = Logger.getLogger("com.acme.busy");
                while (!done.get()) {
                    logger.info("event");
                }
            });
            thread.setUncaughtExceptionHandler((where, failure) -> thrown.add(failure));
            threads.add(thread);
            thread.start();
        }
        long longest = 0;
        for (int i = 0; i < 20; i++) {
            while (!CountedProxy.newestIsBusy()) {
                Thread.onSpinWait();
            }
            long start = System.nanoTime();
            if (resets) {
                LogManager.getLogManager().reset();
            }
            try (InputStream properties = new FileInputStream(new File("logging.properties"))) {
                LogManager.getLogManager().readConfiguration(properties);
            }
            longest = Math.max(longest, System.nanoTime() - start);
            // Handlers are made when somebody asks for them next.
            Logger.getLogger("").getHandlers();
        }
        done.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        LogManager.getLogManager().reset();
        // What a proxy could not write while the LogManager held its lock is written after that.
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < until
                && CountedProxy.ALL.stream().anyMatch(proxy -> proxy.getBooks().pending() > 0)) {
            Thread.yield();
        }
        long delivered = 0;
        long unbalanced = 0;
        long offered = 0;
        for (CountedProxy proxy : CountedProxy.ALL) {
            Books books = proxy.getBooks();
            delivered += books.delivered();
            offered += books.offered();
            unbalanced += books.failed() + books.pending();
        }
        System.out.println("proxies=" + CountedProxy.ALL.size() + " thrown=" + thrown + " notOffered="
                + (CountedProxy.PUBLISHED.sum() - offered) + " missing=" + (CountingHandler.EVENTS.sum() - delivered)
                + " unbalanced=" + unbalanced + " standstill=" + (longest > TimeUnit.SECONDS.toNanos(3)));
    }

    /** Configured by its own name, as every subclass. */
    public static final class CountedProxy extends AsyncProxyHandler {
        static final List<CountedProxy> ALL = new CopyOnWriteArrayList<>();
        static final LongAdder PUBLISHED = new LongAdder();
        static volatile @Nullable AsyncProxyHandler newest;

        static boolean newestIsBusy() {
            AsyncProxyHandler present = newest;
            return present != null && present.getBooks().delivered() >= 50;
        }

        public CountedProxy() {
            ALL.add(this);
            newest = this;
        }

        @Override
        public void publish(@Nullable LogRecord record) {
            PUBLISHED.increment();
            super.publish(record);
        }
    }

    /** Counts what is written, loss reports aside. */
    public static class CountingHandler extends Handler {
        static final LongAdder EVENTS = new LongAdder();

        @Override
        public void publish(LogRecord record) {
            if (isLoggable(record) && !record.getLoggerName().equals(AsyncProxyHandler.class.getName())) {
                EVENTS.increment();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** Logs whatever it does, through loggers that are new, which the LogManager makes under its locks. */
    public static final class ChattyHandler extends CountingHandler {
        private static final LongAdder NAMES = new LongAdder();

        @Override
        public void publish(LogRecord record) {
            super.publish(record);
            if (record.getMessage().equals("event")) {
                say("echo");
            }
        }

        @Override
        public void flush() {
            say("flushing");
        }

        @Override
        public void close() {
            say("closing");
        }

        private static void say(String message) {
            NAMES.increment();
            Logger.getLogger("com.acme.chatty." + NAMES.sum() % 1000).info(message);
        }
    }
}
