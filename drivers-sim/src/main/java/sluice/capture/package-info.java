/**
 * A capture engine as NPF is one: a protocol driver beside tcpip that filters frames before it
 * copies them, keeps them in a ring for a program that reads when it likes, counts, dumps, and
 * sends frames as they are given.
 *
 * <p>{@link sluice.capture.NpfDriver} is the driver of one machine, {@link
 * sluice.capture.NpfInstance} one open handle of it, {@link sluice.capture.Packet32} the interface
 * that programs use. A {@link sluice.capture.NpfPreset} says which generation it behaves like.
 */
@NullMarked
package sluice.capture;

import org.jspecify.annotations.NullMarked;
