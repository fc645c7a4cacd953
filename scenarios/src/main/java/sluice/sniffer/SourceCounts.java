package sluice.sniffer;

/**
 * What the engine of a source counted below the sniffer.
 *
 * @param received packets that reached it; of an engine that filters, those that it let through or
 *     all, as it counts
 * @param dropped lost for lack of room
 * @param interfaceDropped lost by the interface or its driver
 */
public record SourceCounts(long received, long dropped, long interfaceDropped) {}
