package sluice.world;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.trace.ContractBroken;

/**
 * Knows the drivers that schedule work of their own, so that what this throws is put down to the
 * driver. A driver gets the bare scheduler; nothing stands between, which would cost every event.
 */
@FunctionalInterface
public interface WorkOwner {
    /**
     * The breach of the driver whose work threw, entered in the book; null if it is no driver's.
     *
     * @param work the handler and its argument, or the task of a timer; empty if not known
     */
    @Nullable ContractBroken breach(List<Object> work, Throwable thrown);

    /**
     * Stops the machine whose work threw, if that is what its system does; then the run goes on.
     *
     * @return false if it is nobody's of this owner's, or is to end the run
     */
    default boolean contain(List<Object> work, Throwable thrown) {
        return false;
    }
}
