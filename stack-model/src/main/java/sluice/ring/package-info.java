/**
 * Rings between one producer and one consumer: the buffer in which a driver leaves packets for a
 * program, and a shard for its neighbour.
 *
 * <p>Both kinds of the source articles are here, statically allocated and first in, first out:
 * {@link OneToOneSlotRing} with fixed slots of the largest packet and {@link OneToOneByteRing} with
 * records of any length; {@link OneToOneReferenceRing} passes handles where nothing is to be
 * copied. A full ring refuses and counts; nothing waits, and nothing is overwritten. The same class
 * serves one thread or two: one that produces and one that consumes.
 */
@NullMarked
package sluice.ring;

import org.jspecify.annotations.NullMarked;
