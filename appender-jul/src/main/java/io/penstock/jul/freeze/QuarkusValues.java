package io.penstock.jul.freeze;

import io.penstock.freeze.Frozen;
import io.penstock.freeze.StructureCapture;
import io.penstock.jul.format.LinesFormatter;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the JSON that quarkus-logging-json's formatter would make of an object of somebody's own class within a
 * structured argument, by that formatter's own mapper; where there is none a mark with the name of the class. Safe for
 * any thread.
 *
 * <p>All by reflection: neither the library nor Jackson is needed here.
 */
public final class QuarkusValues implements StructureCapture {

    private static final int MOST_HANDLERS = 100;

    private final List<?> roots;

    /** @param roots handlers, or the formatter of a sender; each may change its formatter */
    public QuarkusValues(List<?> roots) {
        this.roots = List.copyOf(roots);
    }

    /** What takes the place of a value within an argument. */
    record Kept(Object forGenerator, @Nullable Object text, long sizeBytes) implements Frozen {

        @Override
        public String toString() {
            return String.valueOf(text);
        }
    }

    @Override
    public boolean isWanted() {
        return true;
    }

    @Override
    public boolean wantsArguments() {
        return false;
    }

    @Override
    public boolean wantsText() {
        // An argument takes its own text.
        return false;
    }

    @Override
    public @Nullable Tree copyOfTree(Object value, long maxBytes) {
        return null;
    }

    @Override
    public Captured capture(Object value, @Nullable Object text, long maxBytes) {
        String name = value.getClass().getName();
        Object mapper = mapper();
        if (mapper == null) {
            return mark("[" + name + " not captured: its mapper was not known at the call]", text);
        }
        Bounded json = new Bounded(maxBytes);
        try {
            mapper.getClass()
                    .getMethod("writeValue", OutputStream.class, Object.class)
                    .invoke(mapper, json, value);
            String written = json.toString(StandardCharsets.UTF_8);
            Object raw = Class.forName(
                            "com.fasterxml.jackson.databind.util.RawValue",
                            true,
                            mapperClass(mapper).getClassLoader())
                    .getConstructor(String.class)
                    .newInstance(written);
            return new Captured(new Kept(raw, text, 64L + 2L * written.length()), json.size());
        } catch (InvocationTargetException thrown) {
            return json.exceeded
                    ? mark("[" + name + " not captured: more than maxMessageBytes]", text)
                    : mark(
                            "[FAILED JSON of " + name + ": "
                                    + rootOf(thrown).getClass().getName() + "]",
                            text);
        } catch (ReflectiveOperationException | RuntimeException otherRelease) {
            return mark(
                    "[FAILED JSON of " + name + ": " + otherRelease.getClass().getName() + "]", text);
        }
    }

    private static Captured mark(String mark, @Nullable Object text) {
        return new Captured(new Kept(mark, text, 64L + 2L * mark.length()), mark.length());
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        for (int i = 0; i < 32 && root.getCause() != null; i++) {
            root = root.getCause();
        }
        return root;
    }

    private @Nullable Object mapper() {
        for (Object root : roots) {
            Object mapper = mapperBehind(root, MOST_HANDLERS);
            if (mapper != null) {
                return mapper;
            }
        }
        return null;
    }

    private static @Nullable Object mapperBehind(@Nullable Object part, int most) {
        if (part instanceof Formatter formatter) {
            Object own = LinesFormatter.unwrapped(formatter);
            // JsonFormatter.jsonFactory, JacksonJsonFactory.jsonFactory: the library's, then Jackson's.
            return codec(field(field(own, "jsonFactory"), "jsonFactory"));
        }
        if (!(part instanceof Handler handler) || most == 0) {
            return null;
        }
        Object mapper = mapperBehind(handler.getFormatter(), most);
        if (mapper == null && call(handler, "getHandlers") instanceof Handler[] inner) {
            for (Handler each : inner) {
                mapper = mapper == null ? mapperBehind(each, most - 1) : mapper;
            }
        }
        return mapper;
    }

    /** Null for a factory that is not Jackson's. */
    private static @Nullable Object codec(@Nullable Object factory) {
        Object codec = call(factory, "getCodec");
        return codec == null || mapperClass(codec) == Object.class ? null : codec;
    }

    private static Class<?> mapperClass(Object codec) {
        Class<?> type = codec.getClass();
        while (type != Object.class && !type.getName().equals("com.fasterxml.jackson.databind.ObjectMapper")) {
            type = type.getSuperclass();
        }
        return type;
    }

    private static @Nullable Object call(@Nullable Object target, String name) {
        try {
            return target == null ? null : target.getClass().getMethod(name).invoke(target);
        } catch (ReflectiveOperationException | RuntimeException other) {
            return null;
        }
    }

    private static @Nullable Object field(@Nullable Object target, String name) {
        for (Class<?> type = target == null ? null : target.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field.get(target);
            } catch (NoSuchFieldException inherited) {
                // The superclass is asked next.
            } catch (IllegalAccessException | RuntimeException closed) {
                return null;
            }
        }
        return null;
    }

    /** Takes so many bytes, and then no more. */
    private static final class Bounded extends ByteArrayOutputStream {

        private final long maxBytes;
        private boolean exceeded;

        Bounded(long maxBytes) {
            this.maxBytes = maxBytes;
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            if (size() + (long) length > maxBytes) {
                exceeded = true;
                throw new IllegalStateException("more than " + maxBytes + " bytes");
            }
            super.write(bytes, offset, length);
        }
    }
}
