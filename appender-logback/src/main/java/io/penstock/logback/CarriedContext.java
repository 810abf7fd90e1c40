package io.penstock.logback;

import io.penstock.context.CarrierSearch;
import io.penstock.context.CarryContext;
import io.penstock.context.ContextCarriers;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Decides, when an appender starts, what is carried from the calling thread to what is behind the ring. */
final class CarriedContext {

    private CarriedContext() {}

    /** Null: nothing is carried, and callers pay nothing for it. */
    static @Nullable ContextCarriers carriers(
            CarryContext choice, Iterable<PartsBehind> behind, BiConsumer<String, Throwable> warn) {
        boolean any = choice == CarryContext.ALWAYS;
        CarrierSearch search = new CarrierSearch(warn).in(CarriedContext.class);
        for (PartsBehind parts : behind) {
            any |= !parts.strangers().isEmpty();
            search.inAll(parts.strangers());
        }
        return any && choice != CarryContext.NEVER ? search.carriers() : null;
    }
}
