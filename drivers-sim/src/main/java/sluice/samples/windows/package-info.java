/**
 * Sample drivers for the Windows side: raw intermediate drivers, a raw lightweight filter, verdict
 * filters. Each opens with the question it answers.
 */
@NullMarked
package sluice.samples.windows;

import org.jspecify.annotations.NullMarked;
