package io.penstock.logback.freeze;

import io.penstock.freeze.StructureCapture.Tree;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of Jackson there are. This class names no type of them in its signatures and calls their classes only
 * where they are, hence it can be loaded without. Immutable.
 */
final class JsonLibraries {

    private static final String MAPPER_2 = "com.fasterxml.jackson.databind.ObjectMapper";
    private static final String MAPPER_3 = "tools.jackson.databind.ObjectMapper";

    private final boolean has2;
    private final boolean has3;
    private final Function<CapturedValue.Contents, CapturedValue> captured;

    private JsonLibraries(boolean has2, boolean has3) {
        this.has2 = has2;
        this.has3 = has3;
        if (has2 && has3) {
            this.captured = CapturedBoth::new;
        } else {
            this.captured = has2 ? Captured2::new : Captured3::new;
        }
    }

    /** Null if there is none. */
    static @Nullable JsonLibraries present() {
        boolean has2 = isPresent(MAPPER_2);
        boolean has3 = isPresent(MAPPER_3);
        return has2 || has3 ? new JsonLibraries(has2, has3) : null;
    }

    private static boolean isPresent(String mapper) {
        try {
            Class.forName(mapper, false, JsonLibraries.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    /** Null if it is no mapper of a line that is known here. */
    @Nullable
    JsonReader reader(Object mapper, @Nullable String sameAs) {
        JsonReader reader = has3 ? Jackson3.reader(mapper, sameAs) : null;
        return reader == null && has2 ? Jackson2.reader(mapper, sameAs) : reader;
    }

    @Nullable
    Tree copyOfTree(Object value, long maxBytes) {
        Tree tree = has3 ? Jackson3.copyOfTree(value, maxBytes) : null;
        return tree == null && has2 ? Jackson2.copyOfTree(value, maxBytes) : tree;
    }

    CapturedValue captured(CapturedValue.Contents contents) {
        return captured.apply(contents);
    }
}
