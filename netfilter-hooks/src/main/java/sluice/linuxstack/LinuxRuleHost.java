package sluice.linuxstack;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sluice.conntrack.Conntrack;
import sluice.conntrack.SynProxy;
import sluice.nat.Nat;
import sluice.netdev.NetDevice;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookState;
import sluice.netfilter.NetInterface;
import sluice.netfilter.NfFamily;
import sluice.netfilter.QueueRange;
import sluice.netfilter.Skb;
import sluice.netfilter.Sock;
import sluice.packet.Octets;
import sluice.packet.wire.Ipv4View;
import sluice.route.OutputResult;
import sluice.rules.OsFingerprints;
import sluice.rules.RuleHost;
import sluice.time.SeededRandom;

/** What the rules of a Linux host stand on. */
final class LinuxRuleHost implements RuleHost {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int IPV4_OCTETS = 4;
    private static final int IPV4_HEADERS = 40;
    private static final int IPV6_HEADERS = 60;
    private static final int DONT_FRAGMENT = 0x4000;

    private final Net net;
    private final RuleAnswers answers;
    private final RuleFib fib;
    private final SeededRandom random;
    private final SocketSearch sockets;
    private final SynProxy synProxy;
    private final OsFingerprints fingerprints = new OsFingerprints();
    private @Nullable Consumer<String> log;
    private boolean duplicating;

    LinuxRuleHost(Net net) {
        this.net = net;
        answers = new RuleAnswers(net);
        fib = new RuleFib(net);
        random = net.host.random("rules");
        sockets = new SocketSearch(net);
        synProxy =
                new SynProxy(
                        net.conntrack, answers, (int) net.host.random("syn cookies").nextLong());
    }

    void logTo(@Nullable Consumer<String> sink) {
        log = sink;
    }

    @Override
    public long nowNanos() {
        return net.nowNanos();
    }

    @Override
    public long wallSeconds() {
        return net.nowNanos() / NANOS_PER_SECOND;
    }

    @Override
    public Conntrack conntrack() {
        return net.conntrack;
    }

    @Override
    public Nat nat() {
        return net.nat;
    }

    @Override
    public SynProxy synProxy() {
        return synProxy;
    }

    @Override
    public OsFingerprints fingerprints() {
        return fingerprints;
    }

    @Override
    public SeededRandom random() {
        return random;
    }

    @Override
    public @Nullable NetInterface device(int index) {
        return index < 1 || index > net.devices.devices().size() ? null : net.device(index);
    }

    @Override
    public @Nullable NetInterface device(String name) {
        return net.devices.device(name);
    }

    @Override
    public sluice.netfilter.@Nullable HookChain deviceChain(String name, HookPoint point) {
        NetDevice device = net.devices.device(name);
        return device == null ? null : device.hooks(point);
    }

    @Override
    public void rejectIcmp4(Skb about, HookState state, int code) {
        answers.unreachable4(about, code);
        softirq(about, state);
    }

    @Override
    public void rejectIcmp6(Skb about, HookState state, int code) {
        answers.unreachable6(about, code);
        softirq(about, state);
    }

    @Override
    public void rejectReset(Skb about, HookState state) {
        if (about.isIpv4()) answers.reset4(about);
        else answers.reset6(about);
        softirq(about, state);
    }

    // What is answered to a program's own packet comes in over lo at once: sending the answer ends
    // with local_bh_enable, which runs the softirq that has become due.
    private void softirq(Skb about, HookState state) {
        Sock sock = about.sock();
        if (state.point() == HookPoint.LOCAL_OUT && sock != null && sock.owned()) net.lo.softirq();
    }

    // nf_dup_ipv4: not from within a copy; the copy is not tracked, has DF and a lower TTL at
    // points where it would otherwise go round.
    @Override
    public void duplicate(
            Skb packet, HookState state, byte[] gateway, @Nullable NetInterface device) {
        if (duplicating) return;
        int by = device == null ? 0 : device.index();
        boolean ipv4 = gateway.length == IPV4_OCTETS;
        OutputResult to =
                ipv4
                        ? net.routing4.output(0, Octets.i32(gateway, 0), by)
                        : net.output6.find(
                                0, 0, Octets.i64(gateway, 0), Octets.i64(gateway, Long.BYTES), by);
        if (to.error() != null) return;
        Skb copy = net.skbs.take(packet.packet().copy(net.ipPlace));
        copy.copyMetadataFrom(packet);
        copy.setNetworkOffset(copy.packet().offset());
        copy.setTransportOffset(
                copy.packet().offset() + packet.transportOffset() - packet.networkOffset());
        copy.setTracked(null, sluice.netfilter.CtInfo.UNTRACKED);
        boolean inward =
                state.point() == HookPoint.PRE_ROUTING || state.point() == HookPoint.LOCAL_IN;
        duplicating = true;
        if (ipv4) sendCopy4(copy, to, inward);
        else sendCopy6(copy, to, inward);
        duplicating = false;
    }

    private void sendCopy4(Skb copy, OutputResult to, boolean inward) {
        byte[] octets = copy.writable();
        int at = copy.networkOffset();
        Octets.put16(octets, at + 6, Octets.u16(octets, at + 6) | DONT_FRAGMENT);
        if (inward) Octets.put8(octets, at + 8, Octets.u8(octets, at + 8) - 1);
        sluice.packet.wire.TransportChecksums.fillIpv4Header(
                octets, at, (Octets.u8(octets, at) & 0xf) * 4);
        net.output4.setRoute(copy, to);
        copy.setInDevice(null);
        net.output4.localOut(copy);
    }

    private void sendCopy6(Skb copy, OutputResult to, boolean inward) {
        byte[] octets = copy.writable();
        int at = copy.networkOffset();
        if (inward) Octets.put8(octets, at + 7, Octets.u8(octets, at + 7) - 1);
        copy.setInDevice(null);
        net.output6.sendReady(copy, to);
    }

    @Override
    public void duplicateFrame(Skb packet, HookState state, NetInterface device) {
        if (device instanceof NetDevice to) to.duplicate(packet);
    }

    @Override
    public void forwardFrame(Skb packet, HookState state, NetInterface device) {
        if (!(device instanceof NetDevice to)) throw new IllegalStateException("no device");
        to.forward(packet);
    }

    @Override
    public void forwardToNeighbour(Skb packet, byte[] neighbour, NetInterface device) {
        if (!(device instanceof NetDevice to)) throw new IllegalStateException("no device");
        int front = packet.networkOffset() - packet.packet().offset();
        if (front > 0) packet.packet().pull(front);
        packet.packet().passUp(net.ipPlace);
        packet.setInDevice(null);
        packet.setOutDevice(to);
        byte[] octets = packet.writable();
        int at = packet.networkOffset();
        if (neighbour.length == IPV4_OCTETS) {
            Ipv4View.decrementTtl(octets, at);
            packet.setNextHop4(Octets.i32(neighbour, 0));
            net.output4.resolved(packet, to);
        } else {
            Octets.put8(octets, at + 7, Octets.u8(octets, at + 7) - 1);
            packet.setNextHop6(Octets.i64(neighbour, 0), Octets.i64(neighbour, Long.BYTES));
            net.output6.toNeighbour(packet, to);
        }
    }

    @Override
    public int fibType(
            Skb packet,
            HookState state,
            boolean source,
            boolean mark,
            @Nullable NetInterface device) {
        return fib.kind(packet, source, device);
    }

    @Override
    public @Nullable NetInterface fibDevice(
            Skb packet,
            HookState state,
            boolean source,
            boolean mark,
            @Nullable NetInterface device) {
        int found = fib.device(packet, state, source, mark, device);
        return found == 0 ? null : net.device(found);
    }

    @Override
    public int nextHop4(Skb packet) {
        return packet.nextHop4();
    }

    @Override
    public int tcpMss(Skb packet, HookState state) {
        NetInterface out = packet.outDevice();
        int mtu = out == null ? 1500 : Ip4Output.mtuOctets(packet.route(), out);
        NetInterface in = packet.inDevice();
        if (in != null) mtu = Math.min(mtu, in.mtuOctets());
        return mtu - (state.family() == NfFamily.IPV6 ? IPV6_HEADERS : IPV4_HEADERS);
    }

    @Override
    public @Nullable FoundSocket socketFor(Skb packet, HookState state) {
        Sock of = packet.sock();
        Sock found = of != null ? of : sockets.find(packet);
        return found == null
                ? null
                : new Found(found.transparent(), found.wildcard(), found.mark());
    }

    private record Found(boolean transparent, boolean wildcard, int mark) implements FoundSocket {}

    @Override
    public boolean tproxy(Skb packet, HookState state, byte[] address, int port) {
        Sock found = sockets.inPlace(packet, address, port);
        if (found == null) return false;
        packet.setSock(found);
        return true;
    }

    @Override
    public QueueRange queues(int first, int last, boolean bypass, boolean byCpu) {
        return new QueueRange(first, last, bypass, byCpu, net.host);
    }

    @Override
    public void log(String line) {
        Consumer<String> sink = log;
        if (sink != null) sink.accept(line);
    }

    @Override
    public boolean logged() {
        return log != null;
    }
}
