package io.penstock.logback.structure;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import net.logstash.logback.decorate.Decorator;
import net.logstash.logback.decorate.MapperBuilderDecorator;
import net.logstash.logback.decorate.PrettyPrintingDecorator;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** 9.0 and later. */
final class LibraryOnJackson3 extends Library {

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
                (JsonMapper.Builder builder) -> builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .enable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                        .changeDefaultPropertyInclusion(old -> old.withValueInclusion(JsonInclude.Include.NON_NULL)));
    }

    @Override
    void hideFirstName(Encoder<ILoggingEvent> encoder) {
        decorate(encoder, (JsonMapper.Builder builder) -> builder.addMixIn(Values.Bean.class, Hiding.class));
    }

    private static void decorate(
            Encoder<ILoggingEvent> encoder, MapperBuilderDecorator<JsonMapper, JsonMapper.Builder> decorator) {
        call(encoder, "addDecorator", Decorator.class, decorator);
    }

    @Override
    void decorateGenerator(Object encoder, Object decorator) {
        call(encoder, "addDecorator", Decorator.class, decorator);
    }

    @Override
    void indent(Encoder<ILoggingEvent> encoder) {
        decorateGenerator(encoder, new PrettyPrintingDecorator<>());
    }

    abstract static class Hiding {
        public @JsonIgnore String firstName;
    }
}
