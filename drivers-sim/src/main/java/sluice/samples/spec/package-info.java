/**
 * How a sample is described: name, options with defaults, a line of text, and how it is made. Used
 * by command line, scenarios and {@code list} alike.
 */
@NullMarked
package sluice.samples.spec;

import org.jspecify.annotations.NullMarked;
