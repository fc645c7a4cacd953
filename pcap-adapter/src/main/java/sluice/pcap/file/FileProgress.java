package sluice.pcap.file;

/** Told how far a long read has come; called about once per chunk, by the reading thread. */
@FunctionalInterface
public interface FileProgress {
    /** Tells nobody. */
    FileProgress NONE = (doneOctets, sizeOctets) -> {};

    /**
     * {@code doneOctets} of the source have been taken in, of {@code sizeOctets}, which is -1 when
     * the size is not known (a pipe) or says nothing (compressed input).
     */
    void progress(long doneOctets, long sizeOctets);
}
