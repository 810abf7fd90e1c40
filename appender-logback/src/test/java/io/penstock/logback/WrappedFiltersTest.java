package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** Filters decide once, on the caller's thread, as if there were no proxy. */
class WrappedFiltersTest {

    private final Host host = new Host();
    private final Logger logger = host.logger();
    private final RecordingAppender appender = new RecordingAppender("REC");

    @AfterEach
    void closeHost() {
        host.close();
    }

    /** Each test runs on a thread of its own. */
    private static String here(String message) {
        return message + "@" + Thread.currentThread().getName();
    }

    @Test
    void filters_ownAndWrapped_areAskedOnceOnTheCallersThread() {
        CountingFilter own = CountingFilter.always("OWN", FilterReply.NEUTRAL);
        CountingFilter wrapped = CountingFilter.always("WRAPPED", FilterReply.NEUTRAL);
        appender.addFilter(wrapped);
        AsyncProxyAppender proxy = host.startedProxy(appender);
        proxy.addFilter(own);

        logger.info("one");
        logger.info("two");
        proxy.flush(Host.LONG);

        assertThat(own.asked).containsExactly(here("one"), here("two"));
        assertThat(wrapped.asked).containsExactly(here("one"), here("two"));
        assertThat(appender.messages()).containsExactly("one", "two");
        assertThat(appender.threads).containsOnly(RecordingAppender.DRAIN_THREAD);
    }

    @Test
    void filters_ownDenies_wrappedIsNotAskedAndNothingIsOffered() {
        CountingFilter wrapped = CountingFilter.always("WRAPPED", FilterReply.NEUTRAL);
        appender.addFilter(wrapped);
        AsyncProxyAppender proxy = host.startedProxy(appender);
        proxy.addFilter(CountingFilter.denying("OWN", "no"));

        logger.info("no");
        logger.info("yes");
        proxy.flush(Host.LONG);

        assertThat(wrapped.asked).containsExactly(here("yes"));
        assertThat(proxy.getBooks().offered()).isEqualTo(1);
    }

    @Test
    void filters_firstVerdictDecides_laterOnesAreNotAsked() {
        CountingFilter accepting = new CountingFilter(
                "ACCEPTING", message -> message.equals("accepted") ? FilterReply.ACCEPT : FilterReply.NEUTRAL);
        CountingFilter denying = CountingFilter.always("DENYING", FilterReply.DENY);
        appender.addFilter(accepting);
        appender.addFilter(denying);
        AsyncProxyAppender proxy = host.startedProxy(appender);

        logger.info("accepted");
        logger.info("denied");
        proxy.flush(Host.LONG);

        assertThat(appender.messages()).containsExactly("accepted");
        assertThat(denying.asked).containsExactly(here("denied"));
        assertThat(proxy.getBooks().offered()).isEqualTo(1);
    }

    @Test
    void thresholdFilter_wrapped_keepsLowerLevelsOut() {
        ThresholdFilter threshold = new ThresholdFilter();
        threshold.setLevel("WARN");
        threshold.start();
        appender.addFilter(threshold);
        AsyncProxyAppender proxy = host.startedProxy(appender);

        logger.info("info");
        logger.warn("warn");
        logger.error("error");
        proxy.flush(Host.LONG);

        assertThat(appender.events).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.ERROR);
        assertThat(proxy.getBooks().offered()).isEqualTo(2);
    }

    @Test
    void filters_ofSeveralAppenders_eachDecideForTheirOwn() {
        RecordingAppender second = new RecordingAppender("SECOND");
        RecordingAppender third = new RecordingAppender("THIRD");
        appender.addFilter(CountingFilter.denying("A", "not first"));
        second.addFilter(CountingFilter.denying("B", "not second"));
        AsyncProxyAppender proxy = host.startedProxy(appender, second, third);

        logger.info("not first");
        logger.info("not second");
        logger.info("all");
        proxy.flush(Host.LONG);

        assertThat(appender.messages()).containsExactly("not second", "all");
        assertThat(second.messages()).containsExactly("not first", "all");
        assertThat(third.messages()).containsExactly("not first", "not second", "all");
        assertThat(proxy.getBooks().delivered()).isEqualTo(3);
    }

    @Test
    void stop_filters_areGivenBackInOrderWithThoseAddedMeanwhile() {
        Filter<ILoggingEvent> first = CountingFilter.always("1", FilterReply.NEUTRAL);
        Filter<ILoggingEvent> second = CountingFilter.always("2", FilterReply.NEUTRAL);
        Filter<ILoggingEvent> late = CountingFilter.always("3", FilterReply.NEUTRAL);
        appender.addFilter(first);
        appender.addFilter(second);
        AsyncProxyAppender proxy = host.startedProxy(appender);
        appender.addFilter(late);

        proxy.stop();

        assertThat(appender.getCopyOfAttachedFiltersList()).containsExactly(first, second, late);
    }

    @Test
    void stop_twice_givesFiltersBackOnce() {
        Filter<ILoggingEvent> filter = CountingFilter.always("1", FilterReply.NEUTRAL);
        appender.addFilter(filter);
        AsyncProxyAppender proxy = host.startedProxy(appender);

        proxy.stop();
        proxy.stop();

        assertThat(appender.getCopyOfAttachedFiltersList()).containsExactly(filter);
    }

    @Test
    void restart_filters_areTakenOverAgain() {
        CountingFilter filter = CountingFilter.denying("1", "no");
        appender.addFilter(filter);
        AsyncProxyAppender proxy = host.startedProxy(appender);
        proxy.stop();
        proxy.start();

        logger.info("no");
        logger.info("yes");
        proxy.flush(Host.LONG);

        assertThat(filter.asked).containsExactly(here("no"), here("yes"));
        assertThat(appender.messages()).containsExactly("yes");
    }

    @Test
    void filters_appenderAlsoAttachedDirectly_filterBothWays() {
        CountingFilter filter = CountingFilter.denying("1", "no");
        appender.addFilter(filter);
        AsyncProxyAppender proxy = host.startedProxy(appender);
        host.attachToRoot(appender);

        logger.info("no");
        logger.info("yes");
        proxy.flush(Host.LONG);

        assertThat(appender.messages()).containsExactly("yes", "yes");
        assertThat(appender.threads)
                .containsExactlyInAnyOrder(Thread.currentThread().getName(), RecordingAppender.DRAIN_THREAD);
        assertThat(filter.asked).containsExactly(here("no"), here("no"), here("yes"), here("yes"));
    }

    @Test
    void filters_appenderWrappedByTwoProxies_filterForBothUntilTheLastLetsGo() {
        CountingFilter filter = CountingFilter.denying("1", "no");
        appender.addFilter(filter);
        AsyncProxyAppender first = host.startedProxy(appender);
        AsyncProxyAppender second = host.proxy("SECOND", appender);
        second.start();

        logger.info("no");
        logger.info("yes");
        first.flush(Host.LONG);
        second.flush(Host.LONG);
        first.stop();
        logger.info("no");
        logger.info("again");
        second.flush(Host.LONG);

        assertThat(appender.messages()).containsExactly("yes", "yes", "again");
        assertThat(second.getBooks().toString())
                .isEqualTo("offered=2 accepted=2 delivered=2 failed=0 pending=0 dropped=0");
        second.stop();
        assertThat(appender.getCopyOfAttachedFiltersList()).containsExactly(filter);
        assertThat(appender.isStarted()).isFalse();
    }

    @Test
    void filter_throws_otherAppendersGetTheEventAndTheCallerGoesOn() {
        RecordingAppender second = new RecordingAppender("SECOND");
        appender.addFilter(new CountingFilter("BROKEN", message -> {
            throw new IllegalStateException("broken filter");
        }));
        AsyncProxyAppender proxy = host.startedProxy(appender, second);

        logger.info("one");
        logger.info("two");
        proxy.flush(Host.LONG);

        assertThat(appender.events).isEmpty();
        assertThat(second.messages()).containsExactly("one", "two");
        assertThat(proxy.getBooks().delivered()).isEqualTo(2);
        assertThat(host.errors())
                .containsExactly(
                        "A filter of appender [REC] threw; the event does not go there",
                        "A filter of appender [REC] threw; the event does not go there (2 times by now)");
    }
}
