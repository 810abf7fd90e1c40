package io.penstock.jul;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.MemoryHandler;

/** Known to ask for level and filter, as all handlers of the JDK, before it hands on what comes. */
class PushingHandler extends MemoryHandler {

    PushingHandler(Handler target) {
        super(target, 1, Level.ALL);
    }
}
