package sluice.firewall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.linuxstack.LinuxHost;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookState;
import sluice.netfilter.NetInterface;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.rules.RuleEvent;
import sluice.rules.RuleTrace;
import sluice.rules.RuleVerdict;
import sluice.rules.expression.Ct;
import sluice.rules.statement.Reject;
import sluice.trace.Born;
import sluice.trace.Ended;
import sluice.trace.Step;
import sluice.trace.TraceSink;

/**
 * Follows one packet at a time over the hooks of a host, and the copies made of it: which rules
 * decided about it, what it was when it came and when it left, and how it ended.
 */
final class PathWatch implements RuleTrace, TraceSink {
    /** Behind the tracking of connections, before anybody's rules about them. */
    private static final int TRACKED = -199;

    private static final int COPIES_MAX = 64;
    private static final String HOST = FirewallHost.HOST + "/";

    /** Where the packet is looked at anew: between those who change it. */
    private static final int[] LOOKS = {-299, -149, -99, 1, 51, 101, 226};

    private boolean watching;
    private boolean sent;
    private PacketWalk walk = new PacketWalk(0, 0, 0);
    private final List<PacketWalk> copies = new ArrayList<>();
    private final List<RuleEvent> events = new ArrayList<>();
    private @Nullable Ended anyEnd;
    private boolean rejected;

    void watch(LinuxHost host) {
        for (NfFamily family : NfFamily.IP) {
            for (HookPoint point : HookPoint.IP) {
                host.registerHook(family, point, Integer.MIN_VALUE, "path", this::enters);
                host.registerHook(family, point, Integer.MAX_VALUE, "path", this::leaves);
                for (int look : LOOKS) host.registerHook(family, point, look, "path", this::looks);
            }
            for (HookPoint point : List.of(HookPoint.PRE_ROUTING, HookPoint.LOCAL_OUT))
                host.registerHook(family, point, TRACKED, "path", this::tracked);
        }
        host.rules().trace(this);
    }

    /**
     * The next packet is looked at.
     *
     * @param bySelf whether the host sends it
     */
    void begin(boolean bySelf) {
        watching = true;
        sent = bySelf;
        walk = new PacketWalk(0, 0, 0);
        copies.clear();
        events.clear();
        anyEnd = null;
        rejected = false;
    }

    // ---- what happens ----------------------------------------------------------------------

    private static byte[] octets(Skb skb) {
        return Arrays.copyOfRange(skb.octets(), skb.networkOffset(), skb.limit());
    }

    private @Nullable PacketWalk of(long packetId) {
        if (packetId == walk.packetId) return walk;
        for (PacketWalk copy : copies) if (copy.packetId == packetId) return copy;
        return null;
    }

    private @Nullable PacketWalk of(Skb skb, HookPoint point) {
        if (!watching) return null;
        long id = skb.packet().id();
        HookPoint begins = sent ? HookPoint.LOCAL_OUT : HookPoint.PRE_ROUTING;
        if (walk.packetId == 0 && point == begins) walk.packetId = id;
        return of(id);
    }

    private NfVerdict enters(Skb skb, HookState hook) {
        PacketWalk walked = of(skb, hook.point());
        if (walked != null) walked.enters(octets(skb));
        return NfVerdict.ACCEPT;
    }

    private NfVerdict looks(Skb skb, HookState hook) {
        PacketWalk walked = of(skb, hook.point());
        if (walked != null) walked.looks(octets(skb));
        return NfVerdict.ACCEPT;
    }

    private NfVerdict tracked(Skb skb, HookState hook) {
        PacketWalk walked = of(skb, hook.point());
        if (walked != null) walked.tracked(stateOf(skb));
        return NfVerdict.ACCEPT;
    }

    private static String stateOf(Skb skb) {
        return switch (Ct.state(skb)) {
            case Ct.NEW -> "NEW";
            case Ct.ESTABLISHED -> "ESTABLISHED";
            case Ct.RELATED -> "RELATED";
            case Ct.UNTRACKED -> "UNTRACKED";
            default -> "INVALID";
        };
    }

    private NfVerdict leaves(Skb skb, HookState hook) {
        PacketWalk walked = of(skb, hook.point());
        if (walked == null) return NfVerdict.ACCEPT;
        NetInterface device = hook.out();
        walked.leaves(hook.point(), octets(skb), device == null ? "" : device.name());
        return NfVerdict.ACCEPT;
    }

    @Override
    public void decided(RuleEvent event) {
        if (!watching) return;
        // At a device, before all hooks of IP.
        if (walk.packetId == 0 && !sent) walk.packetId = event.packetId();
        PacketWalk walked = of(event.packetId());
        if (walked == null) return;
        events.add(event);
        walked.steps.add(PathStep.of(event, walked.now()));
        if (walked == walk
                && event.verdict() instanceof RuleVerdict.Drop
                && event.rule() != null
                && event.rule().statements().stream().anyMatch(Reject.class::isInstance))
            rejected = true;
    }

    @Override
    public void accept(Step step) {
        if (!watching) return;
        if (step instanceof Born born) born(born);
        if (!(step instanceof Ended ended)) return;
        if (anyEnd == null) anyEnd = ended;
        PacketWalk walked = ended.packetId() == 0 ? null : of(ended.packetId());
        if (walked != null) walked.ended(ended);
    }

    // What cables and their far ends copy is no copy of a rule. At a device a rule may copy before
    // the packet is known.
    private void born(Born born) {
        boolean mine = born.parentId() == walk.packetId || walk.packetId == 0;
        if (!mine || born.parentId() == 0 || !born.cause().equals("copied")) return;
        if (!born.place().startsWith(HOST) || copies.size() >= COPIES_MAX) return;
        copies.add(new PacketWalk(born.packetId(), born.parentId(), walk.steps.size()));
    }

    // ---- what came of it -------------------------------------------------------------------

    /** What decided about the packet and its copies, in order. */
    List<RuleEvent> events() {
        return events;
    }

    /** The packet itself. */
    PacketWalk walk() {
        return walk;
    }

    /** Its copies, in the order in which they were made. */
    List<PacketWalk> copies() {
        return copies.stream().filter(copy -> copy.parentId == walk.packetId).toList();
    }

    boolean rejected() {
        return rejected;
    }

    /** The packet's end, or that of the only one there was; null if it still is somewhere. */
    @Nullable Ended end() {
        Ended end = walk.end();
        return end != null ? end : walk.packetId == 0 ? anyEnd : null;
    }
}
