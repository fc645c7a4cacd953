package sluice.packet.wire;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sluice.packet.Octets;

class AddressesTest {
    /**
     * Left: input; right: the one form that RFC 5952 allows (its sections 2 and 4, and RFC 4291).
     */
    @ParameterizedTest
    @CsvSource({
        "2001:db8::1, 2001:db8::1",
        "2001:0db8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:db8::0:1, 2001:db8::1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:DB8::A, 2001:db8::a",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "0:1::, 0:1::",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "::ffff:192.0.2.1, ::ffff:192.0.2.1",
        "fe80::5efe:c000:201, fe80::5efe:c000:201",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    })
    void shouldFormatIpv6InItsOneForm(String text, String canonical) {
        byte[] octets = new byte[16];
        assertThat(Addresses.parseIpv6(text, octets, 0)).isTrue();
        assertThat(Addresses.formatIpv6(octets, 0)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":::",
                "1",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                "12345::",
                "1:2:3:4:5:6:7:8:",
                ":1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7::8",
                "g::",
                "::1%eth0",
                "::1.2.3",
                "::1.2.3.4.5",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1.2.3.4",
            })
    void shouldRefuseTextThatIsNoIpv6Address(String text) {
        assertThat(Addresses.parseIpv6(text, new byte[16], 0)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "01.2.3.4",
                "1..2.3",
                "a.b.c.d",
                "1.2.3.4 "
            })
    void shouldRefuseTextThatIsNoIpv4Address(String text) {
        assertThat(Addresses.parseIpv4(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00:11:22:33:44",
                "00:11:22:33:44:5g",
                "00:11-22:33:44:55",
                "001122334455"
            })
    void shouldRefuseTextThatIsNoMacAddress(String text) {
        assertThat(Addresses.parseMac(text)).isEmpty();
    }

    @Property
    void shouldReadBackEveryFormattedAddress(
            @ForAll long high, @ForAll long low, @ForAll int v4, @ForAll byte zeroGroups) {
        long thinHigh = high & mask(zeroGroups);
        long thinLow = low & mask((byte) (zeroGroups >>> 4));
        byte[] octets = new byte[16];
        assertThat(Addresses.parseIpv6(Addresses.formatIpv6(thinHigh, thinLow), octets, 0))
                .isTrue();
        assertThat(Octets.i64(octets, 0)).isEqualTo(thinHigh);
        assertThat(Octets.i64(octets, 8)).isEqualTo(thinLow);
        assertThat(Addresses.parseIpv4(Addresses.formatIpv4(v4))).hasValue(v4);
        long mac = high & Addresses.MAC_BROADCAST;
        assertThat(Addresses.parseMac(Addresses.formatMac(mac))).hasValue(mac);
    }

    @Property
    void shouldNeverThrowOnAnyText(@ForAll String text) {
        byte[] untouched = new byte[16];
        if (!Addresses.parseIpv6(text, untouched, 0)) {
            assertThat(untouched).containsOnly(0);
        }
        Addresses.parseIpv4(text)
                .ifPresent(a -> assertThat(Addresses.formatIpv4(a)).isEqualTo(text));
        Addresses.parseMac(text).ifPresent(mac -> assertThat(mac).isNotNegative());
    }

    private static long mask(byte groups) {
        long mask = 0;
        for (int group = 0; group < 4; group++) {
            mask = mask << 16 | ((groups >>> group & 1) == 0 ? 0 : 0xffff);
        }
        return mask;
    }
}
