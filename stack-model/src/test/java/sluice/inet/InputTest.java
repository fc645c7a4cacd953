package sluice.inet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sluice.packet.Octets;

class InputTest {
    private final byte[] packet = Datagrams.ipv4(20, 2, new Random(3));

    @Test
    void shouldNameWhatIsWrongInTheKernelsOrder() {
        assertThat(check(packet.length)).isNull();
        assertThat(check(19)).isEqualTo(InetDrop.IPV4_HEADER_TRUNCATED);
        assertThat(check(27)).isEqualTo(InetDrop.IPV4_OPTIONS_TRUNCATED);
        assertThat(check(packet.length - 1)).isEqualTo(InetDrop.IPV4_TRUNCATED);
        packet[0] = 0x65;
        assertThat(check(packet.length)).isEqualTo(InetDrop.IPV4_VERSION);
        packet[0] = 0x44;
        assertThat(check(packet.length)).isEqualTo(InetDrop.IPV4_HEADER_LENGTH);
        packet[0] = 0x47;
        packet[8]++;
        assertThat(check(packet.length)).isEqualTo(InetDrop.IPV4_CHECKSUM);
        Octets.put16(packet, 2, 27);
        Datagrams.checksummed(packet);
        assertThat(check(packet.length)).isEqualTo(InetDrop.IPV4_TOTAL_LENGTH);
    }

    @Test
    void shouldPointAtTheWrongOption() {
        assertThat(Ipv4Input.checkOptions(packet, 0)).isNull();
        packet[25] = 5;
        assertThat(Ipv4Input.checkOptions(packet, 0)).isEqualTo(InetDrop.IPV4_OPTIONS);
        assertThat(Ipv4Input.badOptionOffset(packet, 0)).isEqualTo(24);
        packet[20] = 0;
        assertThat(Ipv4Input.badOptionOffset(packet, 0)).isEqualTo(-1);
    }

    @Test
    void shouldKnowMartians() {
        assertThat(addresses("10.0.0.2", "10.0.0.1")).isNull();
        assertThat(addresses("0.0.0.0", "255.255.255.255")).isNull();
        assertThat(addresses("0.0.0.0", "224.0.0.1")).isNull();
        assertThat(addresses("240.0.0.1", "10.0.0.1")).isNull();
        for (String martian : new String[] {"127.0.0.1", "224.0.0.1", "255.255.255.255", "0.0.0.0"})
            assertThat(addresses(martian, "10.0.0.1")).isEqualTo(InetDrop.MARTIAN_SOURCE);
        assertThat(addresses("10.0.0.2", "127.0.0.1")).isEqualTo(InetDrop.MARTIAN_DESTINATION);
        assertThat(addresses("10.0.0.2", "0.0.0.0")).isEqualTo(InetDrop.MARTIAN_DESTINATION);
        assertThat(Ipv4Input.checkAddresses(1 << 24, 2 << 24, true))
                .isEqualTo(InetDrop.MARTIAN_SOURCE);
    }

    @Test
    void shouldFilterTheReversePath() {
        var back = Ipv4Route.onLink(0, 0, 3, 0);
        assertThat(Ipv4Input.checkReversePath(Ipv4Input.ReversePath.OFF, null, 2)).isNull();
        assertThat(Ipv4Input.checkReversePath(Ipv4Input.ReversePath.LOOSE, back, 2)).isNull();
        assertThat(Ipv4Input.checkReversePath(Ipv4Input.ReversePath.LOOSE, null, 2))
                .isEqualTo(InetDrop.REVERSE_PATH);
        assertThat(Ipv4Input.checkReversePath(Ipv4Input.ReversePath.STRICT, back, 3)).isNull();
        assertThat(Ipv4Input.checkReversePath(Ipv4Input.ReversePath.STRICT, back, 2))
                .isEqualTo(InetDrop.REVERSE_PATH);
    }

    @Test
    void shouldCheckTheIpv6Header() {
        byte[] six = Datagrams.ipv6(20, 0, new Random(3));
        assertThat(Ipv6Input.checkHeader(six, 0, 60, false)).isNull();
        assertThat(Ipv6Input.checkHeader(six, 0, 39, false))
                .isEqualTo(InetDrop.IPV6_HEADER_TRUNCATED);
        assertThat(Ipv6Input.checkHeader(six, 0, 59, false)).isEqualTo(InetDrop.IPV6_TRUNCATED);
        Ipv6Address.require("ff01::1").writeTo(six, 24);
        assertThat(Ipv6Input.checkHeader(six, 0, 60, false))
                .isEqualTo(InetDrop.IPV6_MULTICAST_SCOPE);
        Ipv6Address.LOOPBACK.writeTo(six, 24);
        assertThat(Ipv6Input.checkHeader(six, 0, 60, false))
                .isEqualTo(InetDrop.IPV6_LOOPBACK_ON_WIRE);
        assertThat(Ipv6Input.checkHeader(six, 0, 60, true)).isNull();
        Ipv6Address.ALL_NODES.writeTo(six, 8);
        assertThat(Ipv6Input.checkHeader(six, 0, 60, true))
                .isEqualTo(InetDrop.IPV6_MULTICAST_SOURCE);
        six[0] = 0x45;
        assertThat(Ipv6Input.checkHeader(six, 0, 60, true)).isEqualTo(InetDrop.IPV6_VERSION);
    }

    @Property
    void shouldJudgeAnyOctetsWithoutThrowing(@ForAll byte[] octets) {
        var four = Ipv4Input.checkHeader(octets, 0, octets.length);
        if (four == null) assertThat(Ipv4Input.badOptionOffset(octets, 0)).isGreaterThan(-2);
        var six = Ipv6Input.checkHeader(octets, 0, octets.length, false);
        assertThat(four == null && six == null).isFalse();
    }

    private @Nullable InetDrop check(int limit) {
        return Ipv4Input.checkHeader(packet, 0, limit);
    }

    private static @Nullable InetDrop addresses(String source, String destination) {
        return Ipv4Input.checkAddresses(
                Ipv4Addresses.require(source), Ipv4Addresses.require(destination), false);
    }
}
