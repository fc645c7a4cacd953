package sluice.packet.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetHeader;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4Header;
import sluice.packet.wire.Ipv6Header;

/** A full listing leaves no octet of a valid packet out, and tells none twice. */
class FieldCoverProperties {
    private static final int[] ICMP_TYPES = {0, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 40};
    private static final int[] IGMP_TYPES = {0x11, 0x12, 0x16, 0x17, 0x22};
    private static final int[] ICMPV6_TYPES = {
        1, 2, 3, 4, 128, 129, 130, 131, 132, 133, 134, 135, 136, 137, 143, 200
    };

    @Provide
    Arbitrary<byte[]> samples() {
        return Arbitraries.of(FrameSamples.ALL);
    }

    private static void check(byte[] frame) {
        FieldTree tree = FieldTree.of(LinkTypes.ETHERNET, frame, 0, frame.length, frame.length);
        if (tree.faults().isEmpty()) {
            assertThat(new FieldCover(tree, frame.length).faults()).as("%s", tree).isEmpty();
        }
    }

    @Property(tries = 60)
    void shouldTellEveryOctetOfSamplesAndTheirPadding(
            @ForAll("samples") byte[] frame, @ForAll @IntRange(max = 50) int trailerOctets) {
        boolean vxlan = frame == FrameSamples.ALL.get(4); // its header has no fields of its own
        if (!vxlan) {
            check(Arrays.copyOf(frame, frame.length + trailerOctets));
        }
    }

    @Property
    void shouldTellEveryOctetOfArp(
            @ForAll @IntRange(max = 8) int hardwareOctets,
            @ForAll @IntRange(max = 8) int protocolOctets,
            @ForAll @Size(100) byte[] content) {
        byte[] frame = content.clone();
        new EthernetHeader(1, 2, EtherTypes.ARP).writeTo(frame, 0);
        frame[18] = (byte) hardwareOctets;
        frame[19] = (byte) protocolOctets;
        check(frame);
    }

    @Property
    void shouldTellEveryOctetOfIpv4Options(
            @ForAll @IntRange(min = 5, max = 15) int words, @ForAll @Size(54) byte[] content) {
        byte[] frame = ipv4(253, content);
        System.arraycopy(content, 0, frame, 34, words * 4 - 20);
        frame[14] = (byte) (0x40 | words);
        check(frame);
    }

    @Property
    void shouldTellEveryOctetOfTcpOptions(
            @ForAll @IntRange(min = 5, max = 15) int words, @ForAll @Size(80) byte[] content) {
        byte[] segment = content.clone();
        segment[12] = (byte) ((words << 4) | (segment[12] & 15));
        check(ipv4(IpProtocols.TCP, segment));
    }

    @Property
    void shouldTellEveryOctetOfIcmpWithoutQuote(
            @ForAll @IntRange(max = 14) int type, @ForAll @Size(min = 8, max = 60) byte[] content) {
        byte[] message = content.clone();
        message[0] = (byte) ICMP_TYPES[type];
        boolean quotes = (type >= 1 && type <= 3) || type == 7 || type == 8;
        check(ipv4(IpProtocols.ICMP, quotes ? Arrays.copyOf(message, 8) : message));
    }

    @Property
    void shouldTellEveryOctetOfIgmp(
            @ForAll @IntRange(max = 4) int type, @ForAll @Size(min = 8, max = 60) byte[] content) {
        byte[] message = content.clone();
        message[0] = (byte) IGMP_TYPES[type];
        check(ipv4(IpProtocols.IGMP, message));
    }

    @Property
    void shouldTellEveryOctetOfIcmpv6(
            @ForAll @IntRange(max = 15) int type, @ForAll @Size(min = 8, max = 72) byte[] content) {
        byte[] message = Arrays.copyOf(content, content.length / 8 * 8);
        message[0] = (byte) ICMPV6_TYPES[type];
        boolean quotes = type < 4;
        if (quotes) {
            message = Arrays.copyOf(message, 8);
        }
        int header = headerOctets(ICMPV6_TYPES[type]);
        for (int option = header; option + 8 <= message.length; option += 8) {
            message[option + 1] = 1; // options of one unit each
            message[option] = (byte) (message[option] == 4 ? 0 : message[option] & 31);
        }
        boolean listener = ICMPV6_TYPES[type] >= 130 && ICMPV6_TYPES[type] <= 132;
        if (listener) {
            message = Arrays.copyOf(message, 24);
        }
        if (message.length >= header && ICMPV6_TYPES[type] != 143) {
            check(ipv6(IpProtocols.ICMPV6, message));
        }
    }

    private static int headerOctets(int type) {
        return switch (type) {
            case 133 -> 8;
            case 134 -> 16;
            case 135, 136 -> 24;
            case 137 -> 40;
            default -> 1000;
        };
    }

    @Property
    void shouldTellEveryOctetOfExtensionHeaders(
            @ForAll @IntRange(max = 4) int kind,
            @ForAll @IntRange(max = 4) int routingType,
            @ForAll @IntRange(max = 5) int units,
            @ForAll @Size(60) byte[] content) {
        int[] kinds = {
            IpProtocols.HOP_BY_HOP,
            IpProtocols.DESTINATION_OPTIONS,
            IpProtocols.ROUTING,
            IpProtocols.FRAGMENT,
            IpProtocols.AH
        };
        byte[] payload = content.clone();
        payload[0] = (byte) IpProtocols.NO_NEXT_HEADER;
        payload[1] = (byte) units;
        if (kinds[kind] == IpProtocols.ROUTING) {
            payload[2] = (byte) routingType;
        }
        check(ipv6(kinds[kind], payload));
    }

    private static byte[] ipv4(int protocol, byte[] payload) {
        byte[] frame = new byte[34 + payload.length];
        new EthernetHeader(1, 2, EtherTypes.IPV4).writeTo(frame, 0);
        Ipv4Header.of(protocol, 1, 2, 64, payload.length).writeTo(frame, 14);
        System.arraycopy(payload, 0, frame, 34, payload.length);
        return frame;
    }

    private static byte[] ipv6(int next, byte[] payload) {
        byte[] frame = new byte[54 + payload.length];
        new EthernetHeader(1, 2, EtherTypes.IPV6).writeTo(frame, 0);
        new Ipv6Header(1, 2, payload.length, next, 64, 1, 2, 3, 4).writeTo(frame, 14);
        System.arraycopy(payload, 0, frame, 54, payload.length);
        return frame;
    }
}
