package io.penstock.collector.cli;

import io.penstock.collector.append.AckLevel;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code written} or {@code synced}. */
final class AckConverter implements ITypeConverter<AckLevel> {

    @Override
    public AckLevel convert(String text) {
        return switch (text) {
            case "written" -> AckLevel.WRITTEN;
            case "synced" -> AckLevel.SYNCED;
            default -> throw new TypeConversionException("--ack=" + text + " is unknown; use written or synced");
        };
    }
}
