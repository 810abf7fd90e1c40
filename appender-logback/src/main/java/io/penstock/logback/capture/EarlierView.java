package io.penstock.logback.capture;

/**
 * What some recipients get of an event that a later recipient's filter has changed: the event as it was when their own
 * filters had been asked. Immutable.
 *
 * @param targets those who get it, one bit each
 * @param event frozen
 * @param bytes estimated heap bytes of it
 */
public record EarlierView(long targets, FrozenEvent event, long bytes) {}
