/**
 * What the capture engines of both systems share: the program that decides before any copy, the
 * ring with a header for each packet, the counters, the event that wakes the reader.
 *
 * <p>{@link sluice.tap.CaptureBuffer} puts them together for one reader; {@link
 * sluice.tap.CaptureRings} is the kernel's ring, {@link sluice.tap.CaptureRecord} the header in
 * front of each packet, {@link sluice.tap.RecordCursor} the way through what a read returned,
 * {@link sluice.tap.CopyTally} the account of copies, calls and buffers. The interfaces by which
 * programs reach them differ between the systems and are not here.
 */
@NullMarked
package sluice.tap;

import org.jspecify.annotations.NullMarked;
