/**
 * Headers as they lie on the wire, each in two forms.
 *
 * <p>An {@code XyzView} reads (and, where stacks rewrite, sets) fields in place over {@code (byte[]
 * octets, int offset)}. Its {@code checked} is for octets from outside: empty unless the header and
 * the lengths it claims end at or before a limit; after that no accessor can fail. Its plain
 * constructor is for what we just built, and its {@code fits} is {@code checked} without the
 * object. A view is never kept across a call that may rewrite the packet. An {@code XyzHeader} is a
 * value that holds only what is legal; {@code writeTo} and {@code checked(..).toHeader()} are
 * inverse.
 *
 * <p>Checksums over a payload are not part of a header value: {@code writeTo} leaves the field
 * zero, and {@link sluice.packet.wire.TransportChecksums} fills and verifies it. IPv4 addresses are
 * {@code int}, MAC addresses 48-bit {@code long}, IPv6 addresses two {@code long}; {@link
 * sluice.packet.wire.Addresses} formats and parses them.
 */
@NullMarked
package sluice.packet.wire;

import org.jspecify.annotations.NullMarked;
