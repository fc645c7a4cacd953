package sluice.conformance.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.conformance.kernel.Aim.Field;
import sluice.packet.Octets;
import sluice.rules.RuleFamily;
import sluice.rules.Ruleset;
import sluice.rules.iptables.IptablesOptions;
import sluice.rules.iptables.IptablesText;
import sluice.rules.nft.NftDevices;
import sluice.rules.nft.NftOptions;
import sluice.rules.nft.NftText;

/** Packets made from rules, without a kernel to send them to. */
class FreshPacketsTest {
    private static final String GATEWAY =
            """
            *nat
            :POSTROUTING ACCEPT [0:0]
            -A POSTROUTING -s 192.168.7.0/24 -o ppp0 -j MASQUERADE
            COMMIT
            *filter
            :INPUT DROP [0:0]
            :FORWARD DROP [0:0]
            :dns - [0:0]
            -A INPUT -i lan+ -p udp -j dns
            -A FORWARD -s 192.168.7.0/24 -i lan0 -p tcp -m tcp --dport 8443 -j ACCEPT
            -A dns -p udp -m udp --dport 53 -j ACCEPT
            COMMIT
            """;

    private static RuleAims gateway() {
        var ruleset = new Ruleset();
        var loaded =
                IptablesText.load(
                        ruleset, RuleFamily.IP, "rules", GATEWAY, IptablesOptions.strict());
        assertThat(loaded.diagnostics()).isEmpty();
        return RuleAims.of(ruleset, NftDevices.any());
    }

    @Test
    void shouldMakeADeviceWithTheNamesAndNetworksOfTheRules() {
        TestDevice device = TestDevice.of(gateway());
        assertThat(device.ports()).extracting(TestDevice.Port::name).contains("ppp0", "lan0");
        assertThat(device.outside().name()).isEqualTo("ppp0");
        TestDevice.Port lan = device.port("lan0").orElseThrow();
        assertThat(device.addresses(lan)).containsExactly("192.168.7.1/24");
        assertThat(device.routes()).containsExactly("default via 203.0.113.254 dev ppp0");
        assertThat(device.ipv6()).isFalse();
    }

    private static boolean asks(Aim aim, Field field, int value) {
        return aim.of(field).stream().anyMatch(range -> range.from().intValue() == value);
    }

    @Test
    void shouldAimAtARuleByWhatLeadsToIt() {
        RuleAims rules = gateway();
        // Of the chain dns: what the jump asks, and what the rule does.
        assertThat(rules.aims())
                .anyMatch(aim ->
                        aim.of(Field.IN).size() == 1 && asks(aim, Field.DESTINATION_PORT, 53));
    }

    @Test
    void shouldReadElementsAndVerdictsOfSets() {
        var ruleset = new Ruleset();
        NftDevices devices = NftDevices.any();
        String text =
                """
                table inet f {
                  set web { type inet_service; elements = { 80, 443 } }
                  chain in {
                    type filter hook input priority 0
                    iif "wan0" tcp dport @web accept
                    meta l4proto . th dport vmap { udp . 67 : accept, tcp . 22 : jump ssh }
                  }
                  chain ssh { ip6 saddr 2001:db8::/32 accept; }
                }
                """;
        assertThat(NftText.load(ruleset, devices, "rules", text, NftOptions.strict()).errors())
                .isEmpty();
        RuleAims rules = RuleAims.of(ruleset, devices);
        assertThat(rules.deviceNames()).containsExactly("wan0");
        assertThat(rules.aims())
                .anySatisfy(aim -> assertThat(aim.of(Field.DESTINATION_PORT)).hasSize(2))
                .anyMatch(aim ->
                        aim.of(Field.SOURCE).size() == 1 && asks(aim, Field.DESTINATION_PORT, 22));
    }

    private static List<FreshStep> made(long seed) {
        RuleAims rules = gateway();
        return new FreshPackets(TestDevice.of(rules), rules, seed).make(300);
    }

    private static boolean arrives(FreshStep step, String device, int protocol, int port) {
        return step instanceof FreshStep.Arrives(String on, byte[] frame, var _)
                && on.equals(device)
                && frame[23] == protocol
                && frame.length >= 38
                && Octets.u16(frame, 36) == port;
    }

    @Test
    void shouldSendWhatRulesAskForAndWhatNearlyIsIt() {
        List<FreshStep> steps = made(1);
        assertThat(steps)
                .anyMatch(step -> arrives(step, "lan0", 17, 53))
                .anyMatch(step -> arrives(step, "lan0", 6, 8443))
                .anyMatch(step -> arrives(step, "lan0", 6, 8442) || arrives(step, "lan0", 6, 8444))
                .anyMatch(step -> arrives(step, "ppp0", 17, 53))
                .anyMatch(step -> step instanceof FreshStep.Answers);
    }

    @Test
    void shouldSendTheSameForTheSameSeedOnly() {
        List<String> once = made(5).stream().map(FreshPacketsTest::text).toList();
        assertThat(made(5).stream().map(FreshPacketsTest::text)).containsExactlyElementsOf(once);
        assertThat(made(6).stream().map(FreshPacketsTest::text).toList()).isNotEqualTo(once);
    }

    private static String text(FreshStep step) {
        return step instanceof FreshStep.Arrives(String on, byte[] frame, var _)
                ? on + java.util.HexFormat.of().formatHex(frame)
                : step.toString();
    }
}
