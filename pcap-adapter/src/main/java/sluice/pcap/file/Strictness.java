package sluice.pcap.file;

/** Whose judgement of a capture file is followed where readers differ. */
public enum Strictness {
    /**
     * As libpcap 1.10.3: the same files refused, the same packets before the same error. Interfaces
     * of one pcapng file must agree in link type and snap length, sections in byte order; seconds
     * of pcap are signed 32-bit numbers in little-endian files and unsigned in big-endian ones, as
     * on a little-endian host.
     */
    LIBPCAP,

    /**
     * Reads what can be read: several link types and byte orders in one pcapng, versions of pcap
     * that libpcap does not know, captured lengths above the snap length, broken options, files
     * compressed with gzip. Seconds of pcap are unsigned, times exact.
     */
    TOLERANT,

    /**
     * {@link #TOLERANT}, and further as Wireshark 4.0 shows a file: blocks that carry no packet
     * (custom, journal, system-call events) count as records, and the first four octets of SunATM
     * packets are taken off, and ticks finer than a nanosecond are converted with the same 64-bit
     * overflow. For comparing decodings, not for use.
     */
    WIRESHARK
}
