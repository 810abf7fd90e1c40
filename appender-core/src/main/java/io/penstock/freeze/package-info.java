/**
 * The first stage of an event's life: whatever could still change after the call is copied or turned into text, on the
 * caller's thread.
 */
@NullMarked
package io.penstock.freeze;

import org.jspecify.annotations.NullMarked;
