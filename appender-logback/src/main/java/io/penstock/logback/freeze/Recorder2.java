package io.penstock.logback.freeze;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * What a serializer sees at the call: a generator that keeps tokens and counts them. Confined to the calling thread.
 *
 * <p>Nothing is copied from parsers and nothing passes by reference: whatever is not a token goes through the mapper.
 */
final class Recorder2 extends JsonGeneratorDelegate {

    private final Jackson2.Tokens tokens;
    private final JsonBudget budget;

    Recorder2(Jackson2.Tokens tokens, JsonBudget budget) {
        super(tokens, false);
        this.tokens = tokens;
        this.budget = budget;
    }

    /** Text formats do not; some serializers write bytes where they may. */
    @Override
    public boolean canWriteBinaryNatively() {
        return false;
    }

    @Override
    public void writeStartArray() throws IOException {
        budget.open();
        super.writeStartArray();
    }

    @Override
    public void writeStartArray(Object forValue) throws IOException {
        budget.open();
        super.writeStartArray(forValue);
    }

    @Override
    public void writeStartArray(Object forValue, int size) throws IOException {
        budget.open();
        super.writeStartArray(forValue, size);
    }

    @Override
    public void writeEndArray() throws IOException {
        budget.close();
        super.writeEndArray();
    }

    @Override
    public void writeStartObject() throws IOException {
        budget.open();
        super.writeStartObject();
    }

    @Override
    public void writeStartObject(Object forValue) throws IOException {
        budget.open();
        super.writeStartObject(forValue);
    }

    @Override
    public void writeStartObject(Object forValue, int size) throws IOException {
        budget.open();
        super.writeStartObject(forValue, size);
    }

    @Override
    public void writeEndObject() throws IOException {
        budget.close();
        super.writeEndObject();
    }

    @Override
    public void writeFieldName(String name) throws IOException {
        budget.spendText(name.length());
        super.writeFieldName(name);
    }

    @Override
    public void writeFieldName(SerializableString name) throws IOException {
        budget.spendText(name.charLength());
        super.writeFieldName(name);
    }

    @Override
    public void writeArray(int[] array, int offset, int length) throws IOException {
        budget.spend(8L * length);
        super.writeArray(array, offset, length);
    }

    @Override
    public void writeArray(long[] array, int offset, int length) throws IOException {
        budget.spend(8L * length);
        super.writeArray(array, offset, length);
    }

    @Override
    public void writeArray(double[] array, int offset, int length) throws IOException {
        budget.spend(8L * length);
        super.writeArray(array, offset, length);
    }

    @Override
    public void writeArray(String[] array, int offset, int length) throws IOException {
        writeStartArray(array, length);
        for (int i = offset; i < offset + length; i++) {
            writeString(array[i]);
        }
        writeEndArray();
    }

    @Override
    public void writeString(String text) throws IOException {
        budget.spendText(text == null ? 4 : text.length());
        super.writeString(text);
    }

    @Override
    public void writeString(Reader reader, int length) throws IOException {
        budget.spendText(Math.max(0, length));
        super.writeString(reader, length);
    }

    @Override
    public void writeString(char[] text, int offset, int length) throws IOException {
        budget.spendText(length);
        super.writeString(text, offset, length);
    }

    @Override
    public void writeString(SerializableString text) throws IOException {
        budget.spendText(text.charLength());
        super.writeString(text);
    }

    @Override
    public void writeUTF8String(byte[] text, int offset, int length) throws IOException {
        writeString(new String(text, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public void writeRaw(String text) throws IOException {
        budget.spendText(text.length());
        tokens.appendRaw(text);
    }

    @Override
    public void writeRaw(String text, int offset, int length) throws IOException {
        writeRaw(text.substring(offset, offset + length));
    }

    @Override
    public void writeRaw(SerializableString text) throws IOException {
        writeRaw(text.getValue());
    }

    @Override
    public void writeRaw(char[] text, int offset, int length) throws IOException {
        writeRaw(new String(text, offset, length));
    }

    @Override
    public void writeRaw(char c) throws IOException {
        writeRaw(String.valueOf(c));
    }

    @Override
    public void writeRawValue(String text) throws IOException {
        budget.spendText(text.length());
        super.writeRawValue(text);
    }

    @Override
    public void writeRawValue(String text, int offset, int length) throws IOException {
        budget.spendText(length);
        super.writeRawValue(text, offset, length);
    }

    @Override
    public void writeRawValue(char[] text, int offset, int length) throws IOException {
        budget.spendText(length);
        super.writeRawValue(text, offset, length);
    }

    @Override
    public void writeBinary(Base64Variant variant, byte[] bytes, int offset, int length) throws IOException {
        budget.spendText(length);
        super.writeBinary(variant, bytes, offset, length);
    }

    @Override
    public int writeBinary(Base64Variant variant, InputStream bytes, int length) throws IOException {
        budget.spendText(Math.max(0, length));
        return super.writeBinary(variant, bytes, length);
    }

    @Override
    public void writeNumber(short number) throws IOException {
        budget.spend(4);
        super.writeNumber(number);
    }

    @Override
    public void writeNumber(int number) throws IOException {
        budget.spend(4);
        super.writeNumber(number);
    }

    @Override
    public void writeNumber(long number) throws IOException {
        budget.spend(8);
        super.writeNumber(number);
    }

    @Override
    public void writeNumber(BigInteger number) throws IOException {
        budget.spend(number == null ? 4 : number.bitLength() / 3 + 1);
        super.writeNumber(number);
    }

    @Override
    public void writeNumber(double number) throws IOException {
        budget.spend(8);
        super.writeNumber(number);
    }

    @Override
    public void writeNumber(float number) throws IOException {
        budget.spend(8);
        super.writeNumber(number);
    }

    @Override
    public void writeNumber(BigDecimal number) throws IOException {
        budget.spend(number == null ? 4 : number.unscaledValue().bitLength() / 3 + 1);
        super.writeNumber(number);
    }

    @Override
    public void writeNumber(String number) throws IOException {
        budget.spendText(number.length());
        super.writeNumber(number);
    }

    @Override
    public void writeNumber(char[] number, int offset, int length) throws IOException {
        writeNumber(new String(number, offset, length));
    }

    @Override
    public void writeBoolean(boolean state) throws IOException {
        budget.spend(4);
        super.writeBoolean(state);
    }

    @Override
    public void writeNull() throws IOException {
        budget.spend(4);
        super.writeNull();
    }
}
