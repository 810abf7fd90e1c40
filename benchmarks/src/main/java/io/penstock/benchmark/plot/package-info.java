/**
 * Plots as SVG files that need nothing else: a page of our own colours for light and for dark, so that they can be read wherever
 * they are shown.
 *
 * <pre>
 *   series or bars ──▶ PercentileCurves, Bars ──▶ Svg ──▶ results/&lt;name&gt;/*.svg
 * </pre>
 */
@NullMarked
package io.penstock.benchmark.plot;

import org.jspecify.annotations.NullMarked;
