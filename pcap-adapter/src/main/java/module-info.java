/**
 * Doors to capture files: pcap and pcapng, read and written as streams in bounded memory; and the
 * language of filters over their packets. The stacks need nothing from here.
 */
module sluice.pcap {
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires transitive sluice.model;

    exports sluice.pcap.file;
    exports sluice.pcap.filter;
    exports sluice.pcap.live;
    exports sluice.pcap.netns;
    exports sluice.pcap.tap;
}
