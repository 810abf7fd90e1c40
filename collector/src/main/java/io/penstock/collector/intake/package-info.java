/**
 * What the inputs that make records of our own shape have in common: whose sessions they are, and how a sender is held back.
 */
@NullMarked
package io.penstock.collector.intake;

import org.jspecify.annotations.NullMarked;
