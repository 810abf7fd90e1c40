package io.penstock.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class SafeTextTest {

    @Test
    void of_toStringThrows_namesClassesButNotTheMessage() {
        Object value = new Saying(new IllegalStateException("password=secret"));

        assertThat(SafeText.of(value))
                .isEqualTo(
                        "[FAILED toString() of io.penstock.freeze.SafeTextTest$Saying: java.lang.IllegalStateException]");
    }

    @Test
    void of_toStringEndsInAnError_isAMarker() {
        assertThat(SafeText.of(new Saying(new OutOfMemoryError())))
                .isEqualTo("[FAILED toString() of io.penstock.freeze.SafeTextTest$Saying: java.lang.OutOfMemoryError]");
        assertThat(SafeText.of(new Endless()))
                .isEqualTo(
                        "[FAILED toString() of io.penstock.freeze.SafeTextTest$Endless: java.lang.StackOverflowError]");
    }

    @Test
    void of_toStringReturnsNull_isTheWordNull() {
        assertThat(SafeText.of(new Saying((Object) null))).isEqualTo("null");
    }

    @Test
    void of_collectionChangedUnderneathOnce_asksAgain() {
        assertThat(SafeText.of(new Saying(new ConcurrentModificationException(), "fine")))
                .isEqualTo("fine");
    }

    @Test
    void of_collectionChangedUnderneathTwice_isAMarker() {
        Object value = new Saying(new ConcurrentModificationException(), new ConcurrentModificationException(), "late");

        assertThat(SafeText.of(value)).endsWith("Saying: java.util.ConcurrentModificationException]");
    }

    @Test
    void of_toStringThrowsOnce_isNotAskedAgain() {
        assertThat(SafeText.of(new Saying(new IllegalStateException(), "second")))
                .startsWith("[FAILED");
    }

    @Test
    void of_threadDeath_isPassedOn() {
        assertThatThrownBy(() -> SafeText.of(new Saying(new ThreadDeath()))).isInstanceOf(ThreadDeath.class);
    }

    /** Returns or throws one thing after the other. */
    private static final class Saying {

        private final Iterator<Object> script;

        Saying(Object... script) {
            this.script = java.util.Arrays.asList(script).iterator();
        }

        @Override
        public String toString() {
            Object next = script.next();
            if (next instanceof RuntimeException exception) {
                throw exception;
            }
            if (next instanceof Error error) {
                throw error;
            }
            return (String) next;
        }
    }

    private static final class Endless {

        @Override
        public String toString() {
            return List.of(this).toString();
        }
    }
}
