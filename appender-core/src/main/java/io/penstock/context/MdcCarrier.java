package io.penstock.context;

import io.penstock.ContextCarrier;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** SLF4J's MDC, for whoever asks the MDC itself and not the event. */
final class MdcCarrier implements ContextCarrier {

    /** SLF4J's number for "nobody has asked for a logger yet". */
    private static final int UNINITIALIZED = 0;

    private final MethodHandle adapter;
    private final MethodHandle copy;
    private final MethodHandle set;
    private final MethodHandle clear;
    /** Null where SLF4J does not let itself be looked into: in a named module. */
    private final @Nullable Field state;

    /**
     * @param mdc {@code org.slf4j.MDC}
     */
    MdcCarrier(Class<?> mdc) throws ReflectiveOperationException {
        adapter = ForeignCalls.ofClass(mdc, "getMDCAdapter", ForeignCalls.beside(mdc, "org.slf4j.spi.MDCAdapter"));
        copy = ForeignCalls.ofClass(mdc, "getCopyOfContextMap", Map.class);
        set = ForeignCalls.ofClass(mdc, "setContextMap", void.class, Map.class);
        clear = ForeignCalls.ofClass(mdc, "clear", void.class);
        state = stateOf(ForeignCalls.beside(mdc, "org.slf4j.LoggerFactory"));
    }

    private static @Nullable Field stateOf(Class<?> loggerFactory) {
        try {
            Field field = loggerFactory.getDeclaredField("INITIALIZATION_STATE");
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException | RuntimeException hidden) {
            return null;
        }
    }

    @Override
    public String name() {
        return "SLF4J's MDC";
    }

    /**
     * The first question makes SLF4J look for a logging system and start it. That must not happen for our sake, in the
     * middle of some call to java.util.logging; and before it has happened, nothing is in the MDC.
     */
    private boolean isInUse() throws IllegalAccessException {
        return state == null || state.getInt(null) != UNINITIALIZED;
    }

    @Override
    public @Nullable Object capture() {
        try {
            return isInUse() ? present() : null;
        } catch (Throwable failure) {
            throw ForeignCalls.thrown(failure);
        }
    }

    /** Null: empty. */
    private @Nullable Object present() throws Throwable {
        if ((Object) adapter.invokeExact() == null) {
            return null;
        }
        Object map = (Object) copy.invokeExact();
        return map instanceof Map<?, ?> entries && !entries.isEmpty() ? map : null;
    }

    @Override
    public Scope restore(Object captured) {
        try {
            Object before = present();
            setTo(captured);
            return () -> putBack(before);
        } catch (Throwable failure) {
            throw ForeignCalls.thrown(failure);
        }
    }

    private void putBack(@Nullable Object before) {
        try {
            setTo(before);
        } catch (Throwable failure) {
            throw ForeignCalls.thrown(failure);
        }
    }

    private void setTo(@Nullable Object map) throws Throwable {
        Object nothing = map == null ? (Object) clear.invokeExact() : (Object) set.invokeExact(map);
        assert nothing == null;
    }
}
