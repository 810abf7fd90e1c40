package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.DropReason;
import io.penstock.Severity;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NamedProxiesTest {

    private final RecordingErrorManager errors = new RecordingErrorManager();

    /** Made by its name, and found here afterwards. */
    public static class Found extends RecordingHandler {
        static final List<Found> ALL = new CopyOnWriteArrayList<>();

        public Found() {
            ALL.add(this);
        }
    }

    /** Stands still from its first record until released. */
    public static final class Stuck extends Found {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch gate = new CountDownLatch(1);

        @Override
        void take(LogRecord record) {
            entered.countDown();
            while (gate.getCount() > 0) {
                try {
                    gate.await();
                } catch (InterruptedException stubborn) {
                    // Some handlers are.
                }
            }
        }
    }

    /** Gives its named proxies up with its first record. */
    public static final class Closing extends Found {
        static final AtomicReference<NamedProxies> OWNER = new AtomicReference<>();

        @Override
        void take(LogRecord record) {
            OWNER.get().close();
        }
    }

    @BeforeEach
    void forget() {
        Found.ALL.clear();
    }

    private NamedProxies proxies(String properties) throws Exception {
        LoggingProperties.set(properties);
        NamedProxies proxies = new NamedProxies();
        proxies.setErrorManager(errors);
        return proxies;
    }

    private static LogRecord record(String logger) {
        LogRecord record = new LogRecord(Level.INFO, "event");
        record.setLoggerName(logger);
        return record;
    }

    @Test
    void publish_ownFilterThrows_theProxiesItLeadsToCountAndFoldIt() throws Exception {
        NamedProxies proxies = proxies("""
                io.penstock.jul.NamedProxies.names = all, shop
                all.handler = io.penstock.jul.NamedProxiesTest$Found
                shop.handler = io.penstock.jul.NamedProxiesTest$Found
                shop.logger = com.acme.shop
                """);
        proxies.setFilter(record -> {
            throw new IllegalStateException("broken filter");
        });

        for (int i = 0; i < 100; i++) {
            proxies.publish(record("com.acme.shop"));
            proxies.publish(record("com.acme.other"));
        }
        proxies.close();

        AsyncProxyHandler all = proxies.getProxies().get(0);
        AsyncProxyHandler shop = proxies.getProxies().get(1);
        assertThat(all.getBooks().dropped(DropReason.CAPTURE_FAILED, Severity.INFO))
                .isEqualTo(200);
        assertThat(shop.getBooks().dropped(DropReason.CAPTURE_FAILED, Severity.INFO))
                .isEqualTo(100);
        assertThat(all.getBooks().offered()).isEqualTo(200);
        // The 1st, 2nd, 4th … 128th of the one, and up to the 64th of the other.
        assertThat(errors.messages).hasSize(8 + 7);
        assertThat(errors.causes).allSatisfy(cause -> assertThat(cause).hasMessage("broken filter"));
    }

    @Test
    void publish_recordCannotTellItsLogger_isCountedByTheProxyThatAsks() throws Exception {
        NamedProxies proxies = proxies("""
                io.penstock.jul.NamedProxies.names = some, shops
                some.handler = io.penstock.jul.NamedProxiesTest$Found
                shops.handler = io.penstock.jul.NamedProxiesTest$Found
                shops.logger = com.acme.shop
                """);

        proxies.publish(new LogRecord(Level.INFO, "event") {
            private static final long serialVersionUID = 1L;

            @Override
            public String getLoggerName() {
                throw new IllegalStateException("no logger");
            }
        });
        proxies.close();

        assertThat(proxies.getProxies())
                .extracting(proxy -> proxy.getBooks().toString())
                .containsExactly(
                        "offered=1 accepted=1 delivered=1 failed=0 pending=0 dropped=0",
                        "offered=1 accepted=0 delivered=0 failed=0 pending=0 dropped=1 (captureFailed=1)");
    }

    @Test
    void close_allHandlersStandStill_takesOneDrainTimeoutAndNotThree() throws Exception {
        NamedProxies proxies = proxies("""
                io.penstock.jul.NamedProxies.names = one, two, three
                one.handler = io.penstock.jul.NamedProxiesTest$Stuck
                two.handler = io.penstock.jul.NamedProxiesTest$Stuck
                three.handler = io.penstock.jul.NamedProxiesTest$Stuck
                one.drainTimeout = 2 seconds
                two.drainTimeout = 2 seconds
                three.drainTimeout = 2 seconds
                """);
        proxies.publish(record("com.acme"));
        for (Found stuck : Found.ALL) {
            ((Stuck) stuck).entered.await();
        }

        long start = System.nanoTime();
        proxies.flush();
        proxies.close();
        Duration taken = Duration.ofNanos(System.nanoTime() - start);

        // One for the flush and one for the close; with three for the close it would be eight seconds.
        assertThat(taken).isBetween(Duration.ofSeconds(4), Duration.ofMillis(7_500));
        assertThat(errors.messages)
                .hasSize(6)
                .allMatch(message -> message.contains("drainTimeout=2 seconds with 1 events"));
        Found.ALL.forEach(stuck -> ((Stuck) stuck).gate.countDown());
    }

    @Test
    void close_byAWrappedHandler_writesTheRestOfTheOthers() throws Exception {
        NamedProxies proxies = proxies("""
                io.penstock.jul.NamedProxies.names = closing, patient
                closing.handler = io.penstock.jul.NamedProxiesTest$Closing
                closing.logger = com.acme.closing
                patient.handler = io.penstock.jul.NamedProxiesTest$Found
                """);
        Closing.OWNER.set(proxies);
        for (int i = 0; i < 1000; i++) {
            proxies.publish(record("com.acme"));
        }
        proxies.publish(record("com.acme.closing"));

        proxies.close();

        assertThat(proxies.getProxies().get(1).getBooks().toString())
                .isEqualTo("offered=1001 accepted=1001 delivered=1001 failed=0 pending=0 dropped=0");
        assertThat(Found.ALL).extracting(handler -> handler.closes.get()).containsExactly(1, 1);
        assertThat(errors.messages).isEmpty();
    }

    @Test
    void close_byAWrappedHandlerAlone_doesNotReportTheRecordInHand() throws Exception {
        NamedProxies proxies = proxies("""
                io.penstock.jul.NamedProxies.names = alone
                alone.handler = io.penstock.jul.NamedProxiesTest$Closing
                """);
        Closing.OWNER.set(proxies);

        proxies.publish(record("com.acme"));

        AsyncProxyHandler proxy = proxies.getProxies().get(0);
        await().atMost(Duration.ofSeconds(20)).until(() -> proxy.getBooks().delivered() == 1);
        assertThat(proxy.getBooks()).hasToString("offered=1 accepted=1 delivered=1 failed=0 pending=0 dropped=0");
        assertThat(errors.messages).isEmpty();
    }

    @Test
    void new_aNameTwice_isRefused() throws Exception {
        NamedProxies proxies = proxies("""
                io.penstock.jul.NamedProxies.names = file, console, file
                file.handler = io.penstock.jul.NamedProxiesTest$Found
                console.handler = io.penstock.jul.NamedProxiesTest$Found
                """);

        assertThat(proxies.getProxies()).isEmpty();
        assertThat(Found.ALL).isEmpty();
        assertThat(NamedProxies.problem(List.of("file", "console", "file")))
                .isEqualTo("names=file, console, file has [file] twice, and each event would be written twice; "
                        + "name it once");
        assertThat(NamedProxies.problem(List.of("file", "console"))).isNull();
    }
}
