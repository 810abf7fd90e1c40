package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.AsyncConfig;
import java.time.Duration;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PenstockTest {

    private final Logger logger = Logger.getLogger("io.penstock.jul.PenstockTest.logger");
    private final RecordingHandler present = new RecordingHandler();

    @BeforeEach
    void prepare() {
        logger.setUseParentHandlers(false);
        for (Handler handler : logger.getHandlers()) {
            logger.removeHandler(handler);
        }
        logger.addHandler(present);
    }

    @Test
    void install_presentHandlers_areMovedBehindAProxyAndGivenBackOpen() {
        try (Penstock.Installation installation = Penstock.install(logger)) {
            assertThat(logger.getHandlers()).containsExactly(installation.handler());
            assertThat(installation.handler().getName()).isEqualTo(logger.getName());
            logger.info("behind");
        }
        logger.info("directly");

        assertThat(logger.getHandlers()).containsExactly(present);
        assertThat(present.lines).containsExactly("behind", "directly");
        assertThat(present.threads.get(0)).isNotSameAs(Thread.currentThread());
        assertThat(present.threads.get(1)).isSameAs(Thread.currentThread());
        assertThat(present.closes).hasValue(0);
    }

    @Test
    void install_otherHandlers_areAddedBesideThePresentOnesAndClosed() {
        RecordingHandler other = new RecordingHandler();

        try (Penstock.Installation installation =
                Penstock.install(logger, AsyncConfig.builder().ringSize(16).build(), other)) {
            assertThat(logger.getHandlers()).containsExactly(present, installation.handler());
            logger.info("both");
        }

        assertThat(present.lines).containsExactly("both");
        assertThat(other.lines).containsExactly("both");
        assertThat(logger.getHandlers()).containsExactly(present);
        assertThat(other.closes).hasValue(1);
        assertThat(present.closes).hasValue(0);
    }

    @Test
    void install_presentHandlerGivenExplicitly_isMovedNotDoubled() {
        Penstock.Installation installation =
                Penstock.install(logger, AsyncConfig.builder().build(), present);
        logger.info("once");
        installation.close();
        installation.close();

        assertThat(present.lines).containsExactly("once");
        assertThat(logger.getHandlers()).containsExactly(present);
    }

    @Test
    void install_nothingToWrap_isRefused() {
        logger.removeHandler(present);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Penstock.install(logger))
                .withMessage("logger [io.penstock.jul.PenstockTest.logger] has no handler to wrap; give one to "
                        + "Penstock.install, or add one to the logger first");
    }

    @Test
    void install_twice_isTheSameProxyUntilBothAreClosed() {
        Penstock.Installation first = Penstock.install(logger);
        Penstock.Installation second = Penstock.install(logger);

        assertThat(second.handler()).isSameAs(first.handler());
        assertThat(logger.getHandlers()).containsExactly(first.handler());
        first.close();
        first.close();
        logger.info("still behind");
        assertThat(logger.getHandlers()).containsExactly(second.handler());
        second.close();

        assertThat(logger.getHandlers()).containsExactly(present);
        assertThat(present.lines).containsExactly("still behind");
        assertThat(present.threads.get(0)).isNotSameAs(Thread.currentThread());
    }

    @Test
    void install_twiceWithAHandlerAddedBetween_movesThatOneBehindAProxyOfItsOwn() {
        RecordingHandler late = new RecordingHandler();
        try (Penstock.Installation first = Penstock.install(logger)) {
            logger.addHandler(late);
            try (Penstock.Installation second = Penstock.install(logger)) {
                assertThat(logger.getHandlers()).containsExactly(first.handler(), second.handler());
                logger.info("both");
            }
        }

        assertThat(late.lines).containsExactly("both");
        assertThat(present.lines).containsExactly("both");
        assertThat(logger.getHandlers()).containsExactlyInAnyOrder(present, late);
    }

    @Test
    void install_twiceWithSettings_saysThatAProxyIsThere() {
        try (Penstock.Installation first = Penstock.install(logger)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> Penstock.install(logger, AsyncConfig.builder().build()))
                    .withMessage(
                            "logger [io.penstock.jul.PenstockTest.logger] has no handler to wrap; all it has is behind "
                                    + "a proxy already: use that one, or close its installation first");
            assertThat(logger.getHandlers()).containsExactly(first.handler());
        }
    }

    @Test
    void install_oneHandlerDoesNotLetItselfBeWrapped_staysWhereItIsAndTheOthersAreMoved() {
        RecordingHandler unwilling = new RecordingHandler() {
            @Override
            public synchronized void setErrorManager(java.util.logging.ErrorManager manager) {
                throw new SecurityException("unwilling");
            }
        };
        logger.addHandler(unwilling);

        try (Penstock.Installation installation = Penstock.install(logger)) {
            assertThat(logger.getHandlers()).containsExactly(unwilling, installation.handler());
            logger.info("both");
        }

        assertThat(present.lines).containsExactly("both");
        assertThat(unwilling.lines).containsExactly("both");
        assertThat(unwilling.threads).containsExactly(Thread.currentThread());
        assertThat(logger.getHandlers()).containsExactly(unwilling, present);
    }

    @Test
    void close_afterTheProxyWasRemovedByAReset_putsNothingBack() {
        Penstock.Installation installation = Penstock.install(logger);
        logger.removeHandler(installation.handler());
        installation.handler().close();

        installation.close();

        assertThat(logger.getHandlers()).isEmpty();
    }

    @Test
    void close_wrappedHandlerStandsStill_waitsForDrainTimeoutOnce() throws Exception {
        BlockingHandler stuck = new BlockingHandler();
        Duration drainTimeout = Duration.ofSeconds(3);
        Penstock.Installation installation = Penstock.install(
                logger, AsyncConfig.builder().drainTimeout(drainTimeout).build(), stuck);
        installation.handler().setErrorManager(new RecordingErrorManager());
        logger.info("stuck");
        stuck.awaitEntered();

        long start = System.nanoTime();
        installation.close();
        Duration taken = Duration.ofNanos(System.nanoTime() - start);

        assertThat(taken).isBetween(drainTimeout, drainTimeout.multipliedBy(2).minusMillis(200));
        assertThat(installation.handler().getBooks().pending()).isOne();
        stuck.release();
    }

    @Test
    void close_somebodyHasClosedTheProxyInItsPlace_removesItAndGivesNoClosedHandlerBack() {
        Penstock.Installation installation = Penstock.install(logger);
        boolean held = Penstock.holds(installation.handler());

        // As LogManager.reset() does.
        installation.handler().close();
        boolean stillHeld = Penstock.holds(installation.handler());
        installation.close();

        assertThat(held).isTrue();
        assertThat(stillHeld).isFalse();
        assertThat(logger.getHandlers()).isEmpty();
        assertThat(present.closes).hasValue(1);
    }
}
