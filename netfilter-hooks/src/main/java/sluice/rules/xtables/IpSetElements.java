package sluice.rules.xtables;

import java.util.List;
import java.util.OptionalInt;
import sluice.inet.Ipv4Addresses;
import sluice.inet.Ipv6Address;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.rules.names.Names;

/**
 * Reads an element of {@code ipset add}, ranges included, and puts what it stands for into a set.
 */
final class IpSetElements {
    private static final int EXPANDED_MAX = 1 << 16;

    private final IpSet set;
    private final IpSetLine line;
    private final long expiresNanos;
    private final boolean excluded;
    private final byte[] key = new byte[64];
    private int expanded;

    IpSetElements(IpSet set, IpSetLine line, long expiresNanos, boolean excluded) {
        this.set = set;
        this.line = line;
        this.expiresNanos = expiresNanos;
        this.excluded = excluded;
    }

    void add(String element) {
        String[] texts = element.split(",", -1);
        List<IpSetType.Part> parts = set.type().parts();
        boolean macOptional = set.type().toString().equals("bitmap:ip,mac");
        if (texts.length != parts.size() && !macOptional)
            throw line.bad(
                    2,
                    set.type()
                            + " has elements of "
                            + parts.size()
                            + " parts, not "
                            + texts.length);
        part(texts, 0, 0, set.wholeLengths(), 0);
    }

    /** Writes part {@code index} at {@code at} of the key, and goes on with the next one. */
    private void part(String[] texts, int index, int at, int[] lengths, int address) {
        if (index == texts.length) {
            if (++expanded > EXPANDED_MAX)
                throw line.bad(2, "more than " + EXPANDED_MAX + " elements");
            if (!set.add(key, at, lengths, excluded, expiresNanos))
                throw line.bad(2, "set " + set.name() + " is full");
            return;
        }
        String text = texts[index];
        switch (set.type().parts().get(index)) {
            case IP, NET -> address(texts, index, at, lengths, address);
            case PORT -> ports(texts, index, at, lengths, address);
            case MAC -> {
                mac(text, at);
                part(texts, index + 1, at + 6, lengths, address);
            }
            case IFACE -> {
                String name = text.startsWith("physdev:") ? "" : text;
                if (name.isEmpty() || name.length() > 15)
                    throw line.bad(2, "the name of a device was expected");
                part(texts, index + 1, at + IpSet.name(name, key, at), lengths, address);
            }
            case MARK -> {
                Octets.put32(key, at, number(text, 0xffff_ffffL) & set.markMask());
                part(texts, index + 1, at + 4, lengths, address);
            }
            case SET -> throw line.bad(2, "a set was not expected here");
        }
    }

    private int number(String text, long max) {
        try {
            long value = Long.decode(text);
            if (value >= 0 && value <= max) return (int) value;
        } catch (NumberFormatException _) {
            // said below
        }
        throw line.bad(2, "a number up to " + max + " was expected, not '" + text + "'");
    }

    private void mac(String text, int at) {
        String[] octets = text.split(":", -1);
        if (octets.length != 6)
            throw line.bad(2, "a hardware address was expected, not '" + text + "'");
        for (int i = 0; i < 6; i++) {
            if (octets[i].isEmpty() || octets[i].length() > 2)
                throw line.bad(2, "a hardware address was expected, not '" + text + "'");
            key[at + i] = (byte) number("0x" + octets[i], 255);
        }
    }

    // ---- ports ------------------------------------------------------------------------------

    private void ports(String[] texts, int index, int at, int[] lengths, int address) {
        String text = texts[index];
        int colon = text.indexOf(':');
        String protocolName = colon < 0 ? "tcp" : text.substring(0, colon);
        String ports = colon < 0 ? text : text.substring(colon + 1);
        boolean bitmap = set.type().method().equals("bitmap");
        OptionalInt protocol = Names.protocol(protocolName);
        if (protocol.isEmpty()
                && !protocolName.isEmpty()
                && Character.isDigit(protocolName.charAt(0)))
            protocol = OptionalInt.of(number(protocolName, 255));
        if (protocol.isEmpty()) throw line.bad(2, "unknown protocol '" + protocolName + "'");
        if (bitmap && colon < 0) {
            // bitmap:port has no protocol: TCP and UDP alike.
            ports(texts, index, at, lengths, address, IpProtocols.TCP, ports);
            ports(texts, index, at, lengths, address, IpProtocols.UDP, ports);
        } else {
            ports(texts, index, at, lengths, address, protocol.getAsInt(), ports);
        }
    }

    private void ports(
            String[] texts,
            int index,
            int at,
            int[] lengths,
            int address,
            int protocol,
            String ports) {
        int from;
        int to;
        int slash = ports.indexOf('/');
        int dash = ports.indexOf('-');
        if (slash > 0) {
            from =
                    number(ports.substring(0, slash), 255) << 8
                            | number(ports.substring(slash + 1), 255);
            to = from;
        } else if (dash > 0 && Names.port(ports, protocol).isEmpty()) {
            from = port(ports.substring(0, dash), protocol);
            to = port(ports.substring(dash + 1), protocol);
        } else {
            from = port(ports, protocol);
            to = from;
        }
        if (to < from) throw line.bad(2, "the range " + ports + " ends before it begins");
        for (int port = from; port <= to; port++) {
            key[at] = (byte) protocol;
            Octets.put16(key, at + 1, port);
            part(texts, index + 1, at + 3, lengths, address);
        }
    }

    private int port(String text, int protocol) {
        OptionalInt named = Names.port(text, protocol);
        return named.isPresent() ? named.getAsInt() : number(text, 0xffff);
    }

    // ---- addresses --------------------------------------------------------------------------

    private void address(String[] texts, int index, int at, int[] lengths, int address) {
        String text = texts[index];
        int octets = set.addressOctets();
        int slash = text.indexOf('/');
        int dash = text.indexOf('-');
        boolean net = set.type().parts().get(index) == IpSetType.Part.NET;
        if (dash > 0 && !set.ipv6()) {
            long from = read(text.substring(0, dash)) & 0xffff_ffffL;
            long to = read(text.substring(dash + 1)) & 0xffff_ffffL;
            if (to < from) throw line.bad(2, "the range " + text + " ends before it begins");
            range(texts, index, at, lengths, address, from, to, net);
            return;
        }
        int prefix = slash < 0 ? 8 * octets : number(text.substring(slash + 1), 8L * octets);
        String front = slash < 0 ? text : text.substring(0, slash);
        if (set.ipv6()) {
            Ipv6Address.checked(front)
                    .orElseThrow(
                            () -> line.bad(2, "an IPv6 address was expected, not '" + front + "'"))
                    .writeTo(key, at);
        } else {
            long from = read(front) & 0xffff_ffffL & (prefix == 0 ? 0 : -1L << (32 - prefix));
            if (!net && prefix < 32) {
                range(
                        texts,
                        index,
                        at,
                        lengths,
                        address,
                        from,
                        from + (1L << (32 - prefix)) - 1,
                        false);
                return;
            }
            Octets.put32(key, at, (int) from);
        }
        IpSet.mask(key, at, octets, prefix);
        set.maskAddress(key, at);
        int[] changed = lengths.clone();
        changed[address] = prefix;
        part(texts, index + 1, at + octets, changed, address + 1);
    }

    private int read(String text) {
        OptionalInt found = Ipv4Addresses.checked(text);
        if (found.isEmpty()) throw line.bad(2, "an IPv4 address was expected, not '" + text + "'");
        return found.getAsInt();
    }

    /** Each address of a range, or the networks that make it up. */
    private void range(
            String[] texts,
            int index,
            int at,
            int[] lengths,
            int address,
            long from,
            long to,
            boolean net) {
        long next = from;
        while (next <= to) {
            int bits = 0;
            while (net
                    && bits < 32
                    && (next & (1L << bits)) == 0
                    && next + (1L << (bits + 1)) - 1 <= to) bits++;
            Octets.put32(key, at, (int) next);
            set.maskAddress(key, at);
            int[] changed = lengths.clone();
            changed[address] = 32 - bits;
            part(texts, index + 1, at + 4, changed, address + 1);
            next += 1L << bits;
        }
    }
}
