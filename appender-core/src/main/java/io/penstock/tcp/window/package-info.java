/**
 * What is unconfirmed: the records that were handed to the sender and may have to be written, for the first time or
 * again, and what became of those that left. All of it runs on the drain thread. {@code InFlightWindow} draws how its
 * parts fit together; it is what the sender talks to.
 */
@NullMarked
package io.penstock.tcp.window;

import org.jspecify.annotations.NullMarked;
