/**
 * Capture files as streams: {@link sluice.pcap.file.CaptureReader} reads pcap (both byte orders,
 * micro- and nanoseconds, the modified format) and pcapng; {@link sluice.pcap.file.PcapWriter} and
 * {@link sluice.pcap.file.PcapngWriter} write them; {@link sluice.pcap.file.Converter} turns one
 * into the other and says what was lost.
 *
 * <p>Memory is bounded whatever a file claims: a buffer grows only while octets really arrive. A
 * damaged file is no exception but a value, {@link sluice.pcap.file.CaptureDamage}, with the place
 * and the packets read before it; {@link java.io.IOException} means that the device failed.
 *
 * <p>Sources: the Internet-Drafts draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng; the limits
 * and the order of the checks are those of libpcap 1.10.3 ({@code sf-pcap.c}, {@code sf-pcapng.c})
 * and Wireshark 4.0, whichever {@link sluice.pcap.file.Strictness} names.
 */
@NullMarked
package sluice.pcap.file;

import org.jspecify.annotations.NullMarked;
