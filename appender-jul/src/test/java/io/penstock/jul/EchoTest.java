package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.AsyncConfig;
import io.penstock.Books;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.MemoryHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Handlers that log what they do, by a logger that they serve. The first such record is kept, and what comes of it is
 * cut.
 */
class EchoTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final Logger logger = Logger.getAnonymousLogger();
    private final List<Handler> opened = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Handler::close);
    }

    private final class TalkativeHandler extends Handler {

        final List<String> taken = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord record) {
            taken.add(record.getMessage());
            logger.info("published " + record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void proxy_handlerLogsEachRecord_itsWordsArePublishedOnceAndHaveNoEcho() {
        TalkativeHandler talkative = new TalkativeHandler();
        AsyncProxyHandler proxy = attached(proxy("ECHO", talkative));

        logger.info("one");
        logger.info("two");

        assertThat(settled(proxy))
                .hasToString("offered=6 accepted=4 delivered=4 failed=0 pending=0 dropped=2 (echo=2)");
        assertThat(talkative.taken).containsExactlyInAnyOrder("one", "two", "published one", "published two");
    }

    /** The numbers tell what was passed on; one that the application has set itself tells nothing. */
    @Test
    void proxy_applicationNumbersItsRecords_echoesAreCutAllTheSame() {
        TalkativeHandler talkative = new TalkativeHandler();
        AsyncProxyHandler proxy = attached(proxy("ECHO", talkative));
        LogRecord numbered = new LogRecord(java.util.logging.Level.INFO, "one");
        numbered.setSequenceNumber(Long.MAX_VALUE);

        logger.log(numbered);

        assertThat(settled(proxy))
                .hasToString("offered=3 accepted=2 delivered=2 failed=0 pending=0 dropped=1 (echo=1)");
    }

    @Test
    void proxyAroundProxy_handlerLogsEachRecord_firstGenerationComesThroughBoth() {
        TalkativeHandler talkative = new TalkativeHandler();
        AsyncProxyHandler within = proxy("WITHIN", talkative);
        AsyncProxyHandler around = attached(proxy("AROUND", within));

        for (int i = 0; i < 100; i++) {
            logger.info("" + i);
        }
        settleBoth(around, within);

        assertThat(talkative.taken).hasSize(200).contains("99", "published 99");
        assertThat(within.getBooks().dropped()).isZero();
        assertThat(around.getBooks().droppedByReason()).isEqualTo("echo=100");
    }

    /** What was kept in between arrives later, with records that came after it. */
    @Test
    void proxyAroundMemoryHandlerAroundProxy_pushedRecordsArePassedOn_noneIsCut() {
        TalkativeHandler talkative = new TalkativeHandler();
        AsyncProxyHandler within = proxy("WITHIN", talkative);
        MemoryHandler memory = new MemoryHandler(within, 10, java.util.logging.Level.SEVERE);
        AsyncProxyHandler around = attached(proxy("AROUND", memory));

        logger.info("one");
        logger.info("two");
        logger.severe("three");
        settleBoth(around, within);
        memory.push();
        settleBoth(around, within);

        assertThat(talkative.taken).contains("one", "two", "three");
        assertThat(within.getBooks().dropped()).isZero();
    }

    private static void settleBoth(AsyncProxyHandler around, AsyncProxyHandler within) {
        for (int i = 0; i < 3; i++) {
            settled(around);
            settled(within);
        }
    }

    private AsyncProxyHandler proxy(String name, Handler wrapped) {
        AsyncProxyHandler proxy = new AsyncProxyHandler(
                name, AsyncConfig.builder().drainTimeout(LONG).build(), wrapped);
        opened.add(0, proxy);
        return proxy;
    }

    private AsyncProxyHandler attached(AsyncProxyHandler proxy) {
        logger.setUseParentHandlers(false);
        logger.addHandler(proxy);
        return proxy;
    }

    /** The books once nothing more is logged. */
    private static Books settled(AsyncProxyHandler proxy) {
        long before = -1;
        for (int round = 0; proxy.getBooks().offered() != before; round++) {
            assertThat(round).as("rounds until nothing more is logged").isLessThan(100);
            before = proxy.getBooks().offered();
            assertThat(proxy.flush(LONG)).isTrue();
        }
        return proxy.getBooks();
    }
}
