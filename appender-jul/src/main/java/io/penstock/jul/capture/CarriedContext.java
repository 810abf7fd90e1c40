package io.penstock.jul.capture;

import io.penstock.context.CarrierSearch;
import io.penstock.context.CarryContext;
import io.penstock.context.ContextCarriers;
import io.penstock.sink.Announcer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what is carried from the calling thread to handlers and formatters. Safe for any thread. */
public record CarriedContext(CarryContext choice, @Nullable ExtendedRecords jboss, Announcer announcer) {

    /**
     * Null: nothing is carried, and callers pay nothing for it.
     *
     * @param strangers handlers and formatters that may ask the thread they run on
     */
    @Nullable
    public ContextCarriers carriers(List<Object> strangers) {
        if (choice == CarryContext.NEVER || (choice == CarryContext.AUTO && strangers.isEmpty())) {
            return null;
        }
        return new CarrierSearch(announcer::warn)
                .in(CarriedContext.class)
                .inAll(strangers)
                .with(jboss == null ? null : jboss.contextCarrier())
                .carriers();
    }
}
