package io.penstock.logback.freeze;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeSerializer;

/** Where there is Jackson 3 only. */
@SuppressWarnings("serial")
final class Captured3 extends CapturedValue implements JacksonSerializable {

    Captured3(Contents contents) {
        super(contents);
    }

    @Override
    public void serialize(JsonGenerator generator, SerializationContext context) {
        Jackson3.write(this, generator);
    }

    @Override
    public void serializeWithType(JsonGenerator generator, SerializationContext context, TypeSerializer type) {
        Jackson3.write(this, generator);
    }
}
