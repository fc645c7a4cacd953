package sluice.rules.nft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import sluice.conntrack.RoutedPackets;
import sluice.conntrack.Router;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TcpView;
import sluice.packet.wire.TransportChecksums;
import sluice.rules.OsFingerprints;
import sluice.rules.RuleFamily;
import sluice.rules.iptables.IptablesOptions;
import sluice.rules.iptables.IptablesText;

/** Systems by what their SYNs look like. */
class OsfTest {
    private static final String PRINTS =
            """
            # of our own
            S4:64:1:60:M*,S,T,N,W*:Linux:2.6::a multiple of the segment size
            16384:64:0:44:M*:@OpenBSD:3.0::a plain window
            nonsense
            8192:128:1:48:X:Odd:1::an option that is none
            """;

    private final Router router = new Router(false);

    /** Four segments of 1460 octets; SACK, time, scale. */
    private static byte[] linux(int ttl) {
        return syn(ttl, true, 5840, "020405b40402080a000000010000000001030307");
    }

    private static byte[] syn(int ttl, boolean whole, int window, String options) {
        byte[] option = HexFormat.of().parseHex(options);
        byte[] upper = new byte[20 + option.length];
        Octets.put16(upper, 0, 4000);
        Octets.put16(upper, 2, 80);
        Octets.put16(upper, 12, ((upper.length / 4) << 12) | TcpView.SYN);
        Octets.put16(upper, 14, window);
        System.arraycopy(option, 0, upper, 20, option.length);
        byte[] packet = RoutedPackets.ip("192.168.1.2", "10.0.0.2", IpProtocols.TCP, upper);
        packet[8] = (byte) ttl;
        packet[6] = (byte) (whole ? 0x40 : 0);
        TransportChecksums.fillIpv4Header(packet, 0, 20);
        return packet;
    }

    private OsFingerprints prints() {
        return router.host.rules().host().fingerprints();
    }

    private void load(String rules) {
        var loaded =
                NftText.load(
                        router.host.rules().ruleset(),
                        NftDevices.any(),
                        "rules.nft",
                        "table ip t { chain c { type filter hook prerouting priority 0\n"
                                + rules
                                + "\n} }",
                        NftOptions.strict());
        assertThat(loaded.errors()).isEmpty();
        assertThat(router.host.rules().commit()).isEmpty();
    }

    @Test
    void shouldSayWhatItDoesNotTake() {
        assertThat(prints().load(PRINTS))
                .extracting(OsFingerprints.Problem::line)
                .containsExactly(4, 5);
        assertThat(prints().count()).isEqualTo(2);
    }

    @Test
    void shouldKnowNobodyBeforeFingerprintsAreLoaded() {
        load("osf name \"Linux\" drop\nosf name \"unknown\" counter");
        router.lan(linux(64));
        assertThat(router.toWan).hasSize(1);
        assertThat(NftWriter.text(router.host.rules().ruleset()))
                .contains("osf name \"unknown\" counter packets 1 bytes 60");
    }

    @Test
    void shouldKnowASystemByItsSyn() {
        prints().load(PRINTS);
        load("osf name \"Linux\" drop");
        router.lan(linux(64));
        assertThat(router.toWan).isEmpty();
        router.lan(linux(63));
        router.lan(syn(64, true, 5841, "020405b40402080a00000001000000000103030a"));
        router.lan(syn(64, false, 16384, "020405b4"));
        assertThat(router.toWan).hasSize(3);
    }

    @Test
    void shouldCompareTheTimeToLiveAsAsked() {
        prints().load(PRINTS);
        load("osf ttl loose name \"Linux\" drop\nosf ttl skip version \"OpenBSD:3.0\" drop");
        router.lan(linux(60)).lan(syn(200, false, 16384, "020405b4"));
        assertThat(router.toWan).isEmpty();
        router.lan(linux(65));
        assertThat(router.toWan).hasSize(1);
    }

    @Test
    void shouldMatchInIptables() {
        prints().load(PRINTS);
        var loaded =
                IptablesText.load(
                        router.host.rules().ruleset(),
                        RuleFamily.IP,
                        "rules",
                        "*filter\n-A FORWARD -p tcp -m osf --genre Linux --ttl 2 -j DROP\nCOMMIT\n",
                        IptablesOptions.strict());
        assertThat(loaded.diagnostics()).isEmpty();
        assertThat(router.host.rules().commit()).isEmpty();
        router.lan(linux(64)).lan(syn(64, false, 16384, "020405b4"));
        assertThat(router.toWan).hasSize(1);
        assertThat(router.problems()).isEmpty();
    }
}
