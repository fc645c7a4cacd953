package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.packet.Packet;

/** What a callout is shown: the packet and its conditions. Valid during the call only. */
public final class WfpValues {
    /** FWP_CONDITION_FLAG_IS_LOOPBACK: it is turned round inside this host. */
    public static final int IS_LOOPBACK = 0x1;

    /** FWP_CONDITION_FLAG_IS_FRAGMENT: shown a second time, as a fragment. */
    public static final int IS_FRAGMENT = 0x20;

    /** FWP_CONDITION_FLAG_IS_REASSEMBLED: shown again, put together. */
    public static final int IS_REASSEMBLED = 0x400;

    private @Nullable Packet packet;
    private int flags;
    private int interfaceIndex;

    WfpValues() {}

    void show(@Nullable Packet shown, int conditions, int index) {
        packet = shown;
        flags = conditions;
        interfaceIndex = index;
    }

    /**
     * The packet, which begins with its IP header; a callout that changes it cares for checksums.
     */
    public Packet packet() {
        return java.util.Objects.requireNonNull(packet);
    }

    /** The condition flags. */
    public int flags() {
        return flags;
    }

    /** Index of the interface it came by or leaves by; 0 if it is turned round. */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    /** Whether it is turned round inside this host. */
    public boolean isLoopback() {
        return (flags & IS_LOOPBACK) != 0;
    }
}
