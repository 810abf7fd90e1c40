package io.penstock.freeze;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.chrono.Chronology;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/** What is known about the JDK's own classes. A subclass that somebody else wrote is never meant. */
final class JdkTypes {

    private static final Set<Class<?>> IMMUTABLE = Set.of(
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            URI.class,
            URL.class,
            Class.class,
            Locale.class,
            Currency.class,
            Pattern.class,
            Inet4Address.class,
            Inet6Address.class,
            OptionalInt.class,
            OptionalLong.class,
            OptionalDouble.class,
            File.class);

    private static final Set<Class<?>> NUMBERS = Set.of(
            AtomicInteger.class,
            AtomicLong.class,
            AtomicBoolean.class,
            LongAdder.class,
            LongAccumulator.class,
            DoubleAdder.class,
            DoubleAccumulator.class);

    /**
     * The classes that declare a toString() printing {@code [a, b]} or {@code {k=v}} from the elements alone. Not among
     * them: the wrappers of Collections, which print what the wrapped collection says, and that may be anybody's.
     */
    private static final Set<String> ELEMENT_PRINTERS = Set.of(
            "java.util.AbstractCollection",
            "java.util.AbstractMap",
            "java.util.Hashtable",
            "java.util.Properties",
            "java.util.Vector",
            "java.util.concurrent.ArrayBlockingQueue",
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.concurrent.ConcurrentHashMap$CollectionView",
            "java.util.concurrent.ConcurrentLinkedDeque",
            "java.util.concurrent.ConcurrentLinkedQueue",
            "java.util.concurrent.CopyOnWriteArrayList",
            "java.util.concurrent.CopyOnWriteArrayList$COWSubList",
            "java.util.concurrent.LinkedBlockingDeque",
            "java.util.concurrent.LinkedBlockingQueue",
            "java.util.concurrent.LinkedTransferQueue",
            "java.util.concurrent.PriorityBlockingQueue",
            "java.util.concurrent.SynchronousQueue");

    private JdkTypes() {}

    /** Collections and maps other than the immutable ones are not decided here: {@link TypeKinds#UNKNOWN}. */
    static int kindOf(Class<?> type) {
        if (!isFromJdk(type)) {
            return TypeKinds.UNKNOWN;
        }
        if (IMMUTABLE.contains(type) || isTimeValue(type) || Path.class.isAssignableFrom(type)) {
            return TypeKinds.PASS;
        }
        if (NUMBERS.contains(type)) {
            return TypeKinds.NUMBER;
        }
        if (type == AtomicReference.class) {
            return TypeKinds.REFERENCE;
        }
        if (type == Optional.class) {
            return TypeKinds.OPTIONAL;
        }
        if (Date.class.isAssignableFrom(type)
                || Calendar.class.isAssignableFrom(type)
                || TimeZone.class.isAssignableFrom(type)) {
            return TypeKinds.CLONED;
        }
        return isKeyValueEntry(type) ? TypeKinds.ENTRY : ImmutableCollection.kindOf(type);
    }

    /** The JDK's classes come from the bootstrap loader or, like java.sql, from the platform loader. */
    static boolean isFromJdk(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    /** Whether toString() can be rendered later from the frozen elements. */
    static boolean printsItsElements(Class<?> type) {
        try {
            return ELEMENT_PRINTERS.contains(
                    type.getMethod("toString").getDeclaringClass().getName());
        } catch (NoSuchMethodException impossible) {
            return false;
        }
    }

    /** Not every class of java.time is a value: a tick clock, for one, asks another clock. */
    private static boolean isTimeValue(Class<?> type) {
        String home = type.getPackageName();
        return (home.equals("java.time") || home.equals("java.time.chrono"))
                && (TemporalAccessor.class.isAssignableFrom(type)
                        || TemporalAmount.class.isAssignableFrom(type)
                        || ZoneId.class.isAssignableFrom(type)
                        || Chronology.class.isAssignableFrom(type));
    }

    /** The JDK's entries print {@code key=value}, but a wrapper of Collections prints what the wrapped entry says. */
    private static boolean isKeyValueEntry(Class<?> type) {
        return Map.Entry.class.isAssignableFrom(type) && !type.getName().startsWith("java.util.Collections$");
    }
}
