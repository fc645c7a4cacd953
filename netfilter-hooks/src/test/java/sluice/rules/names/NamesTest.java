package sluice.rules.names;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sluice.packet.wire.IpProtocols;

class NamesTest {
    @Test
    void shouldKnowServicesByProtocol() {
        assertThat(Names.port("ssh", IpProtocols.TCP)).hasValue(22);
        assertThat(Names.port("domain", IpProtocols.UDP)).hasValue(53);
        assertThat(Names.port("tftp", IpProtocols.TCP)).isEmpty();
        assertThat(Names.port("no-such", IpProtocols.TCP)).isEmpty();
    }

    @Test
    void shouldKnowProtocolsBothWays() {
        assertThat(Names.protocol("tcp")).hasValue(6);
        assertThat(Names.protocol("ipv6-icmp")).hasValue(58);
        assertThat(Names.protocol("icmpv6")).hasValue(58);
        assertThat(Names.ofProtocol(17)).isEqualTo("udp");
        assertThat(Names.ofProtocol(1)).isEqualTo("icmp");
        assertThat(Names.ofProtocol(58)).isEqualTo("ipv6-icmp");
        assertThat(Names.ofProtocol(253)).isEqualTo("253");
    }
}
