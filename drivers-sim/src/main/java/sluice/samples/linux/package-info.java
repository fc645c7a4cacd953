/**
 * Hook functions for the five points of the Linux path, short enough to copy from. {@link
 * sluice.samples.linux.LinuxSamples} knows them by name.
 */
@NullMarked
package sluice.samples.linux;

import org.jspecify.annotations.NullMarked;
