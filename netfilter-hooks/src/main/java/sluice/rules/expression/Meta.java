package sluice.rules.expression;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.NetInterface;
import sluice.netfilter.NfFamily;
import sluice.netfilter.PacketType;
import sluice.netfilter.Sock;
import sluice.packet.Octets;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.RuleFamily;

/** What is known of a packet besides its octets ({@code nft_meta}). */
public record Meta(MetaKey key) implements Expression {
    private static final int NAME_OCTETS = 16;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int THURSDAY = 4;
    private static final int DAYS = 7;
    private static final long NANOS = 1_000_000_000L;

    @Override
    public int lengthOctets() {
        return key.lengthOctets();
    }

    @Override
    public boolean pure() {
        return key != MetaKey.RANDOM;
    }

    @Override
    public boolean load(Evaluation packet, byte[] to, int at) {
        return switch (key) {
            case LENGTH -> put32(to, at, packet.lengthOctets());
            case PROTOCOL -> put16(to, at, packet.skb().protocol());
            case PRIORITY -> put32(to, at, packet.skb().priority());
            case RANDOM -> put32(to, at, packet.host().random().nextInt());
            case MARK -> put32(to, at, packet.skb().mark());
            case IIF -> put32(to, at, index(packet.in()));
            case OIF -> put32(to, at, index(packet.out()));
            case IIFNAME -> name(packet.in(), to, at);
            case OIFNAME -> name(packet.out(), to, at);
            case IIFTYPE -> type(packet.in(), to, at);
            case OIFTYPE -> type(packet.out(), to, at);
            case IIFGROUP -> packet.in() != null && put32(to, at, 0);
            case OIFGROUP -> packet.out() != null && put32(to, at, 0);
            case PKTTYPE -> put8(to, at, packetType(packet));
            case CPU -> put32(to, at, 0);
            case NFPROTO -> put8(to, at, protocolFamily(packet));
            case L4PROTO -> packet.protocol() >= 0 && put8(to, at, packet.protocol());
            case NFTRACE -> put8(to, at, packet.skb().traced() ? 1 : 0);
            case SECPATH -> put8(to, at, 0);
            case RTCLASSID -> packet.skb().route() != null && put32(to, at, 0);
            case SECMARK, CGROUP -> put32(to, at, 0);
            case TIME -> {
                Octets.put64(to, at, packet.host().wallSeconds() * NANOS);
                yield true;
            }
            case DAY ->
                    put8(
                            to,
                            at,
                            (int)
                                    ((packet.host().wallSeconds() / SECONDS_PER_DAY + THURSDAY)
                                            % DAYS));
            case HOUR -> put32(to, at, (int) (packet.host().wallSeconds() % SECONDS_PER_DAY));
            case SKUID -> {
                Sock sock = packet.skb().sock();
                yield sock != null && sock.owned() && put32(to, at, sock.uid());
            }
            case SKGID -> {
                Sock sock = packet.skb().sock();
                yield sock != null && sock.owned() && put32(to, at, sock.gid());
            }
            case IIFKIND -> packet.in() != null && text(packet.in().kind(), to, at);
            case OIFKIND -> packet.out() != null && text(packet.out().kind(), to, at);
            case IBRNAME -> master(packet.in(), to, at);
            case OBRNAME -> master(packet.out(), to, at);
            case SDIF, SDIFNAME -> false; // there are no VRFs
        };
    }

    // nft_meta_get_eval_pkttype_lo: what this host sent itself has no frame.
    private static int packetType(Evaluation packet) {
        PacketType type = packet.skb().packetType();
        return type.code();
    }

    // nft_do_chain_inet_ingress: a chain of family inet sees IP packets at a device as such.
    private static int protocolFamily(Evaluation packet) {
        if (packet.family() == NfFamily.NETDEV
                && packet.chain().table().family() == RuleFamily.INET) {
            if (packet.layer() == Evaluation.Layer.IPV4) return RuleFamily.IP.code();
            if (packet.layer() == Evaluation.Layer.IPV6) return RuleFamily.IP6.code();
        }
        return packet.family().code();
    }

    private static int index(@Nullable NetInterface device) {
        return device == null ? 0 : device.index();
    }

    /** The name of a device; sixteen zeros if there is none ({@code nft_meta_store_ifname}). */
    private static boolean name(@Nullable NetInterface device, byte[] to, int at) {
        return text(device == null ? "" : device.name(), to, at);
    }

    private static boolean master(@Nullable NetInterface port, byte[] to, int at) {
        NetInterface bridge = port == null ? null : port.master();
        return bridge != null && text(bridge.name(), to, at);
    }

    private static boolean text(String text, byte[] to, int at) {
        Arrays.fill(to, at, at + NAME_OCTETS, (byte) 0);
        for (int i = 0; i < text.length() && i < NAME_OCTETS - 1; i++)
            to[at + i] = (byte) text.charAt(i);
        return true;
    }

    /** A name as a value: sixteen octets. */
    public static byte[] nameValue(String name) {
        return Arrays.copyOf(name.getBytes(StandardCharsets.ISO_8859_1), NAME_OCTETS);
    }

    private static boolean type(@Nullable NetInterface device, byte[] to, int at) {
        return device != null && put16(to, at, device.hardwareType());
    }

    private static boolean put8(byte[] to, int at, int value) {
        to[at] = (byte) value;
        return true;
    }

    private static boolean put16(byte[] to, int at, int value) {
        Octets.put16(to, at, value);
        return true;
    }

    private static boolean put32(byte[] to, int at, int value) {
        Octets.put32(to, at, value);
        return true;
    }
}
