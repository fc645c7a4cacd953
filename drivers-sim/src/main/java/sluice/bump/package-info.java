/**
 * Bump-in-the-stack: intermediate drivers that put a protocol between IP and the link layer. IP
 * above and the NIC below know nothing of it but a smaller largest packet.
 *
 * <pre>
 *   IP, TCP, UDP       as ever; packets of at most what the upper edge answers
 *   EspDriver          RFC 4303 with AES-GCM: tunnel or transport
 *   PppoeDriver        RFC 2516 with the PPP it needs
 *   miniport, NIC      whole Ethernet frames
 * </pre>
 */
@NullMarked
package sluice.bump;

import org.jspecify.annotations.NullMarked;
