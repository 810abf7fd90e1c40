package io.penstock.collector.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Eight hexadecimal digits. */
final class MagicConverter implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        if (!digits.matches("[0-9a-fA-F]{8}")) {
            throw new TypeConversionException(
                    "--python-magic=" + text + " is no magic number; give its four bytes as eight hexadecimal digits");
        }
        return Integer.parseUnsignedInt(digits, 16);
    }
}
