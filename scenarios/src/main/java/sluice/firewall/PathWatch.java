package sluice.firewall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
import sluice.trace.Ended;
import sluice.trace.Step;
import sluice.trace.TraceSink;

/**
 * Follows one packet at a time over the hooks of a host: which rules decided about it, what it was
 * when it came and when it left, and how it ended.
 */
final class PathWatch implements RuleTrace, TraceSink {
    /** Behind the tracking of connections, before anybody's rules about them. */
    private static final int TRACKED = -199;

    private boolean watching;
    private boolean sent;
    private long packetId;

    /** Where the packet is looked at anew: between those who change it. */
    private static final int[] LOOKS = {-299, -149, -99, 1, 51, 101, 226};

    private final List<RuleEvent> events = new ArrayList<>();
    private final List<PathStep> steps = new ArrayList<>();
    private byte[] now = {};
    private final Set<HookPoint> passed = new HashSet<>();
    private byte @Nullable [] first;
    private byte @Nullable [] last;
    private String out = "";
    private String state = "";
    private @Nullable Ended end;
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
        packetId = 0;
        events.clear();
        steps.clear();
        now = new byte[0];
        passed.clear();
        first = null;
        last = null;
        out = "";
        state = "";
        end = null;
        anyEnd = null;
        rejected = false;
    }

    // ---- what happens ----------------------------------------------------------------------

    private static byte[] octets(Skb skb) {
        return Arrays.copyOfRange(skb.octets(), skb.networkOffset(), skb.limit());
    }

    private boolean mine(Skb skb, HookPoint point) {
        long id = skb.packet().id();
        HookPoint begins = sent ? HookPoint.LOCAL_OUT : HookPoint.PRE_ROUTING;
        if (watching && packetId == 0 && point == begins) packetId = id;
        return watching && id == packetId;
    }

    private NfVerdict enters(Skb skb, HookState hook) {
        if (!mine(skb, hook.point())) return NfVerdict.ACCEPT;
        now = octets(skb);
        if (first == null) first = now;
        return NfVerdict.ACCEPT;
    }

    private NfVerdict looks(Skb skb, HookState hook) {
        if (mine(skb, hook.point())) now = octets(skb);
        return NfVerdict.ACCEPT;
    }

    private NfVerdict tracked(Skb skb, HookState hook) {
        if (mine(skb, hook.point()) && state.isEmpty()) state = stateOf(skb);
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
        if (!mine(skb, hook.point())) return NfVerdict.ACCEPT;
        passed.add(hook.point());
        last = octets(skb);
        NetInterface device = hook.out();
        if (device != null && hook.point() == HookPoint.POST_ROUTING) out = device.name();
        return NfVerdict.ACCEPT;
    }

    @Override
    public void decided(RuleEvent event) {
        boolean early = packetId == 0 && !sent; // at a device, before all hooks of IP
        if (!watching || (event.packetId() != packetId && !early)) return;
        if (early) packetId = event.packetId();
        events.add(event);
        steps.add(PathStep.of(event, now));
        if (event.verdict() instanceof RuleVerdict.Drop
                && event.rule() != null
                && event.rule().statements().stream().anyMatch(Reject.class::isInstance))
            rejected = true;
    }

    @Override
    public void accept(Step step) {
        if (!watching || !(step instanceof Ended ended)) return;
        if (anyEnd == null) anyEnd = ended;
        if (packetId != 0 && ended.packetId() == packetId && end == null) end = ended;
    }

    // ---- what came of it -------------------------------------------------------------------

    List<RuleEvent> events() {
        return events;
    }

    /** The same for people. */
    List<PathStep> steps() {
        return List.copyOf(steps);
    }

    /** The packet as it came; null if it met no hook. */
    byte @Nullable [] first() {
        return first;
    }

    /** The packet as it was last seen; null if it met no end of a hook. */
    byte @Nullable [] last() {
        return last;
    }

    String state() {
        return state;
    }

    boolean rejected() {
        return rejected;
    }

    boolean delivered() {
        return passed.contains(HookPoint.LOCAL_IN);
    }

    /** Device it left by; empty if it did not. */
    String leftBy() {
        return passed.contains(HookPoint.POST_ROUTING) ? out : "";
    }

    /** Its end, or that of the only packet there was; null if it still is somewhere. */
    @Nullable Ended end() {
        return end != null ? end : packetId == 0 ? anyEnd : null;
    }
}
