package io.penstock.logback.freeze;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The readers that were found behind an appender. Immutable.
 *
 * @param all those whose captures differ
 * @param others mappers that write as one of {@code all}
 * @param hasUnknown whether there is somebody of whom it cannot be told what he writes
 * @param wantArguments whether the arguments of a message may be written as fields
 * @param wantText whether somebody may print the text of a field
 * @param sameAsFound whether each place where an encoder was found still holds the same
 */
record JsonReaders(
        List<JsonReader> all,
        List<JsonReader> others,
        boolean hasUnknown,
        boolean wantArguments,
        boolean wantText,
        List<BooleanSupplier> sameAsFound) {

    boolean isAnybody() {
        return hasUnknown || !all.isEmpty();
    }

    boolean areCurrent() {
        for (int i = 0; i < sameAsFound.size(); i++) {
            if (!sameAsFound.get(i).getAsBoolean()) {
                return false;
            }
        }
        return true;
    }

    @Nullable
    JsonReader of(Object generator) {
        for (JsonReader reader : all) {
            if (reader.isOf(generator)) {
                return reader;
            }
        }
        for (JsonReader reader : others) {
            if (reader.isOf(generator)) {
                return reader;
            }
        }
        return null;
    }
}
