package io.penstock.freeze;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to do with the instances of a class, decided once per class. Safe for any thread.
 *
 * <p>The kinds are ints and not an enum for one reason: the value of a ClassValue is strongly reachable from the class
 * it belongs to. A constant of ours cached for String.class would keep our class loader alive as long as the JVM
 * (JDK-8136353); an Integer keeps nothing.
 */
final class TypeKinds {

    /** Only used on the way to a decision. */
    static final int UNKNOWN = -1;

    static final int TEXT = 0;
    static final int STRING = 1;
    static final int PASS = 2;
    static final int FROZEN = 3;
    static final int OPTIONAL = 4;
    static final int IMMUTABLE_LIST = 5;
    static final int IMMUTABLE_SET = 6;
    static final int IMMUTABLE_MAP = 7;
    static final int CLONED = 8;
    static final int NUMBER = 9;
    static final int REFERENCE = 10;
    static final int ENTRY = 11;
    static final int BYTES_OR_CHARS = 12;
    static final int ARRAY = 13;
    static final int COLLECTION = 14;
    static final int COLLECTION_WITH_TEXT = 15;
    static final int MAP = 16;
    static final int MAP_WITH_TEXT = 17;

    /** The extension with index i has the kind FIRST_EXTENSION + i. */
    static final int FIRST_EXTENSION = 100;

    private final Set<String> immutableTypes;
    private final List<FreezeExtension> extensions;
    private final ClassValue<Integer> cache = new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> type) {
            return decide(type);
        }
    };

    TypeKinds(Set<String> immutableTypes, List<FreezeExtension> extensions) {
        this.immutableTypes = Set.copyOf(immutableTypes);
        this.extensions = List.copyOf(extensions);
    }

    int kindOf(Class<?> type) {
        return cache.get(type);
    }

    FreezeExtension extension(int kind) {
        return extensions.get(kind - FIRST_EXTENSION);
    }

    private int decide(Class<?> type) {
        try {
            int own = decideByConfiguration(type);
            return own == UNKNOWN ? decideByNature(type) : own;
        } catch (LinkageError | RuntimeException incompleteClass) {
            // Reflection needs types that are missing at run time. Text needs nothing.
            return TEXT;
        }
    }

    private int decideByConfiguration(Class<?> type) {
        if (type == String.class) {
            return STRING;
        }
        if (isRegistered(type)) {
            return PASS;
        }
        for (int i = 0; i < extensions.size(); i++) {
            if (freezes(extensions.get(i), type)) {
                return FIRST_EXTENSION + i;
            }
        }
        return UNKNOWN;
    }

    private int decideByNature(Class<?> type) {
        if (Frozen.class.isAssignableFrom(type)) {
            return FROZEN;
        }
        if (type.isArray()) {
            return type == byte[].class || type == char[].class ? BYTES_OR_CHARS : ARRAY;
        }
        if (Enum.class.isAssignableFrom(type) || isImmutableRecord(type)) {
            return PASS;
        }
        int jdk = JdkTypes.kindOf(type);
        if (jdk != UNKNOWN) {
            return jdk;
        }
        if (Collection.class.isAssignableFrom(type)) {
            return JdkTypes.printsItsElements(type) ? COLLECTION : COLLECTION_WITH_TEXT;
        }
        if (Map.class.isAssignableFrom(type)) {
            return JdkTypes.printsItsElements(type) ? MAP : MAP_WITH_TEXT;
        }
        return TEXT;
    }

    /** Whether the user named this class, a superclass or an interface of it. */
    boolean isRegistered(Class<?> type) {
        if (immutableTypes.isEmpty()) {
            return false;
        }
        if (immutableTypes.contains(type.getName())) {
            return true;
        }
        for (Class<?> parent : type.getInterfaces()) {
            if (isRegistered(parent)) {
                return true;
            }
        }
        Class<?> superclass = type.getSuperclass();
        return superclass != null && isRegistered(superclass);
    }

    private boolean isImmutableRecord(Class<?> type) {
        return type.isRecord() && new RecordTypes(this).isImmutable(type);
    }

    private static boolean freezes(FreezeExtension extension, Class<?> type) {
        try {
            return extension.freezes(type);
        } catch (Throwable brokenExtension) {
            SafeText.rethrowThreadDeath(brokenExtension);
            return false;
        }
    }
}
