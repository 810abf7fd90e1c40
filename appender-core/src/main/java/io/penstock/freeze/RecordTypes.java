package io.penstock.freeze;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether a record can be told to be immutable from its declaration alone. Looking at the values would need reflection
 * for each event; the declared types must therefore be final ones that pass.
 */
final class RecordTypes {

    private final TypeKinds kinds;
    private final Set<Class<?>> underWay = new HashSet<>();

    RecordTypes(TypeKinds kinds) {
        this.kinds = kinds;
    }

    /**
     * A record that contains its own type is refused: a long chain of it could overflow the stack of the drain thread
     * when printed there.
     */
    boolean isImmutable(Class<?> record) {
        if (!underWay.add(record)) {
            return false;
        }
        for (RecordComponent component : record.getRecordComponents()) {
            if (!alwaysPasses(component.getType())) {
                return false;
            }
        }
        underWay.remove(record);
        return true;
    }

    private boolean alwaysPasses(Class<?> declared) {
        if (declared.isPrimitive() || declared.isEnum() || declared == String.class || kinds.isRegistered(declared)) {
            return true;
        }
        if (declared.isRecord()) {
            return isImmutable(declared);
        }
        return Modifier.isFinal(declared.getModifiers()) && JdkTypes.kindOf(declared) == TypeKinds.PASS;
    }
}
