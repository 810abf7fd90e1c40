/**
 * The figures of an appender: one table, which JMX, metrics libraries and tests read.
 *
 * <pre>
 *  ring ──┐                                          ┌──▶ FiguresBean        JMX
 *         ├─FigureSource──▶ FigureList ──▶ AppenderFigures
 *  tcp  ──┘   name, unit, description, value         └──▶ AppenderListener   metrics libraries
 * </pre>
 *
 * <p>Each stage writes down its own figures, with their values, whenever somebody reads; nothing is measured here. It knows
 * no stage. Whoever reads does so on his own thread.
 */
@NullMarked
package io.penstock.stats;

import org.jspecify.annotations.NullMarked;
