package sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressProperties {
    /** Addresses with many zero groups, where the short forms differ. */
    @Provide
    Arbitrary<Long> halves() {
        return Arbitraries.integers()
                .between(0, 0xffff)
                .map(group -> group < 0x8000 ? 0 : group & 0xfff)
                .list()
                .ofSize(4)
                .map(groups -> groups.stream().mapToLong(g -> g).reduce(0, (a, g) -> a << 16 | g));
    }

    @Property
    void shouldReadWhatItWrites(@ForAll("halves") long high, @ForAll("halves") long low)
            throws UnknownHostException {
        var address = new IpAddress(high, low);
        String text = address.toString();
        assertThat(IpAddress.checked(text)).contains(address);
        // The JDK reads the text in the same way; it is another implementation.
        byte[] octets = new byte[16];
        sluice.packet.Octets.put64(octets, 0, high);
        sluice.packet.Octets.put64(octets, 8, low);
        assertThat(InetAddress.getByName(text)).isEqualTo(InetAddress.getByAddress(octets));
    }

    @Property
    void shouldReadWhatItWritesOfIpv4(@ForAll int bits) {
        var address = IpAddress.v4(bits);
        assertThat(IpAddress.checked(address.toString())).contains(address);
        assertThat(address.isV4()).isTrue();
        assertThat(address.v4()).isEqualTo(bits);
    }

    /** RFC 5952 section 4: lower case, the longest run, the first of equals, no single group. */
    @Property
    void shouldWriteTheOneCanonicalForm(@ForAll("halves") long high, @ForAll("halves") long low) {
        var address = new IpAddress(high, low);
        String text = address.toString();
        if (address.isV4()) return;
        assertThat(text).matches("[0-9a-f:]+").doesNotContain(":::");
        assertThat(text.split(":")).allSatisfy(g -> assertThat(g).doesNotMatch("0.+"));
        String full = "";
        int best = 0;
        int run = 0;
        for (int i = 0; i < 8; i++) {
            long group = (i < 4 ? high >>> (48 - 16 * i) : low >>> (112 - 16 * i)) & 0xffff;
            full += (i == 0 ? "" : ":") + Long.toHexString(group);
            run = group == 0 ? run + 1 : 0;
            best = Math.max(best, run);
        }
        if (best < 2) {
            assertThat(text).isEqualTo(full);
            return;
        }
        String zeros = ":0".repeat(best).substring(1);
        int at = (":" + full + ":").indexOf(":" + zeros + ":");
        String expected = full.substring(0, at) + "::" + full.substring(at + zeros.length());
        assertThat(text).isEqualTo(expected.replace(":::", "::").replace(":::", "::"));
    }

    @Property
    void shouldNeverThrowOnAnyText(@ForAll String text) {
        assertThatCode(() -> IpAddress.checked(text)).doesNotThrowAnyException();
    }

    @Property(tries = 3000)
    void shouldReadOnlyWhatTheJdkReads(@ForAll("nearAddresses") String text) {
        IpAddress.checked(text)
                .ifPresent(address ->
                        assertThatCode(() -> InetAddress.getByName(text))
                                .doesNotThrowAnyException());
    }

    @Provide
    Arbitrary<String> nearAddresses() {
        return Arbitraries.strings()
                .withChars("0123456789abcdefF:::...")
                .ofMaxLength(20)
                .filter(text -> text.indexOf(':') >= 0); // else a name to be looked up
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":::",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "01.2.3.4",
                "1.2.3.4 ",
                "+1.2.3.4",
                "1..2.3",
                "::1::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "::g",
                ":1::2",
                "1::2:",
                "1.2.3.4::",
                "::1.2.3",
                "fe80::1%eth0",
                "::1.2.3.4:5",
                "1:2:3:4:5:6:7:1.2.3.4",
                "١.2.3.4",
                "1:2:3:4:5:6:7:8::",
                "[::1]"
            })
    void shouldRefuse(String text) {
        assertThat(IpAddress.checked(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "0:0:0:0:0:0:0:0, ::",
        "::ffff:192.0.2.1, 192.0.2.1",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "1::, 1::",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    })
    void shouldWriteCanonically(String text, String canonical) {
        assertThat(IpAddress.require(text)).hasToString(canonical);
    }
}
