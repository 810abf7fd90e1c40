package io.penstock.logback.freeze;

import ch.qos.logback.classic.sift.SiftingAppender;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.AppenderAttachable;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the mappers of the encoders and layouts behind an appender: through what wraps them, by getters where the
 * class is Logback's or logstash-logback-encoder's, by fields where it is somebody else's. Confined to one thread, for
 * one search.
 */
final class JsonReaderSearch {

    /** Of an appender, encoder or layout that nobody knows: its fields, and theirs. */
    private static final int FIELD_DEPTH = 2;

    /** Whoever has more parts than this is no wrapper of an encoder. */
    private static final int MOST_PARTS = 500;

    private final JsonLibraries libraries;
    private final Set<Object> visited = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<JsonReader> all = new ArrayList<>();
    private final List<JsonReader> others = new ArrayList<>();
    private final List<BooleanSupplier> sameAsFound = new ArrayList<>();
    private boolean hasUnknown;
    private boolean wantArguments;
    private boolean wantText;
    /** Within a sifting appender: which one. Null elsewhere. */
    private @Nullable String sifted;
    /** So many mappers of the sifted appender were found. */
    private int siftedMappers;

    private int mostParts = MOST_PARTS;

    JsonReaderSearch(JsonLibraries libraries) {
        this.libraries = libraries;
    }

    JsonReaders from(Object root) {
        visit(root);
        return new JsonReaders(
                List.copyOf(all), List.copyOf(others), hasUnknown, wantArguments, wantText, List.copyOf(sameAsFound));
    }

    private void visit(@Nullable Object part) {
        if (part == null || visited.size() > mostParts || !visited.add(part)) {
            return;
        }
        if (part instanceof SiftingAppender sifting) {
            visitSifted(sifting);
        } else if (part instanceof AppenderAttachable<?> wrapper) {
            wrapper.iteratorForAppenders().forEachRemaining(this::visit);
            if (!isKnown(part)) {
                visitUnknown(part);
            }
        } else if (part instanceof OutputStreamAppender<?> stream) {
            // What a subclass writes is what its encoder makes.
            visitPlace(stream::getEncoder);
        } else if (part instanceof LayoutWrappingEncoder<?> wrapper) {
            visitPlace(wrapper::getLayout);
        } else if (isKnown(part)) {
            visitKnown(part);
        } else {
            visitUnknown(part);
        }
    }

    private void visitPlace(Supplier<?> place) {
        Object found = place.get();
        sameAsFound.add(() -> place.get() == found);
        visit(found);
    }

    /** An appender comes into being with its first event; all of them are configured alike. */
    private void visitSifted(SiftingAppender sifting) {
        Collection<Appender<ch.qos.logback.classic.spi.ILoggingEvent>> present = sifting.getAppenderTracker() == null
                ? List.of()
                : sifting.getAppenderTracker().allComponents();
        present.forEach(each -> visitSifted(each, sifting));
        if (present.isEmpty()) {
            hasUnknown = true;
            wantText = true;
            Object mapper = LogstashParts.undecoratedMapper(sifting.getContext());
            if (mapper != null) {
                add(mapper, LogstashParts.UNDECORATED);
            }
        }
    }

    /**
     * What one writes, all of its kind write: the first mapper of one as the first of the next. So nothing is captured
     * once for each, and the first event for a new one finds its mapper known.
     */
    private void visitSifted(Appender<?> one, SiftingAppender sifting) {
        String outside = sifted;
        sifted = "sifted by " + System.identityHashCode(sifting) + " as number ";
        siftedMappers = 0;
        mostParts = visited.size() + MOST_PARTS;
        visit(one);
        sifted = outside;
        mostParts = visited.size() + MOST_PARTS;
    }

    /** Logback's, logstash-logback-encoder's and our own classes. */
    private static boolean isKnown(Object part) {
        String name = part.getClass().getName();
        return name.startsWith("ch.qos.logback.classic.")
                || name.startsWith("ch.qos.logback.core.")
                || name.startsWith("net.logstash.logback.")
                || name.equals("io.penstock.logback.PenstockPatternEncoder")
                || name.equals("io.penstock.logback.PenstockJsonEncoder")
                || name.equals("io.penstock.logback.AsyncProxyAppender");
    }

    private void visitKnown(Object part) {
        LogstashParts.Formatter formatter = LogstashParts.formatter(part);
        if (formatter != null) {
            visitFormatter(formatter);
            visitGetters(part, "getPrefix", "getSuffix");
        } else {
            // Logback's own, and ours. An appender that makes no text itself keeps events, for whoever reads their
            // text.
            boolean asksAnother = visitGetters(part, "getEncoder", "getLayout");
            wantText |= !asksAnother;
        }
    }

    private void visitFormatter(LogstashParts.Formatter formatter) {
        Object mapper = formatter.mapper();
        sameAsFound.add(() -> formatter.mapper() == mapper);
        wantArguments |= formatter.mayWriteArguments();
        wantText |= formatter.mayPrintFields();
        if (mapper != null) {
            add(mapper, formatter.sameAs());
        } else {
            hasUnknown = true;
        }
    }

    private void add(Object mapper, @Nullable String knownAs) {
        String sameAs = knownAs == null && sifted != null ? sifted + siftedMappers++ : knownAs;
        JsonReader reader = libraries.reader(mapper, sameAs);
        if (reader == null) {
            hasUnknown |= LogstashParts.isMapper(mapper);
            return;
        }
        boolean writesAsAnother = all.stream().anyMatch(known -> known.writesAs(reader));
        (writesAsAnother ? others : all).add(reader);
    }

    /** Whether there is any. */
    private boolean visitGetters(Object part, String... names) {
        boolean found = false;
        for (String name : names) {
            try {
                Method getter = part.getClass().getMethod(name);
                found = true;
                if (get(getter, part) != null) {
                    visitPlace(() -> get(getter, part));
                }
            } catch (NoSuchMethodException none) {
                // Then there is nothing behind it.
            }
        }
        return found;
    }

    private static @Nullable Object get(Method getter, Object part) {
        try {
            return getter.invoke(part);
        } catch (IllegalAccessException | InvocationTargetException closed) {
            return null;
        }
    }

    /** May do as it likes with an event; what it wraps is found in its fields. */
    private void visitUnknown(Object part) {
        LogstashParts.Formatter formatter = LogstashParts.formatter(part);
        if (formatter != null) {
            // A subclass of the library's encoder writes by its formatter.
            visitFormatter(formatter);
        }
        if (!part.getClass().getName().startsWith("io.penstock.logback.wrap.")) {
            hasUnknown |= formatter == null;
            wantText = true;
        }
        visitFields(part, FIELD_DEPTH);
    }

    private void visitFields(Object owner, int depth) {
        for (Class<?> type = owner.getClass(); type != null && isWorthALook(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!field.getType().isPrimitive()) {
                    visitValue(valueOf(field, owner), depth);
                }
            }
        }
    }

    private static boolean isWorthALook(Class<?> type) {
        String name = type.getName();
        return type.getClassLoader() != null
                && !name.startsWith("ch.qos.logback.")
                && !name.startsWith("net.logstash.")
                && !name.startsWith("com.fasterxml.")
                && !name.startsWith("tools.jackson.");
    }

    private static @Nullable Object valueOf(Field field, Object owner) {
        try {
            field.setAccessible(true);
            return field.get(Modifier.isStatic(field.getModifiers()) ? null : owner);
        } catch (IllegalAccessException | RuntimeException | LinkageError closed) {
            return null;
        }
    }

    private void visitValue(@Nullable Object value, int depth) {
        if (value == null) {
            return;
        }
        if (value instanceof Appender<?>
                || value instanceof Encoder<?>
                || value instanceof Layout<?>
                || value instanceof AppenderAttachable<?>) {
            visit(value);
        } else if (LogstashParts.isMapper(value)) {
            if (visited.add(value)) {
                add(value, null);
            }
        } else if (value instanceof Collection<?> several && several.getClass().getClassLoader() == null) {
            List.copyOf(nonNull(several)).forEach(each -> visitValue(each, depth));
        } else if (depth > 1 && isWorthALook(value.getClass()) && visited.size() <= mostParts && visited.add(value)) {
            visitFields(value, depth - 1);
        }
    }

    private static List<Object> nonNull(Collection<?> several) {
        List<Object> some = new ArrayList<>();
        for (Object each : several) {
            if (each instanceof Appender<?> || each instanceof Encoder<?> || each instanceof Layout<?>) {
                some.add(each);
            }
        }
        return some;
    }
}
