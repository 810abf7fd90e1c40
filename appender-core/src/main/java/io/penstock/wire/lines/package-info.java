/** Records of any encoder, one behind the other, told apart by a framing. Nobody acknowledges them. Runs on the drain thread. */
@NullMarked
package io.penstock.wire.lines;

import org.jspecify.annotations.NullMarked;
