package sluice.rules.xtables;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.NetInterface;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.rules.Evaluation;

/**
 * A set of {@code ipset} ({@code net/netfilter/ipset}): addresses, networks, ports and so on,
 * several parts to an element.
 *
 * <p>Networks are kept by the lengths of their prefixes: a look-up masks the packet's addresses
 * with each combination there is, the longest first, as the kernel's hash types do.
 */
public final class IpSet {
    /** Most elements if none is stated. */
    public static final int ELEMENTS_MAX_DEFAULT = 65_536;

    private static final int IPV4 = 4;
    private static final int IPV6 = 16;

    private final String name;
    private final IpSetType type;
    private final boolean ipv6;
    private final int elementsMax;
    private final long timeoutNanos;
    private final byte @Nullable [] addressMask;
    private final int markMask;
    private final KeyTable<Element> elements = new KeyTable<>();
    private final List<int[]> prefixes = new ArrayList<>();
    private final List<IpSet> members = new ArrayList<>();

    /** What is said of an element. */
    static final class Element {
        final boolean excluded;
        long expiresNanos;

        Element(boolean excluded, long expiresNanos) {
            this.excluded = excluded;
            this.expiresNanos = expiresNanos;
        }
    }

    /**
     * A set without elements.
     *
     * @param addressMask bits of addresses that count, or null for all ({@code netmask}, {@code
     *     bitmask})
     * @param markMask bits of marks that count
     */
    IpSet(
            String name,
            IpSetType type,
            boolean ipv6,
            int elementsMax,
            long timeoutNanos,
            byte @Nullable [] addressMask,
            int markMask) {
        this.name = name;
        this.type = type;
        this.ipv6 = ipv6;
        this.elementsMax = elementsMax;
        this.timeoutNanos = timeoutNanos;
        this.addressMask = addressMask;
        this.markMask = markMask;
    }

    /** Takes the bits of an address away that do not count. */
    void maskAddress(byte[] key, int at) {
        byte[] mask = addressMask;
        if (mask == null) return;
        for (int i = 0; i < mask.length; i++) key[at + i] &= mask[i];
    }

    int markMask() {
        return markMask;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** What its elements are. */
    public IpSetType type() {
        return type;
    }

    /** Whether its addresses are of IPv6. */
    public boolean ipv6() {
        return ipv6;
    }

    /** How many elements it has. */
    public int count() {
        return type.method().equals("list") ? members.size() : elements.count();
    }

    long timeoutNanos() {
        return timeoutNanos;
    }

    int addressOctets() {
        return ipv6 ? IPV6 : IPV4;
    }

    List<IpSet> members() {
        return members;
    }

    /**
     * Puts an element in.
     *
     * @param lengths of the prefixes of its addresses, in order
     * @return false if the set is full
     */
    boolean add(byte[] key, int length, int[] lengths, boolean excluded, long expiresNanos) {
        var there = elements.find(key, length);
        if (there != null) elements.remove(there);
        if (elements.count() >= elementsMax) return false;
        elements.add(key, length, new Element(excluded, expiresNanos));
        for (int[] known : prefixes) if (Arrays.equals(known, lengths)) return true;
        prefixes.add(lengths.clone());
        prefixes.sort((a, b) -> -Arrays.compare(a, b));
        return true;
    }

    /** Takes an element out. */
    void remove(byte[] key, int length) {
        var there = elements.find(key, length);
        if (there != null) elements.remove(there);
    }

    /**
     * Whether the packet is in it.
     *
     * @param sources bit n: part n comes from the source, else from the destination
     * @param excludedToo whether an element with {@code nomatch} counts
     */
    public boolean has(Evaluation packet, int sources, boolean excludedToo) {
        if (!members.isEmpty()) {
            for (int i = 0; i < members.size(); i++)
                if (members.get(i).has(packet, sources, excludedToo)) return true;
            return false;
        }
        if ((packet.layer() == Evaluation.Layer.IPV6) != ipv6 && hasAddress()) return false;
        for (int i = 0; i < prefixes.size(); i++) {
            int length = key(packet, sources, prefixes.get(i));
            if (length < 0) return false;
            var found = elements.find(packet.left, length);
            if (found == null) continue;
            long expires = found.value.expiresNanos;
            if (expires != 0 && packet.host().nowNanos() >= expires) continue;
            return !found.value.excluded || excludedToo;
        }
        return false;
    }

    private boolean hasAddress() {
        for (IpSetType.Part part : type.parts())
            if (part == IpSetType.Part.IP || part == IpSetType.Part.NET) return true;
        return false;
    }

    /** Puts the packet in ({@code -j SET --add-set}). */
    public void add(Evaluation packet, int sources, long timeout) {
        int[] lengths = wholeLengths();
        int length = key(packet, sources, lengths);
        if (length < 0) return;
        long now = packet.host().nowNanos();
        long lives = timeout >= 0 ? timeout : timeoutNanos;
        add(packet.left, length, lengths, false, lives == 0 ? 0 : now + lives);
    }

    /** Takes the packet out ({@code -j SET --del-set}). */
    public void remove(Evaluation packet, int sources) {
        int length = key(packet, sources, wholeLengths());
        if (length >= 0) remove(packet.left, length);
    }

    int[] wholeLengths() {
        int addresses = 0;
        for (IpSetType.Part part : type.parts())
            if (part == IpSetType.Part.IP || part == IpSetType.Part.NET) addresses++;
        int[] lengths = new int[addresses];
        Arrays.fill(lengths, 8 * addressOctets());
        return lengths;
    }

    /** Writes what the packet has of an element to its room and returns the length, or -1. */
    private int key(Evaluation packet, int sources, int[] lengths) {
        byte[] key = packet.left;
        int at = 0;
        int address = 0;
        for (int i = 0; i < type.parts().size(); i++) {
            boolean source = (sources >>> i & 1) != 0;
            switch (type.parts().get(i)) {
                case IP, NET -> {
                    int octets = addressOctets();
                    int first = packet.networkOffset() + (ipv6 ? 8 : 12);
                    System.arraycopy(
                            packet.octets(), source ? first : first + octets, key, at, octets);
                    mask(key, at, octets, lengths[address++]);
                    maskAddress(key, at);
                    at += octets;
                }
                case PORT -> {
                    if (!port(packet, source, key, at)) return -1;
                    at += 3;
                }
                case MAC -> {
                    int link = packet.linkOffset();
                    if (link < 0 || link + 14 > packet.limit()) return -1;
                    System.arraycopy(packet.octets(), source ? link + 6 : link, key, at, 6);
                    at += 6;
                }
                case IFACE -> {
                    NetInterface device = source ? packet.in() : packet.out();
                    if (device == null) return -1;
                    at += name(device.name(), key, at);
                }
                case MARK -> {
                    Octets.put32(key, at, packet.skb().mark() & markMask);
                    at += 4;
                }
                case SET -> {
                    return -1;
                }
            }
        }
        return at;
    }

    static int name(String device, byte[] to, int at) {
        for (int i = 0; i < 16; i++) to[at + i] = i < device.length() ? (byte) device.charAt(i) : 0;
        return 16;
    }

    static void mask(byte[] octets, int at, int count, int prefix) {
        for (int i = 0; i < count; i++) {
            int bits = Math.clamp(prefix - 8L * i, 0, 8);
            octets[at + i] &= (byte) (0xff00 >>> bits);
        }
    }

    // ip_set_get_ip_port
    private static boolean port(Evaluation packet, boolean source, byte[] key, int at) {
        if (packet.transportOffset() < 0 || packet.fragmentOffset() != 0) return false;
        int from = packet.transportOffset();
        key[at] = (byte) packet.protocol();
        int value = 0;
        switch (packet.protocol()) {
            case IpProtocols.TCP, IpProtocols.UDP, IpProtocols.SCTP, IpProtocols.UDP_LITE -> {
                if (from + 4 > packet.limit()) return false;
                value = Octets.u16(packet.octets(), source ? from : from + 2);
            }
            case IpProtocols.ICMP, IpProtocols.ICMPV6 -> {
                if (from + 2 > packet.limit()) return false;
                value = Octets.u16(packet.octets(), from);
            }
            default -> {}
        }
        Octets.put16(key, at + 1, value);
        return true;
    }
}
