package io.penstock.freeze;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The classes behind {@code List.of}, {@code Set.of}, {@code Map.of} and the {@code copyOf} methods. They are taken from
 * instances, because their names belong to the JDK; views of them (sub-lists) and later kinds that compute their
 * elements on demand are other classes and not meant.
 */
final class ImmutableCollection {

    /** Up to this many elements are looked at on the hot path; a larger collection is copied like any other. */
    static final int MAX_ELEMENTS = 16;

    /** Immutable collections within each other: 16 elements on 3 levels are 4096 looks at most, even when shared. */
    static final int MAX_NESTING = 3;

    private static final Class<?> LIST_OF_FEW = List.of(1).getClass();
    private static final Class<?> LIST = List.of(1, 2, 3).getClass();
    private static final Class<?> SET_OF_FEW = Set.of(1).getClass();
    private static final Class<?> SET = Set.of(1, 2, 3).getClass();
    private static final Class<?> MAP_OF_ONE = Map.of(1, 1).getClass();
    private static final Class<?> MAP = Map.of(1, 1, 2, 2).getClass();

    private ImmutableCollection() {}

    /** {@link TypeKinds#IMMUTABLE_LIST} and so on, or {@link TypeKinds#UNKNOWN}. */
    static int kindOf(Class<?> type) {
        if (type == LIST || type == LIST_OF_FEW) {
            return TypeKinds.IMMUTABLE_LIST;
        }
        if (type == SET || type == SET_OF_FEW) {
            return TypeKinds.IMMUTABLE_SET;
        }
        return type == MAP || type == MAP_OF_ONE ? TypeKinds.IMMUTABLE_MAP : TypeKinds.UNKNOWN;
    }
}
