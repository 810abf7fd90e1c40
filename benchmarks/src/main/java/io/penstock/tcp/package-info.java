/** The key to what a benchmark of the sender needs and users do not see. */
@NullMarked
package io.penstock.tcp;

import org.jspecify.annotations.NullMarked;
