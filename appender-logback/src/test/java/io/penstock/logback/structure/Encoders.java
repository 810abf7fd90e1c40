package io.penstock.logback.structure;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.util.List;
import java.util.function.Function;
import net.logstash.logback.composite.JsonProvider;
import net.logstash.logback.composite.loggingevent.ArgumentsJsonProvider;
import net.logstash.logback.composite.loggingevent.KeyValuePairsJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggingEventNestedJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggingEventPatternJsonProvider;
import net.logstash.logback.composite.loggingevent.LogstashMarkersJsonProvider;
import net.logstash.logback.composite.loggingevent.MessageJsonProvider;
import net.logstash.logback.composite.loggingevent.TagsJsonProvider;
import net.logstash.logback.encoder.LoggingEventCompositeJsonEncoder;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.layout.LogstashLayout;
import net.logstash.logback.mask.MaskingJsonGeneratorDecorator;

/** What is behind the proxy: each makes a new one that is not started. */
final class Encoders {

    record Configured(String name, Function<Library, Encoder<ILoggingEvent>> maker) {}

    private Encoders() {}

    static List<Configured> all() {
        return List.of(
                new Configured("plain", library -> logstash()),
                new Configured("masked path", library -> masked(library, logstash(), mask -> mask.addPath("password"))),
                new Configured(
                        "masked deep path",
                        library -> masked(library, logstash(), mask -> {
                            mask.addPath("field/password");
                            mask.addPath("/other");
                        })),
                new Configured("masked value", library -> masked(library, logstash(), mask -> mask.addValue("4111"))),
                new Configured(
                        "masked values",
                        library -> masked(library, logstash(), mask -> {
                            mask.addValue("ann|pw|h\\w+2|SECRET");
                            mask.addValue("^1\\.5$");
                        })),
                new Configured("naming strategy", library -> {
                    LogstashEncoder encoder = logstash();
                    library.decorateMapper(encoder);
                    return encoder;
                }),
                new Configured("mix-in", library -> {
                    LogstashEncoder encoder = logstash();
                    library.hideFirstName(encoder);
                    return encoder;
                }),
                new Configured("naming strategy and masks", library -> {
                    LogstashEncoder encoder = logstash();
                    library.decorateMapper(encoder);
                    return masked(library, encoder, mask -> mask.addPath("first_name"));
                }),
                new Configured("without modules", library -> {
                    LogstashEncoder encoder = logstash();
                    encoder.setFindAndRegisterJacksonModules(false);
                    return encoder;
                }),
                new Configured("indented", library -> {
                    LogstashEncoder encoder = logstash();
                    library.indent(encoder);
                    return encoder;
                }),
                new Configured("no structured arguments", library -> {
                    LogstashEncoder encoder = logstash();
                    encoder.setIncludeStructuredArguments(false);
                    return encoder;
                }),
                new Configured("all arguments", library -> {
                    LogstashEncoder encoder = logstash();
                    encoder.setIncludeNonStructuredArguments(true);
                    return encoder;
                }),
                new Configured(
                        "providers",
                        library -> composite(
                                new MessageJsonProvider(),
                                arguments("args"),
                                keyValues("pairs"),
                                new LogstashMarkersJsonProvider())),
                new Configured("nested provider", library -> {
                    LoggingEventNestedJsonProvider nested = new LoggingEventNestedJsonProvider();
                    nested.setFieldName("nested");
                    nested.getProviders().addProvider(arguments(null));
                    nested.getProviders().addProvider(new LogstashMarkersJsonProvider());
                    return composite(nested, new TagsJsonProvider());
                }),
                new Configured("pattern provider", library -> {
                    LoggingEventPatternJsonProvider pattern = new LoggingEventPatternJsonProvider();
                    pattern.setPattern("{\"text\":\"%msg\",\"markers\":\"%marker\",\"pairs\":\"%kvp\"}");
                    return composite(pattern, arguments(null));
                }),
                new Configured("layout", library -> {
                    LogstashLayout layout = new LogstashLayout();
                    library.decorateGenerator(layout, mask());
                    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
                    encoder.setLayout(layout);
                    return encoder;
                }),
                new Configured("encoder of one's own around one", library -> {
                    LogstashEncoder encoder = logstash();
                    library.decorateMapper(encoder);
                    return new Around(encoder);
                }),
                new Configured("subclass", library -> masked(library, new Mine(), mask -> mask.addPath("password"))),
                new Configured("Logback's JSON", library -> {
                    JsonEncoder encoder = new JsonEncoder();
                    encoder.setWithTimestamp(false);
                    encoder.setWithNanoseconds(false);
                    encoder.setWithContext(false);
                    encoder.setWithFormattedMessage(true);
                    return encoder;
                }),
                new Configured("pattern", library -> {
                    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
                    encoder.setPattern("%marker {%kvp} %msg%n");
                    return encoder;
                }));
    }

    private static LogstashEncoder logstash() {
        return new LogstashEncoder();
    }

    private static Encoder<ILoggingEvent> masked(
            Library library, LogstashEncoder encoder, java.util.function.Consumer<MaskingJsonGeneratorDecorator> what) {
        MaskingJsonGeneratorDecorator mask = new MaskingJsonGeneratorDecorator();
        what.accept(mask);
        mask.start();
        library.decorateGenerator(encoder, mask);
        return encoder;
    }

    private static MaskingJsonGeneratorDecorator mask() {
        MaskingJsonGeneratorDecorator mask = new MaskingJsonGeneratorDecorator();
        mask.addPath("password");
        mask.start();
        return mask;
    }

    @SafeVarargs
    private static Encoder<ILoggingEvent> composite(JsonProvider<ILoggingEvent>... providers) {
        LoggingEventCompositeJsonEncoder encoder = new LoggingEventCompositeJsonEncoder();
        for (JsonProvider<ILoggingEvent> provider : providers) {
            encoder.getProviders().addProvider(provider);
        }
        return encoder;
    }

    private static ArgumentsJsonProvider arguments(String field) {
        ArgumentsJsonProvider provider = new ArgumentsJsonProvider();
        provider.setFieldName(field);
        return provider;
    }

    private static KeyValuePairsJsonProvider keyValues(String field) {
        KeyValuePairsJsonProvider provider = new KeyValuePairsJsonProvider();
        provider.setFieldName(field);
        return provider;
    }

    /** Encoders that wrap another one, as companies have them. */
    private static final class Around extends EncoderBase<ILoggingEvent> {

        private final Encoder<ILoggingEvent> inner;

        Around(Encoder<ILoggingEvent> inner) {
            this.inner = inner;
        }

        @Override
        public void start() {
            inner.setContext(getContext());
            inner.start();
            super.start();
        }

        @Override
        public byte[] headerBytes() {
            return inner.headerBytes();
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            return inner.encode(event);
        }

        @Override
        public byte[] footerBytes() {
            return inner.footerBytes();
        }
    }

    private static final class Mine extends LogstashEncoder {}
}
