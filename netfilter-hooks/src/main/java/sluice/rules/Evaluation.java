package sluice.rules;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookState;
import sluice.netfilter.NetInterface;
import sluice.netfilter.NfFamily;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;

/**
 * A packet on its way through chains, as statements see it ({@code struct nft_pktinfo}): the skb,
 * where its headers are, and the host. Reused; valid during a walk only.
 */
public final class Evaluation {
    /** Of {@link #protocol} and offsets that are not known. */
    public static final int NONE = -1;

    private static final int FRAGMENT_OFFSET_MASK = 0x1fff;
    private static final int EXTENSIONS_MAX = 16;

    private final RuleHost host;
    private @Nullable Skb skb;
    private @Nullable HookState state;
    private @Nullable Chain chain;
    private @Nullable Rule rule;
    private int ruleIndex;
    private int transportOffset;
    private int protocol;
    private int fragmentOffset;

    /** Room for values; see {@link Expression}. */
    public final byte[] left = new byte[2 * Expression.LENGTH_OCTETS_MAX];

    /** Room for a second value. */
    public final byte[] right = new byte[2 * Expression.LENGTH_OCTETS_MAX];

    Evaluation(RuleHost host) {
        this.host = host;
    }

    void begin(Skb looked, HookState where) {
        skb = looked;
        state = where;
        look();
    }

    void at(Chain walked, @Nullable Rule run, int index) {
        chain = walked;
        rule = run;
        ruleIndex = index;
    }

    void end() {
        skb = null;
        state = null;
        chain = null;
        rule = null;
    }

    /** Finds the headers anew, after a statement has changed the packet's shape. */
    public void look() {
        protocol = NONE;
        transportOffset = NONE;
        fragmentOffset = 0;
        byte[] octets = octets();
        int at = skb().networkOffset();
        int limit = skb().limit();
        switch (layer()) {
            case IPV4 -> look4(octets, at, limit);
            case IPV6 -> look6(octets, at, limit);
            default -> {}
        }
    }

    // nft_set_pktinfo_ipv4_validate: at netdev and bridge hooks nothing has been checked yet.
    private void look4(byte[] octets, int at, int limit) {
        if (limit - at < 20) return;
        int version = Octets.u8(octets, at);
        int header = (version & 0xf) * 4;
        if ((version >>> 4) != 4 || header < 20) return;
        int total = Octets.u16(octets, at + 2);
        if (at + total > limit || total < header) return;
        protocol = Octets.u8(octets, at + 9);
        fragmentOffset = Octets.u16(octets, at + 6) & FRAGMENT_OFFSET_MASK;
        transportOffset = at + header;
    }

    // ipv6_find_hdr: the first header that is no extension, or what a later fragment carries.
    private void look6(byte[] octets, int at, int limit) {
        if (limit - at < 40 || (Octets.u8(octets, at) >>> 4) != 6) return;
        int next = Octets.u8(octets, at + 6);
        int offset = at + 40;
        for (int i = 0; i < EXTENSIONS_MAX; i++) {
            switch (next) {
                case IpProtocols.HOP_BY_HOP,
                        IpProtocols.ROUTING,
                        IpProtocols.DESTINATION_OPTIONS -> {
                    if (offset + 8 > limit) return;
                    next = Octets.u8(octets, offset);
                    offset += (Octets.u8(octets, offset + 1) + 1) * 8;
                }
                case IpProtocols.FRAGMENT -> {
                    if (offset + 8 > limit) return;
                    next = Octets.u8(octets, offset);
                    fragmentOffset = Octets.u16(octets, offset + 2) >>> 3;
                    offset += 8;
                    if (fragmentOffset != 0) {
                        protocol = next;
                        transportOffset = offset;
                        return;
                    }
                }
                case IpProtocols.AH -> {
                    if (offset + 8 > limit) return;
                    next = Octets.u8(octets, offset);
                    offset += (Octets.u8(octets, offset + 1) + 2) * 4;
                }
                default -> {
                    protocol = next;
                    transportOffset = offset;
                    return;
                }
            }
        }
    }

    /** The host. */
    public RuleHost host() {
        return host;
    }

    /** The packet; changed through {@link Skb#writable} only. */
    public Skb skb() {
        return Objects.requireNonNull(skb);
    }

    /** Where it is. */
    public HookState state() {
        return Objects.requireNonNull(state);
    }

    /** The chain it is in. */
    public Chain chain() {
        return Objects.requireNonNull(chain);
    }

    /** The rule that runs; not while an element's statements run by themselves. */
    public Rule rule() {
        return Objects.requireNonNull(rule);
    }

    /** Index of {@link #rule} in its chain. */
    public int ruleIndex() {
        return ruleIndex;
    }

    /** Family of the hook. */
    public NfFamily family() {
        return state().family();
    }

    /** The hook. */
    public HookPoint point() {
        return state().point();
    }

    /** Device it came in on, as this hook is told. */
    public @Nullable NetInterface in() {
        return state().in();
    }

    /** Device it leaves by, as this hook is told. */
    public @Nullable NetInterface out() {
        return state().out();
    }

    /** What stands at {@link #networkOffset}. */
    public enum Layer {
        /** An IPv4 packet. */
        IPV4,
        /** An IPv6 packet. */
        IPV6,
        /** Something else. */
        OTHER
    }

    /** What it is by family and, at hooks of frames, by EtherType. */
    public Layer layer() {
        return switch (family()) {
            case IPV4 -> Layer.IPV4;
            case IPV6 -> Layer.IPV6;
            default ->
                    switch (skb().protocol()) {
                        case 0x0800 -> Layer.IPV4;
                        case 0x86dd -> Layer.IPV6;
                        default -> Layer.OTHER;
                    };
        };
    }

    /** Its octets, for reading. */
    public byte[] octets() {
        return skb().octets();
    }

    /** Where the IP (or ARP) header starts in {@link #octets}. */
    public int networkOffset() {
        return skb().networkOffset();
    }

    /** Where it ends in {@link #octets}. */
    public int limit() {
        return skb().limit();
    }

    /**
     * Where the transport header starts, in a later fragment what stands there; or {@link #NONE}.
     */
    public int transportOffset() {
        return transportOffset;
    }

    /** Protocol behind IP, or {@link #NONE}. */
    public int protocol() {
        return protocol;
    }

    /** Where in the datagram this fragment starts, in units of 8 octets; 0 for a first or none. */
    public int fragmentOffset() {
        return fragmentOffset;
    }

    /** Length as counters have it, in octets ({@code skb->len}). */
    public int lengthOctets() {
        return state().lengthOctets(skb());
    }

    /** Where its link header starts in {@link #octets}, or {@link #NONE}. */
    public int linkOffset() {
        return skb().linkOffset();
    }
}
