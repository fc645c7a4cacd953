package sluice.pcap.file;

import java.util.Objects;

/**
 * How a capture is read.
 *
 * @param strictness whose judgement is followed
 * @param progress told after each chunk
 * @param chunkOctets how much is asked of the source at once, at least {@link #CHUNK_OCTETS_MIN}
 */
public record ReaderOptions(Strictness strictness, FileProgress progress, int chunkOctets) {
    /** The usual chunk: large enough to hide the system call, small enough for the cache. */
    public static final int CHUNK_OCTETS = 256 * 1024;

    /** The smallest chunk, a little more than the largest fixed header. */
    public static final int CHUNK_OCTETS_MIN = 64;

    /** Refuses a chunk below the minimum: a caller's mistake. */
    public ReaderOptions {
        Objects.requireNonNull(strictness, "strictness");
        Objects.requireNonNull(progress, "progress");
        if (chunkOctets < CHUNK_OCTETS_MIN) {
            throw new IllegalArgumentException(
                    "chunk of " + chunkOctets + " octets is below " + CHUNK_OCTETS_MIN);
        }
    }

    /** Reads as {@code strictness} says, in usual chunks, telling nobody. */
    public static ReaderOptions of(Strictness strictness) {
        return new ReaderOptions(strictness, FileProgress.NONE, CHUNK_OCTETS);
    }

    /** {@link Strictness#LIBPCAP}. */
    public static ReaderOptions libpcap() {
        return of(Strictness.LIBPCAP);
    }

    /** {@link Strictness#TOLERANT}: the choice for people. */
    public static ReaderOptions tolerant() {
        return of(Strictness.TOLERANT);
    }

    /** {@link Strictness#WIRESHARK}. */
    public static ReaderOptions wireshark() {
        return of(Strictness.WIRESHARK);
    }

    /** The same, telling {@code newProgress}. */
    public ReaderOptions withProgress(FileProgress newProgress) {
        return new ReaderOptions(strictness, newProgress, chunkOctets);
    }

    /** The same, in chunks of {@code newChunkOctets}. */
    public ReaderOptions withChunkOctets(int newChunkOctets) {
        return new ReaderOptions(strictness, progress, newChunkOctets);
    }
}
