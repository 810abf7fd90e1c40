package io.penstock.logback.structure;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/** 7.4 and 8.1, whose interfaces are not those that the tests are compiled against. */
final class LibraryOnJackson2 extends Library {

    @Override
    Object tree() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("password", "pw").put("double", 1.5).put("float", 1.5f).put("none", (String) null);
        tree.putObject("deep").putArray("list").add(1).add("two").add(new byte[] {1, 2});
        tree.putPOJO("pojo", new Values.Bean());
        return tree;
    }

    @Override
    Object[] trees() {
        return new Object[] {
            JsonNodeFactory.instance.arrayNode().add(1).add("two"), JsonNodeFactory.instance.objectNode()
        };
    }

    @Override
    void change(Object tree) {
        if (tree instanceof Object[] trees) {
            change(trees[1]);
        } else {
            ((ObjectNode) tree).put("CHANGED", 1);
        }
    }

    @Override
    void decorateMapper(Encoder<ILoggingEvent> encoder) {
        decorate(
                encoder,
                mapper -> mapper.setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .setSerializationInclusion(JsonInclude.Include.NON_NULL)
                        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS));
    }

    @Override
    void hideFirstName(Encoder<ILoggingEvent> encoder) {
        decorate(encoder, mapper -> mapper.addMixIn(Values.Bean.class, Hiding.class));
    }

    private static void decorate(Encoder<ILoggingEvent> encoder, Consumer<ObjectMapper> change) {
        Class<?> type = load("net.logstash.logback.decorate.JsonFactoryDecorator");
        Object decorator =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    JsonFactory factory = (JsonFactory) arguments[0];
                    change.accept((ObjectMapper) factory.getCodec());
                    return factory;
                });
        call(encoder, "setJsonFactoryDecorator", type, decorator);
    }

    @Override
    void decorateGenerator(Object encoder, Object decorator) {
        call(
                encoder,
                "setJsonGeneratorDecorator",
                load("net.logstash.logback.decorate.JsonGeneratorDecorator"),
                decorator);
    }

    @Override
    void indent(Encoder<ILoggingEvent> encoder) {
        try {
            decorateGenerator(
                    encoder,
                    load("net.logstash.logback.decorate.PrettyPrintingJsonGeneratorDecorator")
                            .getConstructor()
                            .newInstance());
        } catch (ReflectiveOperationException otherRelease) {
            throw new IllegalStateException(otherRelease);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException otherRelease) {
            throw new IllegalStateException(otherRelease);
        }
    }

    abstract static class Hiding {
        public @JsonIgnore String firstName;
    }
}
