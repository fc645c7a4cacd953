/** How hard the laws are tried: see {@link sluice.effort.WholeEffort}. */
@NullMarked
package sluice.effort;

import org.jspecify.annotations.NullMarked;
