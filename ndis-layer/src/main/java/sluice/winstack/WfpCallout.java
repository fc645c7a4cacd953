package sluice.winstack;

import java.util.Set;

/**
 * A callout of the filtering platform, with the filter that leads to it. Runs at THREAD level for
 * what a program sends, at DEFERRED for what arrives.
 *
 * <p>Source: Microsoft, "Windows Filtering Platform Callout Drivers", classifyFn.
 */
@FunctionalInterface
public interface WfpCallout {
    /** classifyFn. */
    Action classify(WfpLayer layer, WfpValues values);

    /**
     * Where it stands; asked once, when it is added. The layers of IP packets if it does not say.
     */
    default Set<WfpLayer> layers() {
        return WfpLayer.OF_PACKETS;
    }

    /** The answers, with their numbers ({@code FWP_ACTION_TYPE} without its flags). */
    enum Action {
        /** Let the next callout decide. */
        CONTINUE(0x6),
        /** Drop it. */
        BLOCK(0x1),
        /** Let it go; callouts of less weight are not asked. */
        PERMIT(0x2);

        private final int code;

        Action(int code) {
            this.code = code;
        }

        /** The number. */
        public int code() {
            return code;
        }
    }
}
