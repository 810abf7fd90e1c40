/**
 * Numbers that were measured: their text for a reader, their files, their spread, and the count of lines against calls.
 *
 * <p>Everything here is about figures alone and knows neither contenders nor questions.
 */
@NullMarked
package io.penstock.benchmark.figures;

import org.jspecify.annotations.NullMarked;
