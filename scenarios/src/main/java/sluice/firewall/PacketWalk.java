package sluice.firewall;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.HookPoint;
import sluice.trace.Ended;

/** One packet's way over the hooks of a host, as far as it has come. */
final class PacketWalk {
    /** Of the packet; 0 if it is not known yet. */
    long packetId;

    /** Of the packet it is a copy of; 0 of an original. */
    final long parentId;

    /** Steps its original had made when it was copied; 0 of an original. */
    final int behind;

    final List<PathStep> steps = new ArrayList<>();
    private final Set<HookPoint> passed = new HashSet<>();
    private byte[] now = {};
    private byte @Nullable [] first;
    private byte @Nullable [] last;
    private String out = "";
    private String state = "";
    private @Nullable Ended end;

    PacketWalk(long packetId, long parentId, int behind) {
        this.packetId = packetId;
        this.parentId = parentId;
        this.behind = behind;
    }

    void enters(byte[] octets) {
        now = octets;
        if (first == null) first = octets;
    }

    void looks(byte[] octets) {
        now = octets;
    }

    void tracked(String word) {
        if (state.isEmpty()) state = word;
    }

    void leaves(HookPoint point, byte[] octets, String device) {
        passed.add(point);
        last = octets;
        if (point == HookPoint.POST_ROUTING && !device.isEmpty()) out = device;
    }

    void ended(Ended how) {
        if (end == null) end = how;
    }

    /** The packet as it was last seen between those who change it. */
    byte[] now() {
        return now;
    }

    /** The packet as it came; null if it met no hook. */
    byte @Nullable [] first() {
        return first;
    }

    /** The packet as it was last seen; null if it met no end of a hook. */
    byte @Nullable [] last() {
        return last;
    }

    /** What was known of its connection: {@code NEW}; empty if it was not tracked. */
    String state() {
        return state;
    }

    boolean delivered() {
        return passed.contains(HookPoint.LOCAL_IN);
    }

    /** Device it left by; empty if it did not. */
    String leftBy() {
        return passed.contains(HookPoint.POST_ROUTING) ? out : "";
    }

    /** Its end; null if it still is somewhere. */
    @Nullable Ended end() {
        return end;
    }
}
