package io.penstock.encode;

import org.jspecify.annotations.Nullable;

/**
 * How much of an event a record may still show, because the whole of it was too long. Immutable, safe for any thread.
 *
 * @param maxRecordBytes the setting, for the mark
 * @param originalBytes what the record had
 * @param frames of each throwable, at most; repeated ones are folded before they count
 * @param throwables causes and suppressed ones included, at most; the root cause is always among them unless it is 0
 * @param messageBytes of the message, in UTF-8, without its mark; and of the message of a throwable
 * @param valueBytes of any other text: a value of the MDC, a name
 * @param entries of the MDC, of key-value pairs and the like, at most
 * @param textBytes of what the encoder makes of all that, if it can be cut; {@link #WHOLE} if it has to stay as it is
 */
public record RecordLimits(
        int maxRecordBytes,
        int originalBytes,
        int frames,
        int throwables,
        int messageBytes,
        int valueBytes,
        int entries,
        int textBytes) {

    /** No limit. */
    public static final int WHOLE = Integer.MAX_VALUE;

    /** The name of the original length where a record has named values. */
    public static final String ORIGINAL_BYTES = "originalBytes";

    /** Says in a text that the record was shortened, and from what. */
    public String mark() {
        return "...[" + originalBytes + " bytes shortened at maxRecordBytes=" + maxRecordBytes + "]";
    }

    /** The beginning of an event's message, and the mark. */
    public String message(@Nullable String text) {
        return text == null ? mark() : TextBound.cut(text, messageBytes) + mark();
    }

    /** The message of a throwable. */
    public @Nullable String throwableMessage(@Nullable String text) {
        return text == null ? null : TextBound.cut(text, Math.min(messageBytes, valueBytes));
    }

    /** Any other text. */
    public @Nullable String value(@Nullable String text) {
        return text == null ? null : TextBound.cut(text, valueBytes);
    }

    /** An argument of the message: long ones are what makes messages long. */
    public String argument(String text) {
        return TextBound.cut(text, Math.min(messageBytes, valueBytes));
    }

    /** Whether this text stays as it is as an {@link #argument}. */
    public boolean keepsArgument(String text) {
        return TextBound.fits(text, Math.min(messageBytes, valueBytes));
    }

    /** Whether this text stays as it is as a {@link #value}. */
    public boolean keepsValue(String text) {
        return TextBound.fits(text, valueBytes);
    }

    /** Whether nothing but the message is left. */
    public boolean isBare() {
        return entries == 0;
    }

    /**
     * Cuts what was appended from {@code start} on to {@link #textBytes}, between two characters, with the mark and the
     * line end that it had; unless it has no limit, or is no text that can be cut: JSON or XML.
     */
    public void cutText(Utf8Buffer target, int start) {
        if (textBytes != WHOLE && target.size() - start > textBytes) {
            TextBound.cut(target, start, textBytes, mark());
        }
    }
}
