package io.penstock.collector.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 4096}, {@code 64KB}, {@code 10MB}, {@code 2GB}; by 1,024. */
final class SizeConverter implements ITypeConverter<Long> {

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,12})(KB|MB|GB)?", Pattern.CASE_INSENSITIVE);

    @Override
    public Long convert(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("\"" + text + "\" is no size; use for instance 4096, 64KB, 10MB or 2GB");
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "" : matcher.group(2).toUpperCase(java.util.Locale.ROOT);
        return switch (unit) {
            case "KB" -> number << 10;
            case "MB" -> number << 20;
            case "GB" -> number << 30;
            default -> number;
        };
    }
}
