package sluice.live;

/**
 * What has passed a live NIC; octets are those of frames without check sequence.
 *
 * @param receivedFrames that came from the device, those for others included
 * @param receivedOctets their octets
 * @param sentFrames that the device took
 * @param sentOctets their octets
 * @param refusedFrames that it did not take
 */
public record LiveNicStats(
        long receivedFrames,
        long receivedOctets,
        long sentFrames,
        long sentOctets,
        long refusedFrames) {}
