package sluice.inet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sluice.packet.Octets;
import sluice.packet.wire.TransportChecksums;

class IcmpErrorsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int OWN = 0x0a000001;
    private static final int PEER = 0x0a000002;

    private final byte[] out = new byte[2000];

    @Test
    void shouldQuoteUpTo576OctetsWithInternetControlPrecedenceOnLinux() {
        byte[] about = udp(1000);
        about[1] = 0x10;
        int length = write(IcmpProfile.LINUX, about);
        assertThat(length).isEqualTo(576);
        assertThat(Ipv4Input.checkHeader(out, 3, 3 + length)).isNull();
        assertThat(Octets.u8(out, 4)).isEqualTo(0xd0);
        assertThat(Octets.u16(out, 7)).isEqualTo(77);
        assertThat(Octets.u16(out, 9)).isZero();
        assertThat(Octets.u8(out, 11)).isEqualTo(64);
        assertThat(Octets.i32(out, 15)).isEqualTo(OWN);
        assertThat(Octets.i32(out, 19)).isEqualTo(PEER);
        assertThat(Octets.u16(out, 23)).isEqualTo(0x0303);
        assertThat(TransportChecksums.icmpValid(out, 23, length - 20)).isTrue();
        assertThat(Arrays.copyOfRange(out, 31, 3 + length)).isEqualTo(Arrays.copyOf(about, 548));
    }

    @Test
    void shouldQuoteHeaderAndEightOctetsOnXpAndNoMoreThanThereIs() {
        assertThat(write(IcmpProfile.WINDOWS_XP, udp(1000))).isEqualTo(20 + 8 + 28);
        assertThat(write(IcmpProfile.WINDOWS_XP, udp(3))).isEqualTo(20 + 8 + 23);
        assertThat(write(IcmpProfile.LINUX, udp(3))).isEqualTo(20 + 8 + 23);
    }

    @Test
    void shouldBeSilentAboutWhatRfc1122Lists() {
        assertThat(silence(udp(20), false, false)).isNull();
        assertThat(silence(udp(20), true, false)).isEqualTo(IcmpSilence.LINK_BROADCAST);
        assertThat(silence(udp(20), false, true)).isEqualTo(IcmpSilence.GROUP_DESTINATION);
        byte[] packet = udp(20);
        Octets.put16(packet, 6, 1);
        assertThat(silence(packet, false, false)).isEqualTo(IcmpSilence.LATER_FRAGMENT);
        packet = udp(20);
        Octets.put32(packet, 12, 0);
        assertThat(silence(packet, false, false)).isEqualTo(IcmpSilence.BAD_SOURCE);
        packet = udp(20);
        Octets.put32(packet, 16, 0xe0000001);
        assertThat(silence(packet, false, false)).isEqualTo(IcmpSilence.GROUP_DESTINATION);
        packet = udp(20);
        packet[9] = 1;
        packet[20] = 3;
        assertThat(silence(packet, false, false)).isEqualTo(IcmpSilence.ABOUT_AN_ERROR);
        packet[20] = 99;
        assertThat(silence(packet, false, false)).isEqualTo(IcmpSilence.ABOUT_AN_ERROR);
        packet[20] = 8;
        assertThat(silence(packet, false, false)).isNull();
    }

    @Test
    void shouldAnswerAnEchoWithItsTypeOfServiceAndDataButNeverDf() {
        byte[] request = udp(40);
        request[1] = 0x28;
        request[6] = 0x40;
        request[9] = 1;
        request[20] = 8;
        request[21] = 0;
        int length =
                IcmpErrors.writeEchoReply(
                        out, 0, IcmpProfile.LINUX, OWN, 5, request, 0, request.length);
        assertThat(length).isEqualTo(request.length);
        assertThat(Ipv4Input.checkHeader(out, 0, length)).isNull();
        assertThat(Octets.u8(out, 1)).isEqualTo(0x28);
        assertThat(Octets.u16(out, 6)).isZero();
        assertThat(Octets.u16(out, 20)).isZero();
        assertThat(TransportChecksums.icmpValid(out, 20, 40)).isTrue();
        assertThat(Arrays.copyOfRange(out, 24, length))
                .isEqualTo(Arrays.copyOfRange(request, 24, length));
    }

    @Test
    void shouldSendSixErrorsAtOnceThenOneASecondToEachPeer() {
        var limit = new IcmpRateLimit(SECOND);
        for (int at = 0; at < 6; at++) assertThat(limit.allow(PEER, 0)).isTrue();
        assertThat(limit.allow(PEER, 0)).isFalse();
        assertThat(limit.allow(OWN, 0)).isTrue();
        assertThat(limit.allow(PEER, SECOND - 1)).isFalse();
        assertThat(limit.allow(PEER, SECOND)).isTrue();
        assertThat(limit.allow(PEER, SECOND)).isFalse();
        for (int at = 0; at < 6; at++) assertThat(limit.allow(PEER, 100 * SECOND)).isTrue();
        assertThat(limit.allow(PEER, 100 * SECOND)).isFalse();
        assertThat(new IcmpRateLimit(0).allow(PEER, 0)).isTrue();
        // What is never limited keeps no tokens, and leaves none to what shares the bucket.
        var shared = new IcmpRateLimit(0);
        assertThat(shared.allow(0, 1, SECOND, 0)).isTrue();
        assertThat(shared.allow(0, 1, 0)).isTrue();
        assertThat(shared.allow(0, 1, SECOND, 0)).as("at the same instant").isTrue();
        assertThat(shared.allow(0, 1, 1)).isTrue();
        assertThat(shared.allow(0, 1, SECOND, SECOND)).isFalse();
        assertThat(shared.allow(0, 1, SECOND, SECOND + 1)).isTrue();
        assertThat(IcmpRateLimit.isLimited(3, 3)).isTrue();
        assertThat(IcmpRateLimit.isLimited(3, 4)).isFalse();
        assertThat(IcmpRateLimit.isLimited(0, 0)).isFalse();
    }

    @Test
    void shouldWriteIcmpv6ErrorsUpToTheSmallestMtu() {
        byte[] about = Datagrams.ipv6(1400, 0, new Random(1));
        int length =
                Icmpv6Errors.write(
                        out, 0, 64, 2, 0, 1280, Ipv6Address.LOOPBACK, about, 0, about.length);
        assertThat(length).isEqualTo(1280);
        assertThat(Octets.u16(out, 4)).isEqualTo(1240);
        assertThat(TransportChecksums.icmpv6Valid(out, 40, 1240, 8, 24)).isTrue();
        assertThat(Ipv6Address.read(out, 24)).isEqualTo(Ipv6Address.read(about, 8));
        assertThat(Arrays.copyOfRange(out, 48, 1280)).isEqualTo(Arrays.copyOf(about, 1232));
    }

    @Test
    void shouldTellOfPacketTooBigAboutGroupsButOfNothingElse() {
        byte[] about = Datagrams.ipv6(20, 0, new Random(1));
        assertThat(silence6(about, 1, 4)).isNull();
        Ipv6Address.ALL_NODES.writeTo(about, 24);
        assertThat(silence6(about, 1, 4)).isEqualTo(IcmpSilence.GROUP_DESTINATION);
        assertThat(silence6(about, Icmpv6Errors.PACKET_TOO_BIG, 0)).isNull();
        assertThat(silence6(about, Icmpv6Errors.PARAMETER_PROBLEM, 2)).isNull();
        assertThat(silence6(about, Icmpv6Errors.PARAMETER_PROBLEM, 1))
                .isEqualTo(IcmpSilence.GROUP_DESTINATION);
        Ipv6Address.ANY.writeTo(about, 8);
        assertThat(silence6(about, Icmpv6Errors.PACKET_TOO_BIG, 0))
                .isEqualTo(IcmpSilence.BAD_SOURCE);
        about = Datagrams.ipv6(20, 0, new Random(1));
        about[40] = 1;
        assertThat(Icmpv6Errors.silence(about, 0, 60, 40, 58, false, 1, 4))
                .isEqualTo(IcmpSilence.ABOUT_AN_ERROR);
        about[40] = (byte) 137;
        assertThat(Icmpv6Errors.silence(about, 0, 60, 40, 58, false, 1, 4))
                .isEqualTo(IcmpSilence.ABOUT_A_REDIRECT);
        about[40] = (byte) 128;
        assertThat(Icmpv6Errors.silence(about, 0, 60, 40, 58, false, 1, 4)).isNull();
    }

    @Test
    void shouldAnswerAnIpv6Echo() {
        byte[] request = Datagrams.ipv6(20, 0, new Random(1));
        request[40] = (byte) 128;
        request[41] = 0;
        int length =
                Icmpv6Errors.writeEchoReply(out, 0, 64, Ipv6Address.LOOPBACK, request, 0, 40, 60);
        assertThat(length).isEqualTo(60);
        assertThat(Octets.u16(out, 40)).isEqualTo(129 << 8);
        assertThat(TransportChecksums.icmpv6Valid(out, 40, 20, 8, 24)).isTrue();
        assertThat(Arrays.copyOfRange(out, 44, 60)).isEqualTo(Arrays.copyOfRange(request, 44, 60));
    }

    @Test
    void shouldTellSocketsWhatEachSystemTellsThem() {
        assertThat(IcmpSocketErrors.linux(3, 3)).isEqualTo(SocketError.CONNECTION_REFUSED);
        assertThat(IcmpSocketErrors.linux(3, 1)).isEqualTo(SocketError.HOST_UNREACHABLE);
        assertThat(IcmpSocketErrors.linux(4, 0)).isNull();
        assertThat(IcmpSocketErrors.isFatalOnLinux(3, 3)).isTrue();
        assertThat(IcmpSocketErrors.isFatalOnLinux(3, 1)).isFalse();
        assertThat(IcmpSocketErrors.isFatalOnLinux(11, 0)).isFalse();
        assertThat(IcmpSocketErrors.windows(3, 3)).isEqualTo(SocketError.CONNECTION_RESET);
        assertThat(IcmpSocketErrors.windows(11, 0)).isEqualTo(SocketError.NETWORK_RESET);
        assertThat(IcmpSocketErrors.linuxIpv6(1, 4)).isEqualTo(SocketError.CONNECTION_REFUSED);
        assertThat(SocketError.CONNECTION_REFUSED.errno()).isEqualTo(111);
        assertThat(SocketError.CONNECTION_RESET.winsock()).isEqualTo(10054);
    }

    private int write(IcmpProfile profile, byte[] about) {
        return IcmpErrors.write(out, 3, profile, 3, 3, 0, OWN, 77, about, 0, about.length);
    }

    private static @Nullable IcmpSilence silence(byte[] packet, boolean link, boolean group) {
        return IcmpErrors.silence(packet, 0, packet.length, link, group);
    }

    private static @Nullable IcmpSilence silence6(byte[] packet, int type, int code) {
        return Icmpv6Errors.silence(packet, 0, packet.length, 40, 17, false, type, code);
    }

    private static byte[] udp(int payload) {
        byte[] packet = Datagrams.ipv4(payload, 0, new Random(9));
        packet[1] = 0;
        packet[9] = 17;
        Octets.put32(packet, 12, PEER);
        Octets.put32(packet, 16, OWN);
        return Datagrams.checksummed(packet);
    }
}
