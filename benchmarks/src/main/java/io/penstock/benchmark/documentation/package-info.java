/**
 * Plots and tables of {@code README.md} and {@code docs}, drawn from the raw output of a run: {@code mvn -q -Pplots verify}.
 *
 * <p>{@link io.penstock.benchmark.documentation.RunFigures} reads the files of a run, the tables and plots are made of its figures, and
 * {@link io.penstock.benchmark.documentation.MarkedFile} puts them between the marks of a page.
 */
@NullMarked
package io.penstock.benchmark.documentation;

import org.jspecify.annotations.NullMarked;
