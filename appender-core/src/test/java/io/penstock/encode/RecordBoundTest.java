package io.penstock.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With records whose parts have sizes that the tests know. */
class RecordBoundTest {

    private static final int MOST = 10_000;
    private static final int FRAME = 100;

    private final List<RecordLimits> tried = new ArrayList<>();

    @Test
    void fit_aLongTrace_isShortenedAndTheMessageIsWhole() {
        RecordLimits limits = fit(1000, 3000, 100, 1);

        assertThat(limits.frames()).isEqualTo(32);
        assertThat(limits.messageBytes()).isEqualTo(RecordLimits.WHOLE);
        assertThat(limits.valueBytes()).isEqualTo(RecordLimits.WHOLE);
        assertThat(limits.throwables()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6})
    void fit_aLongMessage_isCutToWhatThereIsRoomFor(int inflation) {
        RecordLimits limits = fit(0, 300_000, 100, inflation);

        assertThat(limits.valueBytes()).isEqualTo(RecordLimits.WHOLE);
        assertThat(100 + inflation * limits.messageBytes()).isBetween(MOST * 8 / 10, MOST);
        assertThat(tried).hasSizeLessThan(12);
    }

    @Test
    void fit_aLongValue_isCutAndTheMessageIsWhole() {
        RecordLimits limits = fit(0, 3000, 2_000_000, 1);

        assertThat(limits.messageBytes()).isEqualTo(RecordLimits.WHOLE);
        assertThat(limits.valueBytes()).isEqualTo(4096);
    }

    @Test
    void fit_everythingTooLong_leavesSomeOfEach() {
        RecordLimits limits = fit(1000, 300_000, 2_000_000, 2);

        assertThat(limits.frames()).isEqualTo(8);
        assertThat(limits.messageBytes()).isGreaterThan(1000);
        assertThat(limits.valueBytes()).isEqualTo(4096);
    }

    @Test
    void fit_anEncoderThatWritesTheSameWhatever_isCutAsText() {
        RecordLimits[] last = new RecordLimits[1];

        new RecordBound(MOST, MOST, 50_000).fit(true, limits -> {
            last[0] = limits;
            return Math.min(50_000, limits.textBytes());
        });

        assertThat(last[0].textBytes()).isBetween(MOST / 2, MOST);
        assertThat(last[0].throwables()).isZero();
    }

    @Test
    void fit_anEncoderThatWritesTheSameAndCannotBeCut_isRefused() {
        RecordBound bound = new RecordBound(MOST, MOST - 10, 50_000);

        assertThatThrownBy(() -> bound.fit(false, limits -> 50_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a record of 50000 bytes cannot be shortened to maxRecordBytes=10000: with next to nothing of"
                                + " its event it still has 50000; raise maxRecordBytes, or let the encoder write less");
    }

    @Test
    void fit_anEncoderThatWritesMoreEachTime_comesToAnEnd() {
        int[] size = {MOST};

        assertThatThrownBy(() -> new RecordBound(MOST, MOST, 50_000).fit(false, limits -> size[0]++))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limits_cut_betweenTwoCharactersAndWithTheLength() {
        RecordLimits limits = limits(10, RecordLimits.WHOLE);
        String mark = "...[99 bytes shortened at maxRecordBytes=50]";

        assertThat(limits.message("short")).isEqualTo("short" + mark);
        assertThat(limits.message("0123456789")).isEqualTo("0123456789" + mark);
        assertThat(limits.message("01234567\u20ac")).isEqualTo("01234567...[11 bytes]" + mark);
        assertThat(limits.message("0123456\u20acx")).isEqualTo("0123456\u20ac...[11 bytes]" + mark);
        assertThat(limits.message("1234567\uD83D\uDE00")).isEqualTo("1234567...[11 bytes]" + mark);
        assertThat(limits.message("0123456789" + "x".repeat(90) + "...[2097152 bytes cut at maxMessageBytes=100]"))
                .isEqualTo("0123456789...[2097152 bytes cut at maxMessageBytes=100]" + mark);
        assertThat(limits.message(null)).isEqualTo(mark);
        assertThat(limits.value("0123456789abc")).isEqualTo("0123456789...[13 bytes]");
        assertThat(limits.value(null)).isNull();
    }

    @Test
    void cutText_lines_keepTheirEndAndWhatIsNoTextIsLeftAlone() {
        String mark = "...[99 bytes shortened at maxRecordBytes=50]";
        String more = " and more of it".repeat(9);

        assertThat(cut("line of 9\u20ac" + more + "\n")).isEqualTo("line of 9" + mark + "\n");
        assertThat(cut("line of 9" + more + "\r\n")).isEqualTo("line of " + mark + "\r\n");
        assertThat(cut("line of text")).isEqualTo("line of text");
        for (String whole : List.of("{\"a\":\"" + more, "<a>" + more, "[" + more, ":)\n\u0001" + more)) {
            assertThat(cut(whole)).isEqualTo(whole);
        }
    }

    /** To ten bytes and the mark. */
    private static String cut(String text) {
        Utf8Buffer buffer = new Utf8Buffer(0).append("head ").append(text);
        limits(10, 54).cutText(buffer, "head ".length());
        return new String(buffer.toByteArray(), StandardCharsets.UTF_8).substring("head ".length());
    }

    private static RecordLimits limits(int bytes, int textBytes) {
        return new RecordLimits(50, 99, 1, 1, bytes, bytes, 1, textBytes);
    }

    /** A record of so many frames, a message and a value of so many bytes, each byte of the message written as several. */
    private RecordLimits fit(int frames, int message, int value, int inflation) {
        int original = frames * FRAME + message * inflation + value;
        RecordLimits[] last = new RecordLimits[1];
        new RecordBound(MOST, MOST, original).fit(frames > 0, limits -> {
            tried.add(limits);
            last[0] = limits;
            return Math.min(frames, limits.frames()) * FRAME
                    + Math.min(message, limits.messageBytes()) * inflation
                    + Math.min(value, limits.valueBytes());
        });
        return last[0];
    }
}
