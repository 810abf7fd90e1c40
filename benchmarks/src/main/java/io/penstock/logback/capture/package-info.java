/** The key to what a benchmark needs and users do not see. */
package io.penstock.logback.capture;
