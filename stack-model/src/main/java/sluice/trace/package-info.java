/**
 * What happened, as records, and where it goes: steps, sinks, and the book of broken contracts.
 * Nothing here knows packets or time; a step carries plain values. Off means a {@code null} sink:
 * no record is built then.
 */
@NullMarked
package sluice.trace;

import org.jspecify.annotations.NullMarked;
