package sluice.inet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @Property
    void shouldReadBackIpv4Text(@ForAll int address) {
        assertThat(Ipv4Addresses.require(Ipv4Addresses.text(address))).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.",
                ".1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "01.2.3.4",
                "1..2.3",
                "1.2.3.4 ",
                "a.b.c.d",
                "00.0.0.0",
                "99999999999.1.1.1"
            })
    void shouldRefuseWhatIsNoDottedQuad(String text) {
        assertThat(Ipv4Addresses.checked(text)).isEmpty();
    }

    @Property(tries = 2000)
    void shouldReadBackIpv6Text(@ForAll short[] groups) throws UnknownHostException {
        long high = 0;
        long low = 0;
        for (int at = 0; at < 8; at++) {
            long group = at < groups.length ? groups[at] & 0xffffL : 0;
            if (at < 4) high = high << 16 | group;
            else low = low << 16 | group;
        }
        var address = new Ipv6Address(high, low);
        assertThat(Ipv6Address.checked(address.toString())).contains(address);
        // Java's own parser (it turns mapped addresses into IPv4 ones) must agree.
        byte[] octets = InetAddress.getByName(address.toString()).getAddress();
        if (octets.length == 16) assertThat(Ipv6Address.read(octets, 0)).isEqualTo(address);
    }

    @Test
    void shouldWriteTheCanonicalForm() {
        assertThat(new Ipv6Address(0, 0).toString()).isEqualTo("::");
        assertThat(new Ipv6Address(0, 1).toString()).isEqualTo("::1");
        assertThat(Ipv6Address.require("2001:DB8:0:0:1:0:0:1").toString())
                .isEqualTo("2001:db8::1:0:0:1");
        assertThat(Ipv6Address.require("2001:db8:0:1:1:1:1:1").toString())
                .isEqualTo("2001:db8:0:1:1:1:1:1");
        assertThat(Ipv6Address.require("fe80::").toString()).isEqualTo("fe80::");
        assertThat(Ipv6Address.require("::ffff:192.0.2.1"))
                .isEqualTo(new Ipv6Address(0, 0xffff_c000_0201L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":::",
                "1",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8:",
                ":1:2:3:4:5:6:7:8",
                "12345::",
                "g::",
                "::1.2.3",
                "1.2.3.4",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::1.2.3.4:1",
                "fe80::1%eth0",
                "1:2:3:4:5:6:7:8::"
            })
    void shouldRefuseWhatIsNoIpv6Address(String text) {
        assertThat(Ipv6Address.checked(text)).isEmpty();
    }

    @Test
    void shouldDeriveLinkAddresses() {
        assertThat(Ipv6Address.linkLocal(0x0200_5e10_0001L).toString())
                .isEqualTo("fe80::5eff:fe10:1");
        assertThat(Ipv6Address.require("fe80::12:3456").solicitedNode().toString())
                .isEqualTo("ff02::1:ff12:3456");
        assertThat(Ipv4Addresses.multicastMac(Ipv4Addresses.of(239, 129, 2, 3)))
                .isEqualTo(0x01005e010203L);
        assertThat(Ipv6Address.multicastMac(Ipv6Address.ALL_MLDV2_ROUTERS.low()))
                .isEqualTo(0x333300000016L);
    }
}
