package io.penstock.logback.freeze;

import java.io.IOException;

/**
 * As {@link CapturedValue}, for what is not one value but fields of the object around it: what {@code fields(object)} and
 * structured arguments of a user's own write. Immutable.
 *
 * <p>An annotation whose class is absent does not exist for the JVM, so one class serves both lines of Jackson.
 */
@com.fasterxml.jackson.databind.annotation.JsonSerialize(using = CapturedFields.Serializer2.class)
@tools.jackson.databind.annotation.JsonSerialize(using = CapturedFields.Serializer3.class)
@SuppressWarnings("serial")
final class CapturedFields extends CapturedValue {

    /** What a mark is called that stands for fields whose names nobody knows. */
    static final String NAME_OF_MARK = "fields";

    CapturedFields(Contents contents) {
        super(contents);
    }

    /** Says that it writes fields without an object around them, since that is what the library asks. */
    static final class Serializer2 extends com.fasterxml.jackson.databind.JsonSerializer<CapturedFields> {

        @Override
        public void serialize(
                CapturedFields fields,
                com.fasterxml.jackson.core.JsonGenerator generator,
                com.fasterxml.jackson.databind.SerializerProvider provider)
                throws IOException {
            Jackson2.writeFields(fields, generator);
        }

        @Override
        public boolean isUnwrappingSerializer() {
            return true;
        }

        @Override
        public com.fasterxml.jackson.databind.JsonSerializer<CapturedFields> unwrappingSerializer(
                com.fasterxml.jackson.databind.util.NameTransformer names) {
            return this;
        }
    }

    /** As above. */
    static final class Serializer3 extends tools.jackson.databind.ValueSerializer<CapturedFields> {

        @Override
        public void serialize(
                CapturedFields fields,
                tools.jackson.core.JsonGenerator generator,
                tools.jackson.databind.SerializationContext context) {
            Jackson3.writeFields(fields, generator);
        }

        @Override
        public boolean isUnwrappingSerializer() {
            return true;
        }

        @Override
        public tools.jackson.databind.ValueSerializer<CapturedFields> unwrappingSerializer(
                tools.jackson.databind.util.NameTransformer names) {
            return this;
        }
    }
}
