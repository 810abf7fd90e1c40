/**
 * How messages put values, so that they read as users type them. Depends on nothing of ours; everything may use it.
 */
@NullMarked
package io.penstock.words;

import org.jspecify.annotations.NullMarked;
