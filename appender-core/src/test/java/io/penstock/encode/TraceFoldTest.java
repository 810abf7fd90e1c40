package io.penstock.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFoldTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "``; 9; ``",
                "a b c; 9; a b c",
                "a a a a; 9; a a a a",
                "a b a b a b c; 9; a b (4 frames that repeat the 2 above) c",
                "x a a a a a a b; 9; x a (5 frames that repeat the one above) b",
                "a b c a b c a b c a b; 9; a b c (6 frames that repeat the 3 above) a b",
                "a b c d; 2; a b (2 more frames)",
                "a b c d; 0; (4 more frames)",
                "a a a a a a b c d; 2; a (5 frames that repeat the one above) b (2 more frames)",
                "a b c a b c a b c; 2; a b (7 more frames)",
            })
    void shorten_frames_areFoldedAndThenCut(String frames, int most, String expected) {
        StackTraceElement[] all = frames(frames);

        assertThat(text(TraceFold.shorten(all, all.length, most))).isEqualTo(expected);
    }

    @Test
    void shorten_nothingToLeaveOut_isTheSameArray() {
        StackTraceElement[] all = frames("a b c");

        assertThat(TraceFold.shorten(all, 3, 3)).isSameAs(all);
        assertThat(text(TraceFold.shorten(all, 2, 3))).isEqualTo("a b");
    }

    @Test
    void shorten_aTraceWithMarks_printsAsFrames() {
        Throwable thrown = new Throwable("deep");
        thrown.setStackTrace(TraceFold.shorten(frames("a ".repeat(100).trim()), 100, 9));

        assertThat(thrown.getStackTrace())
                .extracting(StackTraceElement::toString)
                .containsExactly(
                        "Class.a(Source.java:1)", "io.penstock.framesLeftOut(99 frames that repeat the one above)");
    }

    @Test
    void shorten_aRealOverflow_isFewFrames() {
        StackTraceElement[] frames = overflow().getStackTrace();

        assertThat(frames).hasSizeGreaterThan(500);
        assertThat(TraceFold.shorten(frames, frames.length, RecordLimits.WHOLE)).hasSizeLessThan(20);
    }

    private static StackOverflowError overflow() {
        try {
            recurse(0);
            throw new AssertionError("there is no end to the stack");
        } catch (StackOverflowError expected) {
            return expected;
        }
    }

    private static int recurse(int depth) {
        return depth % 2 == 0 ? recurse(depth + 1) : recurse(depth + 3) + 1;
    }

    private static StackTraceElement[] frames(String names) {
        return names.isEmpty()
                ? new StackTraceElement[0]
                : Stream.of(names.split(" "))
                        .map(name -> new StackTraceElement("Class", name, "Source.java", 1))
                        .toArray(StackTraceElement[]::new);
    }

    private static String text(StackTraceElement[] frames) {
        List<String> texts = Arrays.stream(frames)
                .map(frame -> frame.getLineNumber() == 1 ? frame.getMethodName() : "(" + frame.getFileName() + ")")
                .toList();
        return String.join(" ", texts);
    }
}
