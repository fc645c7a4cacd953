package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.linuxstack.TwoHosts.Received;
import sluice.netfilter.PacketType;
import sluice.nic.LinkOptions;
import sluice.packet.Octets;
import sluice.world.WorldOptions;

/** A router of IPv6, where it goes other ways than IPv4. */
class Ip6HostTest {
    private static final String LINK = "020000000002 020000000001 86dd";
    private static final String FAR = "fd090000000000000000000000000009";
    private static final int SOURCE = 22;
    private static final int DESTINATION = 38;
    private static final int ICMPV6 = 54;

    private final List<byte[]> sent = new ArrayList<>();
    private final List<byte[]> toProgram = new ArrayList<>();
    private TwoHosts hosts;
    private LinuxHost router;

    @BeforeEach
    void open() {
        hosts = new TwoHosts(WorldOptions.DEFAULT, null, LinkOptions.PERFECT);
        router = hosts.second;
        router.setSysctl("net.ipv6.conf.all.forwarding", 1);
        router.registerTap((_, type, _, octets, offset, length, _) -> {
            if (type == PacketType.OUTGOING)
                sent.add(Arrays.copyOfRange(octets, offset, offset + length));
        });
    }

    @AfterEach
    void shouldBalance() {
        assertThat(hosts.world.ledger().check()).isEmpty();
    }

    private List<byte[]> sent(int type) {
        return sent.stream()
                .filter(frame -> Octets.u16(frame, 12) == 0x86dd && frame[20] == 58)
                .filter(frame -> Octets.u8(frame, ICMPV6) == type)
                .toList();
    }

    private void arrives(String hex) {
        byte[] frame = HexFormat.of().parseHex(hex.replace(" ", ""));
        router.host().nics().getFirst().inject(frame, 0, frame.length);
        hosts.run(100);
    }

    private static IpAddress address(byte[] frame, int at) {
        return new IpAddress(Octets.i64(frame, at), Octets.i64(frame, at + 8));
    }

    @Test
    void shouldTellOfABetterFirstHopAndForwardAllTheSame() {
        router.addRoute("fd09::/64 dev eth0");
        router.addNeighbour("eth0", "fd09::9", "02:00:00:00:00:09");
        router.addNeighbour("eth0", "fd00::1", "02:00:00:00:00:01");
        String source = "fd000000000000000000000000000001";
        for (int i = 0; i < 8; i++)
            arrives(LINK + "60000000000d 1140" + source + FAR + "0fa00007000d0000 68656c6c6f");
        List<byte[]> redirects = sent(137);
        assertThat(redirects).as("six at once").hasSize(6);
        assertThat(sent).as("and what they are about").hasSize(6 + 8);
        byte[] first = redirects.getFirst();
        assertThat(Octets.u8(first, 21)).as("hop limit").isEqualTo(255);
        assertThat(address(first, SOURCE)).isEqualTo(IpAddress.require("fe80::ff:fe00:2"));
        assertThat(address(first, DESTINATION)).isEqualTo(IpAddress.require("fd00::1"));
        assertThat(address(first, ICMPV6 + 8)).as("target").isEqualTo(address(first, ICMPV6 + 24));
        assertThat(address(first, ICMPV6 + 24)).isEqualTo(IpAddress.require("fd09::9"));
        int link = ICMPV6 + 40;
        assertThat(Octets.u48(first, link + 2)).as("its MAC").isEqualTo(0x0200_0000_0009L);
        int quoted = link + 8 + 8;
        assertThat(first).as("53 octets in units of eight").hasSize(quoted + 48);
        assertThat(Octets.u8(first, quoted + 7)).as("hop limit as it came").isEqualTo(0x40);
    }

    @Test
    void shouldNotForwardFromASourceThatNobodyCanAnswer() {
        var tun = router.addTun("tun0", 1500);
        router.addAddress("tun0", "fd09::1/64");
        tun.setProgram((_, octets, offset, length) ->
                toProgram.add(Arrays.copyOfRange(octets, offset, offset + length)));
        String ip = LINK + "600000000000 3b40";
        for (String source : List.of("0".repeat(32), "0".repeat(31) + "1", "ff02" + "0".repeat(28)))
            arrives(ip + source + FAR);
        assertThat(toProgram).isEmpty();
        assertThat(sent).as("nor complain").isEmpty();
        arrives(ip + "fd000000000000000000000000000001" + FAR);
        assertThat(toProgram).hasSize(1);
    }

    // Believed: any address of the host's own may ask. True (ndisc_solicit): one of the device.
    @Test
    void shouldAskForANeighbourFromAnAddressOfTheDevice() {
        router.addTun("tun0", 1500);
        router.addAddress("tun0", "fd09::1/64");
        String toTun = "fd090000000000000000000000000001";
        String toEth = "fd000000000000000000000000000002";
        String unknown = "fd0000000000000000000000000000";
        arrives(LINK + "600000000004 fe40" + unknown + "77" + toTun + "01020304");
        arrives(LINK + "600000000004 fe40" + unknown + "78" + toEth + "01020304");
        assertThat(sent(135)).hasSize(2);
        assertThat(address(sent(135).getFirst(), SOURCE))
                .isEqualTo(IpAddress.require("fe80::ff:fe00:2"));
        assertThat(address(sent(135).getLast(), SOURCE)).isEqualTo(IpAddress.require("fd00::2"));
    }

    @Test
    void shouldTakeTheUnspecifiedDestinationForItself() throws Exception {
        var received = new Received();
        router.sockets().udp(IpAddress.ANY6, 7, received);
        LinuxUdpSocket socket = router.sharedUdp(IpAddress.ANY6, 4000, new Received());
        assertThat(TwoHosts.send(socket, "::", 7, "me").ok()).isTrue();
        hosts.run(10);
        assertThat(received.texts).containsExactly("me");
    }

    @Test
    void shouldAnswerASolicitationToTheLinkAddressItNames() {
        router.addRoute("default via fd00::1");
        arrives(
                LINK
                        + "600000000020 3aff 2a000001000000000000000000000009"
                        + "fd000000000000000000000000000002"
                        + "8700511d00000000 fd000000000000000000000000000002 0101020000000077");
        assertThat(sent(136)).hasSize(1);
        assertThat(Octets.u48(sent.getFirst(), 0)).isEqualTo(0x0200_0000_0077L);
    }
}
