package io.penstock.logback;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.spi.ContextAware;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;

/** A Logback of the test's own. Closing it stops everything, as a context that is taken down does. */
final class Host implements AutoCloseable {

    static final Duration LONG = Duration.ofSeconds(30);

    final LoggerContext context = new LoggerContext();

    Host() {
        context.setName("host");
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    /** With {@code <configuration>} around it. */
    static Host configured(String xml) {
        Host host = new Host();
        host.configure(xml);
        return host;
    }

    void configure(String xml) {
        configure(context, xml);
    }

    static void configure(LoggerContext context, String xml) {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        byte[] bytes = ("<configuration>" + xml + "</configuration>").getBytes(StandardCharsets.UTF_8);
        try {
            configurator.doConfigure(new ByteArrayInputStream(bytes));
        } catch (JoranException unreadable) {
            throw new IllegalArgumentException(xml, unreadable);
        }
    }

    Logger logger() {
        return context.getLogger("shop.Order");
    }

    void attachToRoot(Appender<ILoggingEvent> appender) {
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }

    /** A proxy around the appenders, with their context set, not started, attached to the root logger. */
    @SafeVarargs
    final AsyncProxyAppender proxy(String name, Appender<ILoggingEvent>... wrapped) {
        AsyncProxyAppender proxy = adopt(new AsyncProxyAppender());
        proxy.setName(name);
        for (Appender<ILoggingEvent> appender : wrapped) {
            proxy.addAppender(started(appender));
        }
        attachToRoot(proxy);
        return proxy;
    }

    /** Started; with patience, since on a busy machine the drain thread may not run for a second. */
    @SafeVarargs
    final AsyncProxyAppender startedProxy(Appender<ILoggingEvent>... wrapped) {
        AsyncProxyAppender proxy = proxy("ASYNC", wrapped);
        proxy.setMaxBlock(ch.qos.logback.core.util.Duration.valueOf("1 minute"));
        proxy.start();
        return proxy;
    }

    <T extends Appender<ILoggingEvent>> T started(T appender) {
        adopt(appender);
        if (!appender.isStarted()) {
            appender.start();
        }
        return appender;
    }

    <T extends ContextAware> T adopt(T component) {
        component.setContext(context);
        return component;
    }

    PatternLayoutEncoder pattern(String pattern) {
        PatternLayoutEncoder encoder = adopt(new PatternLayoutEncoder());
        encoder.setPattern(pattern);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        return encoder;
    }

    AsyncProxyAppender proxyNamed(String name) {
        return (AsyncProxyAppender) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(name);
    }

    List<String> errors() {
        return messages(status -> status.getLevel() == Status.ERROR);
    }

    List<String> errorsOf(Object origin) {
        return messages(status -> status.getLevel() == Status.ERROR && status.getOrigin() == origin);
    }

    List<String> warnings() {
        return messages(status -> status.getLevel() == Status.WARN);
    }

    List<String> warningsOf(Object origin) {
        return messages(status -> status.getLevel() == Status.WARN && status.getOrigin() == origin);
    }

    private List<String> messages(Predicate<Status> which) {
        return context.getStatusManager().getCopyOfStatusList().stream()
                .filter(which)
                .map(Status::getMessage)
                .toList();
    }

    @Override
    public void close() {
        context.stop();
    }
}
