package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.helpers.NOPAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a logger's own fields say about its appenders is what Logback says when asked. */
class AttachedAppendersTest {

    private final Logger logger = new LoggerContext().getLogger("shop.Order");
    private final Appender<ILoggingEvent> first = new NOPAppender<>();

    /** Otherwise this Logback looks different inside, and each call by the fast lane costs an iterator. */
    @Test
    void thisLogback_onTheClassPath_isReadable() {
        assertThat(AttachedAppenders.areReadable()).isTrue();
    }

    @Test
    void loggerWithoutAppender_none() {
        assertThat(AttachedAppenders.of(logger)).isNull();
        assertThat(AttachedAppenders.ask(logger)).isNull();
    }

    @Test
    void loggerWithOneAppender_thatOne() {
        logger.addAppender(first);

        assertThat(AttachedAppenders.of(logger)).isSameAs(first);
        assertThat(AttachedAppenders.ask(logger)).isSameAs(first);
    }

    @Test
    void contextReset_none() {
        logger.addAppender(first);

        logger.getLoggerContext().reset();

        assertThat(AttachedAppenders.of(logger)).isNull();
        assertThat(AttachedAppenders.ask(logger)).isNull();
    }

    @Test
    void appendersComeAndGo_fieldsAndIteratorAgreeAfterEachStep() {
        Random random = new Random(2017);
        List<Appender<ILoggingEvent>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Appender<ILoggingEvent> appender = new NOPAppender<>();
            appender.setName("A" + i);
            all.add(appender);
        }
        for (int step = 0; step < 1_000; step++) {
            Appender<ILoggingEvent> one = all.get(random.nextInt(all.size()));
            switch (random.nextInt(8)) {
                case 0 -> logger.detachAppender(one.getName());
                case 1, 2, 3 -> logger.detachAppender(one);
                case 4 -> logger.detachAndStopAllAppenders();
                default -> logger.addAppender(one);
            }

            List<Appender<ILoggingEvent>> attached = new ArrayList<>();
            logger.iteratorForAppenders().forEachRemaining(attached::add);
            Appender<?> expected =
                    attached.isEmpty() ? null : attached.size() == 1 ? attached.get(0) : AttachedAppenders.SEVERAL;
            assertThat(AttachedAppenders.of(logger)).as("step " + step).isSameAs(expected);
            assertThat(AttachedAppenders.ask(logger)).as("step " + step).isSameAs(expected);
        }
    }
}
