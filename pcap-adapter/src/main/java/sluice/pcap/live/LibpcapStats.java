package sluice.pcap.live;

/**
 * What pcap_stats(3PCAP) tells.
 *
 * @param receivedFrames that passed the filter; on Linux, those lost for lack of room included
 * @param droppedFrames lost because the ring was full
 * @param interfaceDroppedFrames lost by interface or driver
 */
public record LibpcapStats(long receivedFrames, long droppedFrames, long interfaceDroppedFrames) {}
