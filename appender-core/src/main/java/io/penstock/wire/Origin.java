package io.penstock.wire;

import org.jspecify.annotations.Nullable;

/**
 * Where the records of one sender come from. Immutable, safe for any thread.
 *
 * @param session tells the numbers of this sender from those of any other
 * @param application its name as the host knows it; null if it knows none
 */
public record Origin(String session, @Nullable String application) {}
