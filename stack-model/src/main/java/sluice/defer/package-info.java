/**
 * Deferral: not now, later, exactly once. A parked packet remembers its place and resumes there.
 */
@NullMarked
package sluice.defer;

import org.jspecify.annotations.NullMarked;
