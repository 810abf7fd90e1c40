package com.example;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The same with java.util.logging. */
public final class JulConsumer {

    private JulConsumer() {}

    public static void main(String[] arguments) {
        Logger logger = Logger.getLogger(JulConsumer.class.getName());
        List<String> cart = new ArrayList<>(List.of("book"));
        logger.log(Level.INFO, "cart is {0}", cart);
        cart.add("added after the call");
        for (int line = 2; line <= 20_000; line++) {
            logger.log(Level.INFO, "line {0} of {1}", new Object[] {line, 20_000});
        }
    }
}
