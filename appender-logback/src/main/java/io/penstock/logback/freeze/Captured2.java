package io.penstock.logback.freeze;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import java.io.IOException;

/** Where there is Jackson 2 only. */
@SuppressWarnings("serial")
final class Captured2 extends CapturedValue implements JsonSerializable {

    Captured2(Contents contents) {
        super(contents);
    }

    @Override
    public void serialize(JsonGenerator generator, SerializerProvider provider) throws IOException {
        Jackson2.write(this, generator);
    }

    @Override
    public void serializeWithType(JsonGenerator generator, SerializerProvider provider, TypeSerializer type)
            throws IOException {
        Jackson2.write(this, generator);
    }
}
