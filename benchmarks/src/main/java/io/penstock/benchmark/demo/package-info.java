/**
 * The demonstration: one workload, three ways to log it, and an account of what became of every message.
 *
 * <pre>
 *   Workload (fixed seed) ──▶ Worker × 200 ──▶ logger ──▶ [proxy | nothing | AsyncAppender] ──▶ RollingFileAppender
 *       │                        └─▶ latency, Progress                                              │
 *       └── offered                                                             lines really there ◀┘
 * </pre>
 */
@NullMarked
package io.penstock.benchmark.demo;

import org.jspecify.annotations.NullMarked;
