package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sluice.conntrack.RoutedPackets;
import sluice.conntrack.Router;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.rules.RuleEvent;
import sluice.rules.nft.NftDevices;
import sluice.rules.nft.NftOptions;
import sluice.rules.nft.NftText;

/** What fresh packets on a living kernel showed, and was believed to be otherwise. */
class KernelAnswersTest {
    private final Router router = new Router(false);
    private final List<RuleEvent> events = new ArrayList<>();

    @AfterEach
    void shouldBalance() {
        assertThat(router.problems()).isEmpty();
    }

    private void rules(String text) {
        var rules = router.host.rules();
        var loaded =
                NftText.load(
                        rules.ruleset(),
                        NftDevices.of(rules.host()),
                        "rules",
                        text,
                        NftOptions.strict());
        assertThat(loaded.errors()).isEmpty();
        assertThat(rules.commit()).isEmpty();
        rules.trace(events::add);
    }

    private static final String REJECTS =
            "table inet f { chain in { type filter hook input priority 0; reject; } }";

    // Believed: only TCP, UDP and ICMP are summed up. True (nf_ip_checksum): whatever is not
    // known to have another check is taken for summed up as a whole.
    @ParameterizedTest
    @ValueSource(ints = {5, 7, 18})
    void shouldNotAnswerAProtocolWhoseOctetsDoNotSumUp(int protocol) {
        rules(REJECTS);
        router.lan(RoutedPackets.ip("192.168.1.2", "192.168.1.1", protocol, new byte[] {1, 2, 3}));
        router.lan(RoutedPackets.ip("fd01::2", "fd01::1", protocol, new byte[] {1, 2, 3}));
        assertThat(router.toLan).isEmpty();
        assertThat(events).hasSize(2);
    }

    // Believed: GRE, UDP-Lite and SCTP only. True (nf_reject_verify_csum): ESP, AH and DCCP, too.
    @ParameterizedTest
    @ValueSource(ints = {33, 47, 50, 51, 132, 136})
    void shouldAnswerAProtocolWithACheckOfItsOwn(int protocol) {
        rules(REJECTS);
        byte[] upper = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        router.lan(RoutedPackets.ip("192.168.1.2", "192.168.1.1", protocol, upper));
        assertThat(router.toLan).hasSize(1);
    }

    // reject6_csum_ok: nothing behind the header is as good as a wrong checksum.
    @Test
    void shouldNotRejectAnIpv6PacketThatIsOnlyAHeader() {
        rules(REJECTS);
        router.lan(RoutedPackets.ip("fd01::2", "fd01::1", 50, new byte[0]));
        assertThat(router.toLan).isEmpty();
        router.lan(RoutedPackets.ip("fd01::2", "fd01::1", 50, new byte[12]));
        assertThat(router.toLan).hasSize(1);
    }

    // Believed: 0. True (icmpv6_echo_reply): that of the request.
    @Test
    void shouldAnswerAnEchoRequestInItsTrafficClass() {
        byte[] request = RoutedPackets.echo("fd01::2", "fd01::1", 128, 9);
        Octets.put16(request, 0, 0x6000 | 0x2e << 6 | 1 << 4);
        router.lan(request);
        assertThat(Octets.u16(router.toLan.getFirst(), 0)).isEqualTo(0x6000 | 0x2e << 6 | 1 << 4);
    }

    // Believed: 0. True (tcp_v6_send_response): that of the segment, but for the two bits of ECN.
    @Test
    void shouldResetInTheTrafficClassOfTheSegment() {
        byte[] segment = RoutedPackets.tcp("fd01::2", 1000, "fd01::1", 99, 2, 1, 0, "");
        Octets.put16(segment, 0, 0x6000 | 0x2e << 6 | 3 << 4);
        router.lan(segment);
        assertThat(Octets.u16(router.toLan.getFirst(), 0)).isEqualTo(0x6000 | 0x2e << 6);
    }

    // Believed: no port, nothing to write. True (gre_manip_pkt): 8 octets must be there.
    @Test
    void shouldDropAnEncapsulatedPacketTooShortToBeTranslated() {
        rules("table ip n { chain out { type nat hook postrouting priority 100; masquerade; } }");
        byte[] short7 = new byte[7];
        router.lan(RoutedPackets.ip("192.168.1.2", "10.0.0.2", IpProtocols.GRE, short7));
        assertThat(router.toWan).isEmpty();
        router.lan(RoutedPackets.ip("192.168.1.2", "10.0.0.2", IpProtocols.GRE, new byte[8]));
        assertThat(router.toWan).hasSize(1);
    }

    // Believed: notrack has connections tracked, and so datagrams put together. True (nft_ct.c):
    // it asks for nothing.
    @Test
    void shouldNotTrackOnlyBecauseSomethingIsNotToBeTracked() {
        rules("table ip r { chain p { type filter hook prerouting priority -300; notrack; } }");
        byte[] packet = RoutedPackets.udp("192.168.1.2", 5, "10.0.0.2", 6, "sixteen octets..");
        Octets.put16(packet, 6, 0x2000);
        sluice.packet.wire.TransportChecksums.fillIpv4Header(packet, 0, 20);
        router.lan(packet);
        assertThat(router.toWan).hasSize(1);
    }

    // Believed: what belongs to no connection does not match. True (nft_connlimit_do_eval): its
    // own addresses and ports are counted.
    @Test
    void shouldCountPacketsOfNoConnection() {
        rules(
                """
                table ip r {
                  chain p {
                    type filter hook prerouting priority -150
                    ct count 2000 accept
                  }
                }
                """);
        int christmas = 0x29;
        router.lan(RoutedPackets.tcp("192.168.1.2", 5, "10.0.0.2", 6, christmas, 1, 0, ""));
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().ruleIndex()).isZero();
    }
}
