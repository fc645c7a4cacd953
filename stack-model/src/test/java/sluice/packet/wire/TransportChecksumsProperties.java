package sluice.packet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import sluice.packet.Octets;

/** Filled checksums verify; one changed bit shows; incremental updates equal computing anew. */
class TransportChecksumsProperties {
    @Property
    void shouldVerifyWhatItFilledAndNoticeOneBit(
            @ForAll @Size(min = 20, max = 80) byte[] segment,
            @ForAll int source,
            @ForAll int destination,
            @ForAll @IntRange(max = 79) int octet,
            @ForAll @IntRange(max = 7) int bit) {
        int length = segment.length;
        int at = octet % length;

        TransportChecksums.fillUdp4(segment, 0, length, source, destination);
        assertThat(TransportChecksums.udp4Valid(segment, 0, length, source, destination)).isTrue();
        assertThat(Octets.u16(segment, 6)).isNotZero();
        segment[at] ^= (byte) (1 << bit);
        boolean says = TransportChecksums.udp4Valid(segment, 0, length, source, destination);
        assertThat(says).isEqualTo(Octets.u16(segment, 6) == 0);

        TransportChecksums.fillTcp4(segment, 0, length, source, destination);
        assertThat(TransportChecksums.tcp4Valid(segment, 0, length, source, destination)).isTrue();
        segment[at] ^= (byte) (1 << bit);
        assertThat(TransportChecksums.tcp4Valid(segment, 0, length, source, destination)).isFalse();

        TransportChecksums.fillIcmp(segment, 0, length);
        assertThat(TransportChecksums.icmpValid(segment, 0, length)).isTrue();
        segment[at] ^= (byte) (1 << bit);
        assertThat(TransportChecksums.icmpValid(segment, 0, length)).isFalse();
    }

    @Property
    void shouldVerifyWhatItFilledOverIpv6(
            @ForAll @Size(72) byte[] packet, @ForAll @IntRange(max = 7) int bit) {
        TransportChecksums.fillUdp6(packet, 40, 32, 8, 24);
        assertThat(TransportChecksums.udp6Valid(packet, 40, 32, 8, 24)).isTrue();
        TransportChecksums.fillTcp6(packet, 40, 32, 8, 24);
        assertThat(TransportChecksums.tcp6Valid(packet, 40, 32, 8, 24)).isTrue();
        TransportChecksums.fillIcmpv6(packet, 40, 32, 8, 24);
        assertThat(TransportChecksums.icmpv6Valid(packet, 40, 32, 8, 24)).isTrue();
        packet[20] ^= (byte) (1 << bit);
        assertThat(TransportChecksums.icmpv6Valid(packet, 40, 32, 8, 24)).isFalse();
    }

    @Provide
    Arbitrary<Ipv4Header> headers() {
        return WireSamples.ipv4Headers();
    }

    @Property
    void shouldKeepTheHeaderChecksumThroughSetters(
            @ForAll("headers") Ipv4Header header,
            @ForAll @IntRange(max = 255) int octet,
            @ForAll int address) {
        byte[] octets = new byte[header.lengthOctets()];
        header.writeTo(octets, 0);
        var view = new Ipv4View(octets, 0);

        view.setTtl(octet);
        view.setTypeOfService(255 - octet);
        view.setSource(address);
        view.setDestination(~address);
        view.setIdentification(address & 0xffff);
        view.setFragment(true, false, octet * 8);
        view.setTotalLengthOctets(view.headerOctets() + octet);

        assertThat(view.checksumValid()).isTrue();
        assertThat(view.ttl()).isEqualTo(octet);
        assertThat(view.typeOfService()).isEqualTo(255 - octet);
        assertThat(view.source()).isEqualTo(address);
        assertThat(view.fragmentOffsetOctets()).isEqualTo(octet * 8);
        assertThat(view.payloadOctets()).isEqualTo(octet);
    }

    @Property
    void shouldKeepTransportChecksumsThroughTranslation(
            @ForAll @Size(min = 20, max = 60) byte[] segment,
            @ForAll int source,
            @ForAll int destination,
            @ForAll int translated,
            @ForAll @IntRange(max = 65535) int port) {
        int length = segment.length;
        TransportChecksums.fillTcp4(segment, 0, length, source, destination);
        var tcp = new TcpView(segment, 0);
        tcp.setSourcePort(port);
        tcp.setDestinationPort(65535 - port);
        tcp.setWindow(port ^ 77);
        tcp.addressChanged(source, translated);
        assertThat(TransportChecksums.tcp4Valid(segment, 0, length, translated, destination))
                .isTrue();

        TransportChecksums.fillUdp4(segment, 0, length, source, destination);
        var udp = new UdpView(segment, 0);
        udp.setSourcePort(port);
        udp.setDestinationPort(65535 - port);
        udp.addressChanged(source, translated);
        assertThat(udp.checksum()).isNotZero();
        assertThat(TransportChecksums.udp4Valid(segment, 0, length, translated, destination))
                .isTrue();
    }

    @Property
    void shouldTurnAnEchoRequestIntoItsReply(
            @ForAll @Size(min = 8, max = 40) byte[] message,
            @ForAll @IntRange(max = 65535) int identifier) {
        IcmpHeader.echoRequest(identifier, 1).writeTo(message, 0);
        TransportChecksums.fillIcmp(message, 0, message.length);
        var view = new IcmpView(message, 0);
        view.setType(IcmpTypes.ECHO_REPLY);
        view.setIdentifier(~identifier & 0xffff);

        assertThat(view.identifier()).isEqualTo(~identifier & 0xffff);
        assertThat(TransportChecksums.icmpValid(message, 0, message.length)).isTrue();
    }
}
