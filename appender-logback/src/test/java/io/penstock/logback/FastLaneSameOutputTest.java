package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.filter.LevelFilter;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.BasicSequenceNumberGenerator;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.FileSize;
import io.penstock.Books;
import io.penstock.logback.TwinHosts.Side;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Marker;

/**
 * The same calls with and without a fast lane, through the same configuration: the bytes and the books must be the same.
 * Everything handed over is changed right after each call. {@code -Dpenstock.seed=…} repeats another run.
 */
@Timeout(120)
class FastLaneSameOutputTest {

    private static final int CALLS = 4_000;
    private static final long SEED = Long.getLong("penstock.seed", 20_261_122L);

    /** All but the time, which is never the same twice. */
    private static final Function<Host, Encoder<ILoggingEvent>> PATTERN = host ->
            host.pattern("%level [%thread] %logger #%sn %marker{} {%mdc} %kvp %contextName %property{run} %msg%n%ex");

    private static void assertSame(Consumer<Side> configuration) throws Exception {
        assertSame(PATTERN, true, configuration);
    }

    /** @param bytes whether there are arguments that JSON prints by the identity of their copy */
    private static void assertSame(
            Function<Host, Encoder<ILoggingEvent>> encoder, boolean bytes, Consumer<Side> configuration)
            throws Exception {
        System.out.println("seed " + SEED);
        try (TwinHosts twins = new TwinHosts(encoder, configuration)) {
            GeneratedCalls calls = new GeneratedCalls(new Random(SEED), twins.logger(), twins.mdc(), true, bytes);

            for (int i = 0; i < CALLS; i++) {
                calls.next();
            }

            twins.assertSame();
            assertThat(twins.normal.target.text()).isNotEmpty().doesNotContain("CHANGED");
        }
    }

    @Test
    void pattern_generatedCalls_sameBytes() throws Exception {
        assertSame(side -> {});
    }

    @Test
    void jsonEncoder_generatedCalls_sameBytes() throws Exception {
        assertSame(
                host -> {
                    JsonEncoder encoder = host.adopt(new JsonEncoder());
                    encoder.setWithFormattedMessage(true);
                    encoder.setWithTimestamp(false);
                    encoder.setWithNanoseconds(false);
                    // Its birth time is not the same.
                    encoder.setWithContext(false);
                    encoder.start();
                    return encoder;
                },
                false,
                side -> {});
    }

    @Test
    void contextProperties_generatedCalls_sameBytes() throws Exception {
        assertSame(side -> side.host.context.putProperty("run", "r1"));
    }

    @Test
    void levels_generatedCalls_sameBytes() throws Exception {
        assertSame(side -> {
            side.host.context.getLogger("root").setLevel(Level.WARN);
            side.host.context.getLogger("shop.Order").setLevel(Level.DEBUG);
            side.host.context.getLogger("bank").setLevel(Level.OFF);
        });
    }

    @Test
    void filtersOfProxy_generatedCalls_sameBytes() throws Exception {
        assertSame(side -> side.proxy.addFilter(onlyOddLengths()));
    }

    @Test
    void filtersOfWrapped_generatedCalls_sameBytes() throws Exception {
        assertSame(side -> {
            side.target.addFilter(threshold(Level.INFO));
            side.target.addFilter(onlyOddLengths());
        });
    }

    /** After the proxy has taken the appender over: such a filter is asked on the drain thread. */
    @Test
    void filterAddedLater_generatedCalls_sameBytes() throws Exception {
        assertSame(side -> {
            side.proxy.start();
            side.target.addFilter(threshold(Level.INFO));
            side.proxy.addFilter(onlyOddLengths());
        });
    }

    @Test
    void secondWrappedAppenderFilters_generatedCalls_sameBytes() throws Exception {
        assertSame(side -> {
            RecordingAppender second = new RecordingAppender("SECOND");
            LevelFilter warnings = new LevelFilter();
            warnings.setLevel(Level.WARN);
            warnings.setOnMatch(FilterReply.ACCEPT);
            warnings.setOnMismatch(FilterReply.DENY);
            warnings.start();
            second.addFilter(warnings);
            side.proxy.addAppender(side.host.started(second));
        });
    }

    @Test
    void additivityAndSecondAppender_generatedCalls_sameBytes() throws Exception {
        assertSame(side -> {
            Logger shop = side.host.context.getLogger("shop");
            shop.addAppender(side.proxy);
            shop.setAdditive(false);
            // Twice: by itself, and by the root.
            side.host.context.getLogger("bank.deep").addAppender(side.proxy);
        });
    }

    @Test
    void sequenceNumbers_generatedCalls_sameBytes() throws Exception {
        assertSame(side -> side.host.context.setSequenceNumberGenerator(new BasicSequenceNumberGenerator()));
    }

    @Test
    void packagingData_generatedCalls_sameBytes() throws Exception {
        assertSame(side -> side.host.context.setPackagingDataEnabled(true));
    }

    @Test
    void turboFilterBefore_generatedCalls_sameBytes() throws Exception {
        assertSame(side -> {
            side.host.context.getLogger("root").setLevel(Level.INFO);
            side.host.context.addTurboFilter(new Opinion());
        });
    }

    @Test
    void turboFilterAfter_generatedCalls_sameBytes() throws Exception {
        assertSame(side -> {
            side.host.context.getLogger("root").setLevel(Level.INFO);
            side.host.context.addTurboFilter(new LastOpinion());
        });
    }

    @Test
    void callerDataIncluded_generatedCalls_sameBytes() throws Exception {
        assertSame(
                host -> host.pattern("%level %msg %caller{1}%n%ex"),
                true,
                side -> side.proxy.setIncludeCallerData(true));
    }

    @Test
    void callerDataInPatternOnly_generatedCalls_sameBytes() throws Exception {
        assertSame(host -> host.pattern("%level %class.%method:%line %msg%n%ex"), true, side -> {});
    }

    @Test
    void shortMessageLimit_generatedCalls_sameBytes() throws Exception {
        assertSame(side -> side.proxy.setMaxMessageBytes(FileSize.valueOf("1kb")));
    }

    @Test
    void ringFull_dropping_sameBooks() throws Exception {
        Semaphore open = new Semaphore(0);
        try (TwinHosts twins = new TwinHosts(PATTERN, side -> {
            side.proxy.setRingSize(16);
            side.proxy.setOverflowPolicy("drop");
            side.proxy.setReportDrops(false);
            side.proxy.addAppender(side.host.started(new GatedAppender(open)));
        })) {
            Logger normal = twins.normal.host.context.getLogger("shop");
            Logger lane = twins.lane.host.context.getLogger("shop");

            for (int i = 0; i < 100; i++) {
                normal.info("{}", i);
                lane.info("{}", i);
                normal.warn("{}", i);
                lane.warn("{}", i);
            }
            Books whileFull = twins.lane.proxy.getBooks();
            assertThat(whileFull.offered()).isEqualTo(200);
            open.release(10_000);

            assertThat(twins.lane.proxy.flush(Host.LONG)).isTrue();
            assertThat(twins.normal.proxy.flush(Host.LONG)).isTrue();
            twins.assertSame();
            assertThat(twins.lane.proxy.getBooks().accepted()).isBetween(16L, 20L);
        }
    }

    private static ThresholdFilter threshold(Level level) {
        ThresholdFilter filter = new ThresholdFilter();
        filter.setLevel(level.toString());
        filter.start();
        return filter;
    }

    /** Takes nothing until it may. */
    private static final class GatedAppender extends AppenderBase<ILoggingEvent> {
        private final Semaphore open;

        private GatedAppender(Semaphore open) {
            this.open = open;
        }

        @Override
        protected void append(ILoggingEvent event) {
            open.acquireUninterruptibly();
        }
    }

    private static Filter<ILoggingEvent> onlyOddLengths() {
        return new Filter<>() {
            @Override
            public FilterReply decide(ILoggingEvent event) {
                String text = event.getFormattedMessage();
                return text != null && text.length() % 2 == 1 ? FilterReply.NEUTRAL : FilterReply.DENY;
            }
        };
    }

    /** Accepts what its level would stop, and denies what it would let pass. */
    private static class Opinion extends TurboFilter {
        @Override
        public FilterReply decide(
                Marker marker,
                ch.qos.logback.classic.Logger logger,
                Level level,
                String format,
                Object[] params,
                Throwable t) {
            if (format == null) {
                return FilterReply.NEUTRAL;
            }
            int length = format.length() % 4;
            return length == 0 ? FilterReply.ACCEPT : length == 1 ? FilterReply.DENY : FilterReply.NEUTRAL;
        }
    }

    private static final class LastOpinion extends Opinion implements TwinHosts.LastFilter {}
}
