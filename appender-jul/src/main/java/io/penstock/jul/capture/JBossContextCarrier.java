package io.penstock.jul.capture;

import io.penstock.ContextCarrier;
import java.util.Map;
import org.jboss.logmanager.MDC;
import org.jboss.logmanager.NDC;
import org.jspecify.annotations.Nullable;

/** JBoss's MDC and NDC, for records that are not JBoss's own: those of JBoss bring both along. Loaded only with JBoss's classes. */
final class JBossContextCarrier implements ContextCarrier {

    private record Contexts(Map<String, Object> mdc, String ndc) {}

    @Override
    public String name() {
        return "JBoss MDC and NDC";
    }

    @Override
    public @Nullable Object capture() {
        String ndc = NDC.get();
        boolean hasNdc = ndc != null && !ndc.isEmpty();
        if (MDC.isEmpty() && !hasNdc) {
            return null;
        }
        return new Contexts(MDC.copyObject(), hasNdc ? ndc : "");
    }

    @Override
    public Scope restore(Object captured) {
        Contexts contexts = (Contexts) captured;
        Map<String, Object> before = MDC.copyObject();
        int depth = NDC.getDepth();
        set(contexts.mdc);
        if (!contexts.ndc.isEmpty()) {
            NDC.push(contexts.ndc);
        }
        return () -> {
            NDC.trimTo(depth);
            set(before);
        };
    }

    private static void set(Map<String, Object> entries) {
        MDC.clear();
        entries.forEach(MDC::putObject);
    }
}
