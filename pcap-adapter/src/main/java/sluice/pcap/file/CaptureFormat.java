package sluice.pcap.file;

/** The file formats told apart by their first four octets. */
public enum CaptureFormat {
    /** pcap with microseconds, magic a1b2c3d4. */
    PCAP("pcap"),
    /** pcap with nanoseconds, magic a1b23c4d. */
    PCAP_NANOS("pcap (nanoseconds)"),
    /** pcap as patched by Alexey Kuznetzov, magic a1b2cd34: eight more octets per record header. */
    PCAP_MODIFIED("pcap (modified)"),
    /** pcapng, beginning with a section header block. */
    PCAPNG("pcapng"),
    /** None of these. */
    UNKNOWN("unknown");

    private final String label;

    CaptureFormat(String label) {
        this.label = label;
    }

    /** A short name for people. */
    public String label() {
        return label;
    }
}
