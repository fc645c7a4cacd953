package sluice.live;

import org.jspecify.annotations.Nullable;

/**
 * A way into a shard's world and out of it. The shard asks it once in every turn; all calls but
 * {@link #name} come on the shard's thread once it runs.
 */
public interface Door {
    /** Its name in reports. */
    String name();

    /** Belongs to {@code shard} from now on; called once, before the shard's thread starts. */
    default void opened(Shard shard) {}

    /**
     * Takes in what has come and lets out what is held up, a bounded number of frames, and does not
     * wait.
     *
     * @return how many frames moved; 0 means that there was nothing to do
     */
    int work();

    /** Whether something is held up that no arrival will wake the shard for. */
    default boolean isHeldUp() {
        return false;
    }

    /** Why nothing will ever come in or go out any more; null while it may. */
    @Nullable String goneBecause();
}
