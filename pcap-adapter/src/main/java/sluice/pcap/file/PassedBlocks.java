package sluice.pcap.file;

/**
 * How many blocks of a pcapng were passed over because they are neither packets nor descriptions.
 *
 * @param nameResolutionCount name resolution blocks
 * @param statisticsCount interface statistics blocks
 * @param secretsCount decryption secrets blocks
 * @param customCount custom blocks, copyable or not
 * @param unknownCount all other types
 */
public record PassedBlocks(
        long nameResolutionCount,
        long statisticsCount,
        long secretsCount,
        long customCount,
        long unknownCount) {
    /** Nothing passed over. */
    public static final PassedBlocks NONE = new PassedBlocks(0, 0, 0, 0, 0);

    /** All of them. */
    public long totalCount() {
        return nameResolutionCount + statisticsCount + secretsCount + customCount + unknownCount;
    }
}
