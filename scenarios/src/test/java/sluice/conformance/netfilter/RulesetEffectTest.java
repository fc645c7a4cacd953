package sluice.conformance.netfilter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class RulesetEffectTest {
    private static RulesetEffect of(String json) throws CaseFault {
        return RulesetEffect.of(new CaseJson("", new JsonMapper().readTree(json)));
    }

    private static RulesetEffect iptables(String text) throws CaseFault {
        return of("{\"iptables\": \"" + text.replace("\n", "\\n") + "\"}");
    }

    private static RulesetEffect rule(String expression) throws CaseFault {
        return of("{\"nft_json\": [{\"rule\": {\"expr\": [" + expression + "]}}]}");
    }

    @Test
    void shouldSeeThatCountingDecidesNothing() throws CaseFault {
        assertThat(iptables("*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -s 10.0.0.1\nCOMMIT\n"))
                .isEqualTo(new RulesetEffect(java.util.Optional.empty(), false));
        assertThat(rule("{\"counter\": {}}, {\"accept\": null}").decision()).isEmpty();
    }

    @Test
    void shouldFindPoliciesTargetsAndStatementsThatDecide() throws CaseFault {
        assertThat(iptables(":INPUT DROP [0:0]\n").decision()).contains("policy DROP");
        assertThat(iptables("-A INPUT -p udp -j REJECT\n").decision()).contains("REJECT");
        assertThat(rule("{\"counter\": {}}, {\"drop\": null}").decision()).contains("drop");
        assertThat(of("{\"nft_json\": [{\"chain\": {\"policy\": \"drop\"}}]}").decision())
                .contains("policy drop");
    }

    @Test
    void shouldFollowChainsOfTheUser() throws CaseFault {
        assertThat(iptables(":MINE - [0:0]\n-A INPUT -j MINE\n-A INPUT -g MINE\n").decision())
                .isEmpty();
        assertThat(iptables("-A INPUT -j MINE\n").decision()).contains("MINE");
    }

    @Test
    void shouldKnowWhatSwitchesTrackingOn() throws CaseFault {
        assertThat(iptables("*nat\n").tracks()).isTrue();
        assertThat(iptables("-A INPUT -m conntrack --ctstate NEW\n").tracks()).isTrue();
        assertThat(rule("{\"match\": {\"left\": {\"ct\": {\"key\": \"state\"}}}}").tracks())
                .isTrue();
        assertThat(of("{\"nft_json\": [{\"chain\": {\"type\": \"nat\"}}]}").tracks()).isTrue();
    }
}
