package sluice.pcap.file;

/** Counts what {@link PassedBlocks} reports. */
final class PassedBlockCounter {
    private long nameResolution;
    private long statistics;
    private long secrets;
    private long custom;
    private long unknown;

    /** Counts a block of this type; false, since it is no packet. */
    boolean count(int type) {
        switch (type) {
            case BlockFramer.NAME_RESOLUTION -> nameResolution++;
            case BlockFramer.STATISTICS -> statistics++;
            case BlockFramer.SECRETS -> secrets++;
            case BlockFramer.CUSTOM, BlockFramer.CUSTOM_NO_COPY -> custom++;
            default -> unknown++;
        }
        return false;
    }

    PassedBlocks counts() {
        return new PassedBlocks(nameResolution, statistics, secrets, custom, unknown);
    }
}
