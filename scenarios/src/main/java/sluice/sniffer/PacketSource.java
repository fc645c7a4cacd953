package sluice.sniffer;

import java.io.IOException;
import java.util.Optional;

/**
 * An opened adapter: its packets come as they happen, until somebody ends it. One thread, but for
 * {@link #askToEnd}.
 */
public interface PacketSource extends AutoCloseable {
    /**
     * Captures into the sniffer until a limit, the user or the source itself ends it.
     *
     * @throws IOException if a sink cannot write
     * @throws PacketFilters.Unfit if the filter says nothing about a link type of the source
     */
    SourceEnd run(Sniffer sniffer) throws IOException, PacketFilters.Unfit;

    /** Asks {@link #run} to return soon; any thread, any time. */
    void askToEnd();

    /** What was counted below, if it is counted. */
    Optional<SourceCounts> counts();

    /** Lets go of the adapter. */
    @Override
    void close();
}
