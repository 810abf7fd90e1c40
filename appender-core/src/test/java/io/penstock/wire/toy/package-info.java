/**
 * A protocol whose records have a structure of their own: what a new protocol consists of, and all that it touches but for
 * its line in {@link io.penstock.wire.choice.Protocols}.
 */
@NullMarked
package io.penstock.wire.toy;

import org.jspecify.annotations.NullMarked;
