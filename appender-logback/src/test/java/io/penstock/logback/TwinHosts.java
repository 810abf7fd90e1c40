package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.spi.DefaultLoggingEventBuilder;
import org.slf4j.spi.LoggingEventAware;
import org.slf4j.spi.MDCAdapter;

/** Two Logbacks, configured alike, one of them with a fast lane; every call is made to both, one right after the other. */
final class TwinHosts implements AutoCloseable {

    /** One of the two, with a started proxy at the root logger. */
    static final class Side {
        final Host host = new Host();
        final MemoryStreamAppender target;
        final AsyncProxyAppender proxy;

        private Side(Function<Host, Encoder<ILoggingEvent>> encoder, Consumer<Side> configuration) {
            host.context.getLogger("root").setLevel(Level.TRACE);
            target = new MemoryStreamAppender("MEMORY", encoder.apply(host));
            proxy = host.proxy("ASYNC", target);
            configuration.accept(this);
            if (!proxy.isStarted()) {
                proxy.start();
            }
        }
    }

    private static final String[] LOGGERS = {"shop", "shop.Order", "shop.Order$Line", "bank.deep.down.Account"};

    final Side normal;
    final Side lane;
    private int calls;

    TwinHosts(Function<Host, Encoder<ILoggingEvent>> encoder, Consumer<Side> configuration) {
        normal = new Side(encoder, configuration);
        lane = new Side(encoder, side -> {
            configuration.accept(side);
            // In front of those that are said to come last.
            side.host.context.getTurboFilterList().add(position(side), started(new FastLane(), side.host));
        });
    }

    private static int position(Side side) {
        List<?> filters = side.host.context.getTurboFilterList();
        int position = filters.size();
        while (position > 0 && filters.get(position - 1) instanceof LastFilter) {
            position--;
        }
        return position;
    }

    static FastLane started(FastLane lane, Host host) {
        host.adopt(lane);
        lane.start();
        return lane;
    }

    /** A turbo filter that comes after the fast lane. */
    interface LastFilter {}

    /** To both, by the same logger names in turn. */
    Logger logger() {
        return (Logger) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Logger.class, LoggingEventAware.class},
                (self, method, arguments) -> {
                    if (method.getName().equals("atLevel")) {
                        return new DefaultLoggingEventBuilder((Logger) self, (org.slf4j.event.Level) arguments[0]);
                    }
                    String name = LOGGERS[calls++ % LOGGERS.length];
                    invoke(method, normal.host.context.getLogger(name), arguments);
                    return invoke(method, lane.host.context.getLogger(name), arguments);
                });
    }

    MDCAdapter mdc() {
        InvocationHandler both = (self, method, arguments) -> {
            invoke(method, normal.host.context.getMDCAdapter(), arguments);
            return invoke(method, lane.host.context.getMDCAdapter(), arguments);
        };
        return (MDCAdapter)
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {MDCAdapter.class}, both);
    }

    private static Object invoke(java.lang.reflect.Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    void assertSame() {
        assertThat(normal.proxy.flush(Host.LONG)).isTrue();
        assertThat(lane.proxy.flush(Host.LONG)).isTrue();
        assertThat(SameOutputTest.firstDifference(normal.target.text(), lane.target.text()))
                .isEmpty();
        assertThat(lane.proxy.getBooks().toString())
                .isEqualTo(normal.proxy.getBooks().toString());
    }

    @Override
    public void close() {
        normal.host.close();
        lane.host.close();
    }
}
