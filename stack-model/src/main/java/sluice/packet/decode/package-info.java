/**
 * A dissector over captured frames of any kind.
 *
 * <p>{@link sluice.packet.decode.Decoder} walks the layers of one frame and reports protocols,
 * fields with their place, and faults to a {@link sluice.packet.decode.FieldSink}. It allocates
 * nothing, never throws on any octets, and its depth is bounded. The frames are outside input:
 * captured and claimed lengths are kept apart, so that "the capture was cut" and "the packet lies"
 * stay two things. {@link sluice.packet.decode.SummaryLine} tells a frame in a line, in words that
 * the classes named after texts hold. The classes named after layers hold one family of protocols
 * each; a {@code Walk} holds what they share about the frame at hand.
 */
@NullMarked
package sluice.packet.decode;

import org.jspecify.annotations.NullMarked;
