package sluice.conntrack;

import org.jspecify.annotations.Nullable;
import sluice.inet.InetDrop;
import sluice.inet.Reassembler;
import sluice.inet.ReassemblySink;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookState;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.wire.Ipv6Extensions;
import sluice.time.Timer;
import sluice.world.Host;

/**
 * The hook at -400: holds fragments until their datagram is whole, which then goes on in place of
 * the last one (Linux, {@code nf_defrag_ipv4.c}, {@code nf_conntrack_reasm.c}). The sizes of the
 * pieces are remembered, so that the datagram leaves as it came.
 */
final class Defragmenter implements NfHook, ReassemblySink<Skb> {
    private static final int LOCAL_CONTEXT = 1 << 16;

    private final NfFamily family;
    private final Host host;
    private final FragmentPolicy policy;
    private final Timer timer;
    private Reassembler<Skb> reassembler;
    private @Nullable Skb current;
    private byte @Nullable [] gathered;
    private final int[] pieces = new int[Skb.FRAGMENT_SIZES_MAX + 1];
    private final long[] pieceIds = new long[Skb.FRAGMENT_SIZES_MAX + 1];
    private int pieceCount;

    Defragmenter(NfFamily family, Host host, FragmentPolicy policy) {
        this.family = family;
        this.host = host;
        this.policy = policy;
        reassembler = new Reassembler<>(policy.options(family));
        timer = host.scheduler().timer(host.cpu().deferred(), this::due);
    }

    @Override
    public boolean reroutes() {
        return false;
    }

    /** Lets go of everything, and takes new settings. */
    void restart() {
        reassembler.clear(this);
        timer.cancel();
        reassembler = new Reassembler<>(policy.options(family));
    }

    @Override
    public NfVerdict evaluate(Skb skb, HookState state) {
        if (skb.untracked()) return NfVerdict.ACCEPT;
        byte[] octets = skb.octets();
        int at = skb.networkOffset();
        int length = skb.limit() - at;
        boolean ipv4 = family == NfFamily.IPV4;
        boolean fragment =
                ipv4
                        ? Reassembler.isIpv4Fragment(octets, at)
                        : Reassembler.isIpv6Fragment(octets, at, length);
        if (!fragment) return NfVerdict.ACCEPT;
        int context = state.point() == HookPoint.LOCAL_OUT ? LOCAL_CONTEXT : 0;
        if (skb.tracked() instanceof Template template) context |= template.zone().id();
        policy.gathering(family);
        current = skb;
        gathered = null;
        pieceCount = 0;
        long now = host.scheduler().nowNanos();
        if (ipv4) reassembler.addIpv4(octets, at, length, context, skb, now, this);
        else reassembler.addIpv6(octets, at, length, context, skb, now, this);
        current = null;
        arm();
        byte[] whole = gathered;
        if (whole == null) return NfVerdict.STOLEN;
        gathered = null;
        goOn(skb, whole);
        return NfVerdict.ACCEPT;
    }

    private void goOn(Skb skb, byte[] whole) {
        Packet last = skb.packet();
        Packet packet =
                host.pool()
                        .originateFrom(
                                last, last.owner(), PacketPool.HEADROOM_OCTETS, whole.length);
        int at = packet.offset();
        System.arraycopy(whole, 0, packet.octets(), at, whole.length);
        packet.setTimeNanos(last.timeNanos());
        skb.replacePacket(packet, gatheredEnd());
        skb.setNetworkOffset(at);
        if (family == NfFamily.IPV4) {
            skb.setTransportOffset(at + (whole[0] & 15) * 4);
        } else {
            long packed =
                    Ipv6Extensions.upperLayer(
                            packet.octets(), at + 40, packet.limit(), Octets.u8(whole, 6));
            if (packed != Ipv6Extensions.NONE) {
                skb.setTransportOffset(Ipv6Extensions.offset(packed));
                skb.setUpperProtocol(Ipv6Extensions.protocol(packed));
            }
        }
        skb.forgetFragments();
        for (int i = 0; i < pieceCount; i++) skb.rememberFragment(pieces[i], pieceIds[i]);
    }

    private static ConntrackEnd gatheredEnd() {
        return ConntrackEnd.GATHERED;
    }

    private void arm() {
        long deadline = reassembler.nextDeadlineNanos();
        if (deadline == Reassembler.NEVER) timer.cancel();
        else timer.arm(Math.max(0, deadline - host.scheduler().nowNanos()));
    }

    private void due() {
        reassembler.poll(host.scheduler().nowNanos(), this);
        arm();
    }

    @Override
    public void ended(Skb fragment, @Nullable InetDrop why) {
        if (why != null) fragment.end(why);
        else if (fragment != current) fragment.end(gatheredEnd());
    }

    @Override
    public void piece(Skb fragment, int lengthOctets) {
        if (pieceCount == pieces.length) return; // too many to remember
        pieceIds[pieceCount] = fragment.packet().id();
        pieces[pieceCount++] = lengthOctets;
    }

    @Override
    public void whole(byte[] datagram, int lengthOctets, int largestFragmentOctets) {
        gathered = datagram;
        policy.gathered(family);
    }

    @Override
    public void failed(InetDrop why) {
        policy.failed(family, why);
    }

    @Override
    public void expired(byte[] firstFragment) {
        policy.expired(family, firstFragment);
    }
}
