package io.penstock.logback.freeze;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeSerializer;

/** Where there are both lines of Jackson, each of which may have an encoder of its own. */
@SuppressWarnings("serial")
final class CapturedBoth extends CapturedValue implements JsonSerializable, JacksonSerializable {

    CapturedBoth(Contents contents) {
        super(contents);
    }

    @Override
    public void serialize(JsonGenerator generator, SerializerProvider provider) throws IOException {
        Jackson2.write(this, generator);
    }

    @Override
    public void serializeWithType(
            JsonGenerator generator,
            SerializerProvider provider,
            com.fasterxml.jackson.databind.jsontype.TypeSerializer type)
            throws IOException {
        Jackson2.write(this, generator);
    }

    @Override
    public void serialize(tools.jackson.core.JsonGenerator generator, SerializationContext context) {
        Jackson3.write(this, generator);
    }

    @Override
    public void serializeWithType(
            tools.jackson.core.JsonGenerator generator, SerializationContext context, TypeSerializer type) {
        Jackson3.write(this, generator);
    }
}
