/**
 * What a rule can read of a packet and of the host: values for comparisons, look-ups and changes.
 */
@NullMarked
package sluice.rules.expression;

import org.jspecify.annotations.NullMarked;
