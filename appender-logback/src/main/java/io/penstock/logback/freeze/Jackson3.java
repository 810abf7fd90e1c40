package io.penstock.logback.freeze;

import io.penstock.freeze.StructureCapture.Tree;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BinaryNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.POJONode;
import tools.jackson.databind.node.ValueNode;
import tools.jackson.databind.util.TokenBuffer;

/** What is to be done with Jackson 3: loaded only where it is. The counterpart of {@link Jackson2}. */
final class Jackson3 {

    private Jackson3() {}

    /** @param mapper an ObjectMapper; null if it is none of this line */
    static @Nullable JsonReader reader(Object mapper, @Nullable String sameAs) {
        return mapper instanceof ObjectMapper known ? new Reader(known, sameAs) : null;
    }

    static void write(CapturedValue value, JsonGenerator generator) {
        if (value.tokensFor(generator) instanceof TokenBuffer tokens) {
            tokens.serialize(generator);
        } else {
            generator.writeString(value.mark());
        }
    }

    static void writeFields(CapturedFields value, JsonGenerator generator) {
        if (value.tokensFor(generator) instanceof TokenBuffer tokens) {
            tokens.serialize(generator);
        } else {
            generator.writeStringProperty(CapturedFields.NAME_OF_MARK, value.mark());
        }
    }

    /** A copy of a tree; null if it is none, holds something else than JSON, or is too large. */
    static @Nullable Tree copyOfTree(Object value, long maxBytes) {
        if (!(value instanceof JsonNode node)) {
            return null;
        }
        JsonBudget budget = new JsonBudget(maxBytes);
        try {
            JsonNode copy = copy(node, budget);
            return copy == null ? null : new Tree(copy, budget.heapBytes());
        } catch (JsonReader.TooMuchException tooMuch) {
            return null;
        }
    }

    private static @Nullable JsonNode copy(JsonNode node, JsonBudget budget) {
        if (node.getClass() == ObjectNode.class) {
            return copyOfObject((ObjectNode) node, budget);
        }
        if (node.getClass() == ArrayNode.class) {
            return copyOfArray((ArrayNode) node, budget);
        }
        if (node instanceof BinaryNode binary) {
            budget.spendText(binary.binaryValue().length);
            return BinaryNode.valueOf(binary.binaryValue().clone());
        }
        if (node instanceof POJONode || !(node instanceof ValueNode || node instanceof MissingNode)) {
            return null;
        }
        budget.spendText(node.isString() ? node.stringValue().length() : 8);
        return node;
    }

    private static @Nullable JsonNode copyOfObject(ObjectNode node, JsonBudget budget) {
        ObjectNode copy = new ObjectNode(JsonNodeFactory.instance);
        budget.open();
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            budget.spendText(property.getKey().length());
            JsonNode value = copy(property.getValue(), budget);
            if (value == null) {
                return null;
            }
            copy.set(property.getKey(), value);
        }
        budget.close();
        return copy;
    }

    private static @Nullable JsonNode copyOfArray(ArrayNode node, JsonBudget budget) {
        ArrayNode copy = new ArrayNode(JsonNodeFactory.instance, node.size());
        budget.open();
        for (int i = 0; i < node.size(); i++) {
            JsonNode value = copy(node.get(i), budget);
            if (value == null) {
                return null;
            }
            copy.add(value);
        }
        budget.close();
        return copy;
    }

    private static final class Reader extends JsonReader {

        private final ObjectMapper mapper;
        private final MapperConfig<?> config;

        Reader(ObjectMapper mapper, @Nullable String sameAs) {
            super(sameAs);
            this.mapper = mapper;
            this.config = mapper.serializationConfig();
        }

        @Override
        boolean isOf(Object generator) {
            return generator instanceof JsonGenerator jackson3
                    && jackson3.objectWriteContext() instanceof SerializationContext context
                    && context.getConfig() == config;
        }

        @Override
        Kept keep(Object value, long maxBytes) throws Throwable {
            return new Recording(mapper, maxBytes, false).of(generator -> generator.writePOJO(value));
        }

        @Override
        @Nullable
        Kept keepFields(FieldsWriter writer, long maxBytes) throws Throwable {
            return writer.writesTo(JsonGenerator.class)
                    ? new Recording(mapper, maxBytes, true).of(writer::writeTo)
                    : null;
        }
    }

    private interface Writing {
        void to(JsonGenerator generator) throws Throwable;
    }

    /**
     * The mapper makes the context in which a value is written only for a value; so this is one, and writes the other
     * into tokens when its turn comes.
     */
    private static final class Recording implements JacksonSerializable {

        private final ObjectMapper mapper;
        private final JsonBudget budget;
        private final boolean fields;
        private @Nullable Writing writing;
        private @Nullable Tokens tokens;
        private @Nullable Throwable failure;

        Recording(ObjectMapper mapper, long maxBytes, boolean fields) {
            this.mapper = mapper;
            this.budget = new JsonBudget(maxBytes);
            this.fields = fields;
        }

        JsonReader.Kept of(Writing writing) throws Throwable {
            this.writing = writing;
            mapper.writeValue(new TokenBuffer(ObjectWriteContext.empty(), false), this);
            if (budget.isExceeded()) {
                throw JsonReader.TooMuchException.INSTANCE;
            }
            if (failure != null) {
                throw failure;
            }
            if (tokens == null || !fields && tokens.isEmpty()) {
                throw new IllegalStateException("nothing was written");
            }
            tokens.close();
            return new JsonReader.Kept(tokens, budget.heapBytes(), budget.bytes());
        }

        @Override
        public void serialize(JsonGenerator outer, SerializationContext context) {
            tokens = new Tokens(context);
            try {
                if (writing != null) {
                    writing.to(new Recorder3(tokens, budget));
                }
            } catch (Throwable thrown) {
                failure = thrown;
            }
        }

        @Override
        public void serializeWithType(JsonGenerator outer, SerializationContext context, TypeSerializer type) {
            serialize(outer, context);
        }
    }

    /** A buffer that can be told what the other one refuses, and lets go of what only the writing needs. */
    static final class Tokens extends TokenBuffer {

        Tokens(SerializationContext context) {
            super(context, false);
        }

        void appendRaw(String text) {
            _appendValue(tools.jackson.core.JsonToken.VALUE_EMBEDDED_OBJECT, new RawPiece(text));
        }

        @Override
        public void close() {
            super.close();
            _objectWriteContext = ObjectWriteContext.empty();
            _tokenWriteContext = tools.jackson.core.util.SimpleStreamWriteContext.createRootContext(null);
        }
    }

    /** Text that a serializer has written past all rules. */
    private record RawPiece(String text) implements JacksonSerializable {

        @Override
        public void serialize(JsonGenerator generator, SerializationContext context) {
            generator.writeRaw(text);
        }

        @Override
        public void serializeWithType(JsonGenerator generator, SerializationContext context, TypeSerializer type) {
            generator.writeRaw(text);
        }
    }
}
