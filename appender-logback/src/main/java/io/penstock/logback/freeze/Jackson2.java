package io.penstock.logback.freeze;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.ValueNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.penstock.freeze.StructureCapture.Tree;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is to be done with Jackson 2: loaded only where it is. The counterpart of {@link Jackson3}. */
final class Jackson2 {

    private Jackson2() {}

    /** @param mapper an ObjectMapper, or a factory that has one; null if it is none of this line */
    static @Nullable JsonReader reader(Object mapper, @Nullable String sameAs) {
        Object codec = mapper instanceof JsonFactory factory ? factory.getCodec() : mapper;
        return codec instanceof ObjectMapper known ? new Reader(known, sameAs) : null;
    }

    static void write(CapturedValue value, JsonGenerator generator) throws IOException {
        if (value.tokensFor(generator) instanceof TokenBuffer tokens) {
            tokens.serialize(generator);
        } else {
            generator.writeString(value.mark());
        }
    }

    static void writeFields(CapturedFields value, JsonGenerator generator) throws IOException {
        if (value.tokensFor(generator) instanceof TokenBuffer tokens) {
            tokens.serialize(generator);
        } else {
            generator.writeStringField(CapturedFields.NAME_OF_MARK, value.mark());
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
        budget.spendText(node.isTextual() ? node.textValue().length() : 8);
        return node;
    }

    private static @Nullable JsonNode copyOfObject(ObjectNode node, JsonBudget budget) {
        ObjectNode copy = new ObjectNode(JsonNodeFactory.instance);
        budget.open();
        for (Iterator<Map.Entry<String, JsonNode>> each = node.fields(); each.hasNext(); ) {
            Map.Entry<String, JsonNode> field = each.next();
            budget.spendText(field.getKey().length());
            JsonNode value = copy(field.getValue(), budget);
            if (value == null) {
                return null;
            }
            copy.set(field.getKey(), value);
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

        Reader(ObjectMapper mapper, @Nullable String sameAs) {
            super(sameAs);
            this.mapper = mapper;
        }

        @Override
        boolean isOf(Object generator) {
            return generator instanceof JsonGenerator jackson2 && jackson2.getCodec() == mapper;
        }

        @Override
        Kept keep(Object value, long maxBytes) throws Throwable {
            return record(generator -> generator.writeObject(value), maxBytes);
        }

        @Override
        @Nullable
        Kept keepFields(FieldsWriter writer, long maxBytes) throws Throwable {
            return writer.writesTo(JsonGenerator.class) ? record(writer::writeTo, maxBytes) : null;
        }

        private Kept record(Writing writing, long maxBytes) throws Throwable {
            JsonBudget budget = new JsonBudget(maxBytes);
            Tokens tokens = new Tokens(mapper);
            try {
                writing.to(new Recorder2(tokens, budget));
            } catch (Throwable failure) {
                throw budget.isExceeded() ? TooMuchException.INSTANCE : failure;
            }
            if (budget.isExceeded()) {
                throw TooMuchException.INSTANCE;
            }
            tokens.close();
            return new Kept(tokens, budget.heapBytes(), budget.bytes());
        }
    }

    private interface Writing {
        void to(JsonGenerator generator) throws Throwable;
    }

    /** A buffer that can be told what the other one refuses, and lets go of what only the writing needs. */
    static final class Tokens extends TokenBuffer {

        Tokens(ObjectMapper codec) {
            super(codec, false);
            // Serializers may ask how numbers are to be written.
            overrideStdFeatures(codec.getFactory().getGeneratorFeatures(), ~0);
        }

        void appendRaw(String text) {
            _appendValue(JsonToken.VALUE_EMBEDDED_OBJECT, new RawPiece(text));
        }

        @Override
        public void close() throws IOException {
            super.close();
            _writeContext = JsonWriteContext.createRootContext(null);
        }
    }

    /** Text that a serializer has written past all rules. */
    private record RawPiece(String text) implements JsonSerializable {

        @Override
        public void serialize(JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeRaw(text);
        }

        @Override
        public void serializeWithType(JsonGenerator generator, SerializerProvider provider, TypeSerializer type)
                throws IOException {
            generator.writeRaw(text);
        }
    }
}
