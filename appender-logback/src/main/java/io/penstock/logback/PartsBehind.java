package io.penstock.logback;

import ch.qos.logback.core.Appender;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.html.HTMLLayoutBase;
import ch.qos.logback.core.model.ComponentModel;
import ch.qos.logback.core.model.Model;
import ch.qos.logback.core.pattern.Converter;
import ch.qos.logback.core.pattern.PatternLayoutBase;
import ch.qos.logback.core.sift.AppenderFactoryUsingSiftModel;
import ch.qos.logback.core.sift.SiftingAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import io.penstock.logback.wrap.WrappedAppenders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks through an appender or encoder, at all it was given to call: does something print where a call was made from, and
 * is there something of which it is not known whether it asks the thread it runs on? Confined to the thread that starts an
 * appender.
 */
final class PartsBehind {

    /** Where components keep others, or lists of others; one that has none of these has no parts that we could see. */
    private static final List<String> PARTS = List.of(
            "getEncoder",
            "getLayout",
            "getProviders",
            "getPrefix",
            "getSuffix",
            "getThrowableConverter",
            "getDiscriminator",
            "getTriggeringPolicy",
            "getTimeBasedFileNamingAndTriggeringPolicy");

    /** How components call the switch for caller data; as a getter or, where that is missing, as a field. */
    private static final List<String> SWITCHES =
            List.of("includeCallerData", "includeLocation", "includeOrigin", "locationInfo", "captureCodeAttributes");

    private final Context context;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<CallerUse> callerData = new LinkedHashSet<>();
    private final Set<String> callerDataUnknown = new LinkedHashSet<>();
    private final List<Object> strangers = new ArrayList<>();

    /**
     * Something that prints caller data.
     *
     * @param cure what to do, besides taking caller data
     */
    record CallerUse(String subject, String result, String cure) {

        private static CallerUse byPattern(String pattern) {
            return new CallerUse("The pattern \"" + pattern + "\"", "\"?\"", "remove the conversion word");
        }

        private static CallerUse bySwitch(String name, Class<?> type) {
            return new CallerUse(name + "=true at " + type.getName(), "missing", "set " + name + "=false there");
        }

        private static CallerUse by(Class<?> type) {
            return new CallerUse(type.getName(), "missing", "do without it");
        }
    }

    private PartsBehind(Context context) {
        this.context = context;
    }

    /**
     * @param appenderOrEncoder null: a sender that needs no encoder
     */
    static PartsBehind of(@Nullable Object appenderOrEncoder, Context context) {
        PartsBehind parts = new PartsBehind(context);
        parts.visit(appenderOrEncoder);
        return parts;
    }

    Set<CallerUse> callerData() {
        return callerData;
    }

    /** Classes of which it cannot be seen whether they ask for caller data. */
    Set<String> callerDataUnknown() {
        return callerDataUnknown;
    }

    /** Parts that are not known to ignore the thread they run on. */
    List<Object> strangers() {
        return strangers;
    }

    private void visit(@Nullable Object found) {
        Object part = found instanceof Encoder<?> encoder ? WrappedAppenders.unwatched(encoder) : found;
        if (part == null || part instanceof CharSequence || !seen.add(part)) {
            return;
        }
        if (part instanceof Collection<?> parts) {
            parts.forEach(this::visit);
            return;
        }
        boolean told = visitSwitches(part);
        if (KnownParts.handsOver(part)) {
            return;
        }
        visitClass(part, told);
        visitPattern(part);
        if (part instanceof PenstockPatternEncoder ours) {
            visit(ours.layout());
        }
        if (part instanceof TcpAppender sender) {
            visit(sender.encoder());
        }
        if (part instanceof AppenderAttachable<?> attachable) {
            attachable.iteratorForAppenders().forEachRemaining(this::visit);
        }
        if (part instanceof SiftingAppenderBase<?> sifting) {
            visitSifted(sifting);
        }
        PARTS.forEach(getter -> visit(Peek.getter(part, getter)));
        for (String field : KnownParts.hiddenParts(part)) {
            if (Peek.canRead(part, field)) {
                visit(Peek.field(part, field));
            } else {
                strangers.add(part);
            }
        }
    }

    /** Whether the component has a switch for caller data, so that it is known whether it asks for them. */
    private boolean visitSwitches(Object part) {
        boolean told = false;
        for (String name : SWITCHES) {
            Object on = valueOf(part, name);
            if (on instanceof Boolean isOn) {
                told = true;
                if (isOn) {
                    callerData.add(CallerUse.bySwitch(name, part.getClass()));
                }
            }
        }
        return told;
    }

    private static @Nullable Object valueOf(Object part, String name) {
        String capital = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        Object is = Peek.getter(part, "is" + capital);
        Object value = is == null ? Peek.getter(part, "get" + capital) : is;
        return value == null ? Peek.field(part, name) : value;
    }

    private void visitClass(Object part, boolean told) {
        if (KnownParts.showsCaller(part)) {
            // An encoder whose switch is on has been named already, and this is what it switched on.
            if (callerData.isEmpty()) {
                callerData.add(CallerUse.by(part.getClass()));
            }
        } else if (!KnownParts.ignoresTheThread(part.getClass().getName())) {
            strangers.add(part);
            if (!told) {
                callerDataUnknown.add(part.getClass().getName());
            }
        }
    }

    private void visitPattern(Object part) {
        if (part instanceof PatternLayoutBase<?> layout) {
            visitConverters(layout.getPattern(), CallerPatterns.convertersOf(layout, context));
        } else if (part instanceof HTMLLayoutBase<?> layout) {
            visitConverters(layout.getPattern(), CallerPatterns.convertersOf(layout, context));
        } else if (Peek.getter(part, "getPattern") instanceof String text && CallerPatterns.mayPrintCaller(text)) {
            callerData.add(CallerUse.byPattern(text));
        }
    }

    private void visitConverters(String pattern, List<Converter<?>> converters) {
        for (Converter<?> converter : converters) {
            if (CallerPatterns.printsCaller(converter)) {
                callerData.add(CallerUse.byPattern(pattern));
            } else {
                visitClass(converter, false);
            }
        }
    }

    /** Its appenders do not exist before the first event; but what they will be made of stands in the configuration. */
    private void visitSifted(SiftingAppenderBase<?> sifting) {
        if (Peek.field(sifting, "appenderFactory") instanceof AppenderFactoryUsingSiftModel<?> factory) {
            visitModel(factory.getSiftModel(), sifting);
        } else {
            strangers.add(sifting);
            callerDataUnknown.add(sifting.getClass().getName());
        }
    }

    private void visitModel(Model model, Appender<?> sifting) {
        String className = model instanceof ComponentModel component ? component.getClassName() : null;
        if (className != null && !KnownParts.ignoresTheThread(className)) {
            strangers.add(sifting);
            callerDataUnknown.add(className);
        }
        String body = model.getBodyText();
        if (body != null && CallerPatterns.mayPrintCaller(body)) {
            callerData.add(CallerUse.byPattern(body.strip()));
        } else if (body != null && SWITCHES.contains(model.getTag()) && Boolean.parseBoolean(body.strip())) {
            callerData.add(CallerUse.bySwitch(model.getTag(), sifting.getClass()));
        }
        model.getSubModels().forEach(part -> visitModel(part, sifting));
    }
}
