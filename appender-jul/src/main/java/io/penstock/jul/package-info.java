/** The java.util.logging side. Empty until its handler is written. */
@NullMarked
package io.penstock.jul;

import org.jspecify.annotations.NullMarked;
