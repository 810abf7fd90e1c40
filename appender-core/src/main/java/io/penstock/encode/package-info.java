/**
 * Text to bytes on the drain thread, without lasting garbage: what our own encoders and the wire protocols write into.
 */
@NullMarked
package io.penstock.encode;

import org.jspecify.annotations.NullMarked;
