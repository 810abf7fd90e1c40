package io.penstock.logback.freeze;

import io.penstock.freeze.Freezer;
import java.util.function.Consumer;
import net.logstash.logback.argument.StructuredArgument;
import net.logstash.logback.marker.LogstashMarker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.util.TokenBuffer;

/**
 * What a structured argument or a Logstash marker writes and prints, taken at the call and repeated later. Immutable.
 *
 * <p>It is recorded as JSON tokens and not as bytes, so the encoder's own generator still decides about escapes, numbers
 * and indentation. Objects are written with Jackson's defaults and the modules on the class path, which is how the
 * library's encoders start, too; a mapper that the user has decorated is not known here. Naming the class in {@code
 * immutableType} leaves the object to that mapper.
 */
final class LogstashCapture {

    private final String text;
    private final TokenBuffer tokens;

    private LogstashCapture(String text, TokenBuffer tokens) {
        this.text = text;
        this.tokens = tokens;
    }

    /** The copy is an argument, a marker, or both, as the original is. */
    static Object of(Object value, Freezer freezer) {
        boolean isArgument = value instanceof StructuredArgument;
        if (value instanceof LogstashMarker marker) {
            LogstashCapture capture = new LogstashCapture(cut(ownText(marker), freezer), tokens(marker::writeTo));
            return isArgument
                    ? new CapturedMarkerArgument(marker.getName(), capture)
                    : new CapturedMarker(marker.getName(), capture);
        }
        StructuredArgument argument = (StructuredArgument) value;
        return new CapturedArgument(new LogstashCapture(cut(argument.toString(), freezer), tokens(argument::writeTo)));
    }

    /** A marker's text without that of its references, which the copy gets by itself. */
    private static String ownText(LogstashMarker marker) {
        String all = String.valueOf(marker.toString());
        if (!marker.hasReferences()) {
            return all;
        }
        StringBuilder references = new StringBuilder();
        for (Marker reference : marker) {
            String text = reference.toString();
            if (!text.isEmpty()) {
                references.append(", ").append(text);
            }
        }
        String tail = references.toString();
        return all.endsWith(tail) ? all.substring(0, all.length() - tail.length()) : all;
    }

    private static String cut(@Nullable String text, Freezer freezer) {
        String cut = freezer.cut(text);
        return cut == null ? "null" : cut;
    }

    private static TokenBuffer tokens(Consumer<JsonGenerator> writer) {
        Recording recording = new Recording(writer);
        Mapper.INSTANCE.valueToTree(recording);
        return recording.tokens();
    }

    void writeTo(JsonGenerator generator) {
        try (JsonParser parser = tokens.asParser(ObjectReadContext.empty())) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                generator.copyCurrentStructure(parser);
            }
        }
    }

    private static final class CapturedArgument implements StructuredArgument {

        private final LogstashCapture capture;

        CapturedArgument(LogstashCapture capture) {
            this.capture = capture;
        }

        @Override
        public void writeTo(JsonGenerator generator) {
            capture.writeTo(generator);
        }

        @Override
        public String toString() {
            return capture.text;
        }
    }

    @SuppressWarnings("serial") // Marker is Serializable; nobody here serializes.
    private static class CapturedMarker extends LogstashMarker {

        private final LogstashCapture capture;

        CapturedMarker(String name, LogstashCapture capture) {
            super(name);
            this.capture = capture;
        }

        @Override
        public void writeTo(JsonGenerator generator) {
            capture.writeTo(generator);
        }

        @Override
        protected String toStringSelf() {
            return capture.text;
        }
    }

    @SuppressWarnings("serial")
    private static final class CapturedMarkerArgument extends CapturedMarker implements StructuredArgument {

        CapturedMarkerArgument(String name, LogstashCapture capture) {
            super(name, capture);
        }
    }

    /**
     * Its serializer runs the writer on a buffer that knows the mapper. A buffer made without one would keep the live
     * objects it is given.
     */
    private static final class Recording {

        private final Consumer<JsonGenerator> writer;
        private @Nullable TokenBuffer tokens;

        Recording(Consumer<JsonGenerator> writer) {
            this.writer = writer;
        }

        void record(TokenBuffer buffer) {
            buffer.writeStartObject();
            writer.accept(buffer);
            buffer.writeEndObject();
            tokens = buffer;
        }

        TokenBuffer tokens() {
            if (tokens == null) {
                throw new IllegalStateException("nothing was written");
            }
            return tokens;
        }
    }

    private static final class RecordingSerializer extends ValueSerializer<Recording> {

        @Override
        public void serialize(Recording recording, JsonGenerator ignored, SerializationContext context) {
            recording.record(context.bufferForValueConversion());
            ignored.writeNull();
        }
    }

    /** Made when first needed: looking for modules takes a while. */
    private static final class Mapper {

        static final JsonMapper INSTANCE = JsonMapper.builder()
                .findAndAddModules(LogstashMarker.class.getClassLoader())
                .addModule(new SimpleModule().addSerializer(Recording.class, new RecordingSerializer()))
                .build();
    }
}
