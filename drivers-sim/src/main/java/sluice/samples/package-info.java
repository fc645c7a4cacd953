/** The catalogue of sample drivers and hooks that ship with Sluice, by name. */
@NullMarked
package sluice.samples;

import org.jspecify.annotations.NullMarked;
