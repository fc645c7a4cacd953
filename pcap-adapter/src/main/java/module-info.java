/**
 * Doors to capture files: pcap and pcapng, read and written as streams in bounded memory. The
 * stacks need nothing from here.
 */
module sluice.pcap {
    requires static transitive org.jspecify;
    requires transitive sluice.model;

    exports sluice.pcap.file;
    exports sluice.pcap.tap;
}
