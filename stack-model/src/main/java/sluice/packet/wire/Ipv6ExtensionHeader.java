package sluice.packet.wire;

import sluice.packet.Octets;

/**
 * A hop-by-hop, destination or routing header as a value.
 *
 * @param nextHeader an {@link IpProtocols} number
 * @param body what stands behind the length octet: 6, 14, 22 … up to 2046 octets
 */
public record Ipv6ExtensionHeader(int nextHeader, OctetSequence body) {
    public Ipv6ExtensionHeader {
        Require.bits("nextHeader", 8, nextHeader);
        Require.multiple("body + 2", 8, body.lengthOctets() + 2);
        Require.atMost("body", 2046, body.lengthOctets());
    }

    /** The hop-by-hop header that MLD messages carry: router alert with value 0 (RFC 2711). */
    public static Ipv6ExtensionHeader routerAlert(int nextHeader) {
        byte[] body = {Ipv6ExtensionView.OPTION_ROUTER_ALERT, 2, 0, 0, 1, 0};
        return new Ipv6ExtensionHeader(nextHeader, OctetSequence.copyOf(body));
    }

    public int lengthOctets() {
        return 2 + body.lengthOctets();
    }

    public void writeTo(byte[] octets, int offset) {
        Octets.put8(octets, offset, nextHeader);
        Octets.put8(octets, offset + 1, lengthOctets() / 8 - 1);
        body.writeTo(octets, offset + 2);
    }
}
