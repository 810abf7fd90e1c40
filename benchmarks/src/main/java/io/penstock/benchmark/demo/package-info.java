/**
 * The demonstration: one workload, three ways to log it with the host of your choice, and an account of what became of every message.
 *
 * <pre>
 *   Workload (fixed seed) ──▶ Worker × 200 ──▶ Logging ──▶ [proxy | nothing | the rival] ──▶ the host's file
 *       │                        └─▶ latency, Progress                                              │
 *       └── offered                                                             lines really there ◀┘
 * </pre>
 */
@NullMarked
package io.penstock.benchmark.demo;

import org.jspecify.annotations.NullMarked;
