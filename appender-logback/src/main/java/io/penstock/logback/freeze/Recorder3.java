package io.penstock.logback.freeze;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.Base64Variant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamWriteCapability;
import tools.jackson.core.util.JsonGeneratorDelegate;

/**
 * What a serializer sees at the call: a generator that keeps tokens and counts them. Confined to the calling thread.
 *
 * <p>Nothing is copied from parsers and nothing passes by reference: whatever is not a token goes through the mapper.
 */
final class Recorder3 extends JsonGeneratorDelegate {

    private final Jackson3.Tokens tokens;
    private final JsonBudget budget;

    Recorder3(Jackson3.Tokens tokens, JsonBudget budget) {
        super(tokens, false);
        this.tokens = tokens;
        this.budget = budget;
    }

    /** Text formats have none; some serializers write bytes where there are. */
    @Override
    public boolean has(StreamWriteCapability capability) {
        return capability != StreamWriteCapability.CAN_WRITE_BINARY_NATIVELY && super.has(capability);
    }

    @Override
    public JsonGenerator writeStartArray() {
        budget.open();
        return super.writeStartArray();
    }

    @Override
    public JsonGenerator writeStartArray(Object forValue) {
        budget.open();
        return super.writeStartArray(forValue);
    }

    @Override
    public JsonGenerator writeStartArray(Object forValue, int size) {
        budget.open();
        return super.writeStartArray(forValue, size);
    }

    @Override
    public JsonGenerator writeEndArray() {
        budget.close();
        return super.writeEndArray();
    }

    @Override
    public JsonGenerator writeStartObject() {
        budget.open();
        return super.writeStartObject();
    }

    @Override
    public JsonGenerator writeStartObject(Object forValue) {
        budget.open();
        return super.writeStartObject(forValue);
    }

    @Override
    public JsonGenerator writeStartObject(Object forValue, int size) {
        budget.open();
        return super.writeStartObject(forValue, size);
    }

    @Override
    public JsonGenerator writeEndObject() {
        budget.close();
        return super.writeEndObject();
    }

    @Override
    public JsonGenerator writeName(String name) {
        budget.spendText(name.length());
        return super.writeName(name);
    }

    @Override
    public JsonGenerator writeName(SerializableString name) {
        budget.spendText(name.charLength());
        return super.writeName(name);
    }

    @Override
    public JsonGenerator writeArray(int[] array, int offset, int length) {
        budget.spend(8L * length);
        return super.writeArray(array, offset, length);
    }

    @Override
    public JsonGenerator writeArray(long[] array, int offset, int length) {
        budget.spend(8L * length);
        return super.writeArray(array, offset, length);
    }

    @Override
    public JsonGenerator writeArray(double[] array, int offset, int length) {
        budget.spend(8L * length);
        return super.writeArray(array, offset, length);
    }

    @Override
    public JsonGenerator writeArray(String[] array, int offset, int length) {
        writeStartArray(array, length);
        for (int i = offset; i < offset + length; i++) {
            writeString(array[i]);
        }
        return writeEndArray();
    }

    @Override
    public JsonGenerator writeString(String text) {
        budget.spendText(text == null ? 4 : text.length());
        return super.writeString(text);
    }

    @Override
    public JsonGenerator writeString(Reader reader, int length) {
        budget.spendText(Math.max(0, length));
        return super.writeString(reader, length);
    }

    @Override
    public JsonGenerator writeString(char[] text, int offset, int length) {
        budget.spendText(length);
        return super.writeString(text, offset, length);
    }

    @Override
    public JsonGenerator writeString(SerializableString text) {
        budget.spendText(text.charLength());
        return super.writeString(text);
    }

    @Override
    public JsonGenerator writeUTF8String(byte[] text, int offset, int length) {
        return writeString(new String(text, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public JsonGenerator writeRaw(String text) {
        budget.spendText(text.length());
        tokens.appendRaw(text);
        return this;
    }

    @Override
    public JsonGenerator writeRaw(String text, int offset, int length) {
        return writeRaw(text.substring(offset, offset + length));
    }

    @Override
    public JsonGenerator writeRaw(SerializableString text) {
        return writeRaw(text.getValue());
    }

    @Override
    public JsonGenerator writeRaw(char[] text, int offset, int length) {
        return writeRaw(new String(text, offset, length));
    }

    @Override
    public JsonGenerator writeRaw(char c) {
        return writeRaw(String.valueOf(c));
    }

    @Override
    public JsonGenerator writeRawValue(String text) {
        budget.spendText(text.length());
        return super.writeRawValue(text);
    }

    @Override
    public JsonGenerator writeRawValue(String text, int offset, int length) {
        budget.spendText(length);
        return super.writeRawValue(text, offset, length);
    }

    @Override
    public JsonGenerator writeRawValue(char[] text, int offset, int length) {
        budget.spendText(length);
        return super.writeRawValue(text, offset, length);
    }

    @Override
    public JsonGenerator writeBinary(Base64Variant variant, byte[] bytes, int offset, int length) {
        budget.spendText(length);
        return super.writeBinary(variant, bytes, offset, length);
    }

    @Override
    public int writeBinary(Base64Variant variant, InputStream bytes, int length) {
        budget.spendText(Math.max(0, length));
        return super.writeBinary(variant, bytes, length);
    }

    @Override
    public JsonGenerator writeNumber(short number) {
        budget.spend(4);
        return super.writeNumber(number);
    }

    @Override
    public JsonGenerator writeNumber(int number) {
        budget.spend(4);
        return super.writeNumber(number);
    }

    @Override
    public JsonGenerator writeNumber(long number) {
        budget.spend(8);
        return super.writeNumber(number);
    }

    @Override
    public JsonGenerator writeNumber(BigInteger number) {
        budget.spend(number == null ? 4 : number.bitLength() / 3 + 1);
        return super.writeNumber(number);
    }

    @Override
    public JsonGenerator writeNumber(double number) {
        budget.spend(8);
        return super.writeNumber(number);
    }

    @Override
    public JsonGenerator writeNumber(float number) {
        budget.spend(8);
        return super.writeNumber(number);
    }

    @Override
    public JsonGenerator writeNumber(BigDecimal number) {
        budget.spend(number == null ? 4 : number.unscaledValue().bitLength() / 3 + 1);
        return super.writeNumber(number);
    }

    @Override
    public JsonGenerator writeNumber(String number) {
        budget.spendText(number.length());
        return super.writeNumber(number);
    }

    @Override
    public JsonGenerator writeNumber(char[] number, int offset, int length) {
        return writeNumber(new String(number, offset, length));
    }

    @Override
    public JsonGenerator writeBoolean(boolean state) {
        budget.spend(4);
        return super.writeBoolean(state);
    }

    @Override
    public JsonGenerator writeNull() {
        budget.spend(4);
        return super.writeNull();
    }
}
