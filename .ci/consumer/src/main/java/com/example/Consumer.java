package com.example;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs as an application does: a mutable argument, many lines, then the end of the process without any stop. */
public final class Consumer {

    private Consumer() {}

    public static void main(String[] arguments) {
        Logger logger = LoggerFactory.getLogger(Consumer.class);
        List<String> cart = new ArrayList<>(List.of("book"));
        logger.info("cart is {}", cart);
        cart.add("added after the call");
        for (int line = 2; line <= 20_000; line++) {
            logger.info("line {} of {}", line, 20_000);
        }
    }
}
