package io.penstock.benchmark.contenders;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/** The objects that events of a {@link Content} carry. Nobody changes them while measuring; a library cannot know that. */
final class Contents {

    static final String REQUEST = "3f9a77c1";
    static final String USER = "ada";

    final List<String> items = new ArrayList<>(List.of("apple", "pear", "plum"));
    final StringBuilder customer = new StringBuilder("Ada Lovelace");
    final Date date = new Date();
    final Exception exception = new IllegalStateException("out of stock");
}
