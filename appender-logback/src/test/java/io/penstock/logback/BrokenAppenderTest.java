package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Appenders that throw while they are wrapped or stopped: neither the configuration nor the other appenders suffer. */
class BrokenAppenderTest {

    private final Host host = new Host();

    @AfterEach
    void closeHost() {
        host.close();
    }

    @Test
    void start_appenderCannotBeWrapped_isAnErrorAndTheOthersAreAsTheyWere() {
        MemoryStreamAppender first = new MemoryStreamAppender("FIRST", host.pattern("%msg%n"));
        CountingFilter filter = new CountingFilter("FILTER", text -> FilterReply.NEUTRAL);
        first.addFilter(filter);
        AsyncProxyAppender proxy = host.startedProxy(first, new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {}

            @Override
            public List<Filter<ILoggingEvent>> getCopyOfAttachedFiltersList() {
                throw new UnsupportedOperationException("no filters here");
            }
        });

        host.logger().info("the application goes on");

        assertThat(proxy.isStarted()).isFalse();
        assertThat(host.errorsOf(proxy))
                .containsExactly("appender [ASYNC] could not be started and stays stopped: "
                        + "java.lang.UnsupportedOperationException: no filters here");
        assertThat(first.isStarted()).isTrue();
        assertThat(first.getCopyOfAttachedFiltersList()).containsExactly(filter);
        assertThat(first.isImmediateFlush()).isTrue();
    }

    @Test
    void stop_appenderThrows_isReportedAndTheOthersAreStopped() {
        MemoryStreamAppender last = new MemoryStreamAppender("LAST", host.pattern("%msg%n"));
        AsyncProxyAppender proxy = host.startedProxy(
                new AppenderBase<ILoggingEvent>() {
                    @Override
                    protected void append(ILoggingEvent event) {}

                    @Override
                    public String getName() {
                        return "BROKEN";
                    }

                    @Override
                    public void stop() {
                        throw new IllegalStateException("stuck");
                    }
                },
                last);

        proxy.stop();

        assertThat(host.errors()).containsExactly("appender [BROKEN] could not be stopped");
        assertThat(last.isStarted()).isFalse();
        assertThat(last.getCopyOfAttachedFiltersList()).isEmpty();
    }
}
