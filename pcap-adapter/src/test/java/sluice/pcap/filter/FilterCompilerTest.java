package sluice.pcap.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sluice.bpf.BpfText;
import sluice.pcap.file.LinkType;

class FilterCompilerTest {
    private static FilterResult compile(String expression) {
        return FilterCompiler.compile(expression, FilterOptions.of(LinkType.ETHERNET));
    }

    private static FilterError refused(String expression) {
        return switch (compile(expression)) {
            case FilterResult.Refused(FilterError error) -> error;
            case FilterResult.Compiled(Filter filter) ->
                    throw new AssertionError(expression + " was accepted:\n" + filter.program());
        };
    }

    @Test
    void shouldCompileAProtocolToOneTest() {
        assertThat(BpfText.decimals(Filter.of("ip", LinkType.ETHERNET).program()))
                .isEqualTo("4\n40 0 0 12\n21 0 1 2048\n6 0 0 262144\n6 0 0 0\n");
    }

    /**
     * Believed: a range has a number on both sides or is none. True: libpcap passes over what
     * stands behind the second number. Found by fuzzing beside libpcap.
     */
    @ParameterizedTest
    @ValueSource(strings = {"1-22.24", "1-22x", "1-22-3", "01-022"})
    void shouldPassOverWhatFollowsARangeOfPorts(String range) {
        assertThat(Filter.of("portrange " + range, LinkType.RAW).program())
                .isEqualTo(Filter.of("portrange 1-22", LinkType.RAW).program());
    }

    @Test
    void shouldMatchEverythingWhenTheExpressionIsEmpty() {
        assertThat(BpfText.decimals(Filter.of("  ", LinkType.RAW).program()))
                .isEqualTo("1\n6 0 0 262144\n");
    }

    @Test
    void shouldKeepOnlyTheSnapLength() {
        FilterOptions options = FilterOptions.of(LinkType.RAW).withSnapLengthOctets(68);
        assertThat(FilterCompiler.compile("", options))
                .isInstanceOfSatisfying(
                        FilterResult.Compiled.class,
                        it -> assertThat(it.filter().program().k(0)).isEqualTo(68));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "tcp and;8;found the end",
                "tcp port;9;an address, a name or a number",
                "host 1.2.3.256;6;'256' is not within 0..255",
                "ip and TCP;8;words are written small: 'tcp'",
                "tcp & udp;5;joined by '&&'",
                "10.0.0.1;1;before an address stands 'host'",
                "tcp[0:3] = 1;1;1, 2 or 4, not 3",
                "tcp and ip[0] / 0 = 1;15;division by zero",
                "vlan 5000;1;VLAN 5000 is above 4095",
                "port 70000;6;port 70000 is above 65535",
                "host 089.0.0.1 and port 089;26;octal",
                "net 10.0.0.1/8;5;bits set outside the mask",
                "host ((10.0.0.1));7;too many",
                "ether host 1:2:3:;12;six octets",
                "tcp # all;5;no meaning",
                "tcp[13;7;an index",
                "vpi 3;1;ATM",
                "wlan type mgt subtype ack;23;a subtype of that type",
                "tcp and not tcp;1;matches no packet",
                "host www.example.org;6;unknown host",
                "icmp[0] = 99999999999;11;32 bits",
            })
    void shouldPointAtWhatIsWrong(String expression, int column, String message) {
        FilterError error = refused(expression);
        assertThat(error.column()).as(error.toString()).isEqualTo(column);
        assertThat(error.message()).contains(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "port (80 or 443)",
                "tcp and (port 80 or 443) and host 10.0.0.1 or 10.0.0.2",
                "! ( ! tcp or ! ip )",
                "2 ^ 8 - 2 = 4 or ip",
                "(ip[0] & 0xf) * 4 > 20",
                "ether host 0200.0000.0001",
                "host ::ffff:30.0.0.1",
                "portrange 1-1023",
                "tcp port http",
                "ip proto \\udp",
            })
    void shouldAcceptWhatTheLanguageHas(String expression) {
        assertThat(compile(expression)).isInstanceOf(FilterResult.Compiled.class);
    }

    @Test
    void shouldShowThePlaceUnderTheExpression() {
        assertThat(refused("tcp port").under("tcp port"))
                .isEqualTo(
                        "tcp port\n        ^\ncolumn 9: expected an address, a name or a number,"
                                + " found the end");
    }

    @Test
    void shouldThrowWithTheColumnWhenAProgramsOwnExpressionIsWrong() {
        assertThatThrownBy(() -> Filter.of("tcp port", LinkType.ETHERNET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("column 9");
    }

    @Test
    void shouldAskForHostsOnlyWhereAResolverIsGiven() {
        byte[] four = {10, 0, 0, 1};
        HostNames names = name -> name.equals("a") ? List.of(four) : List.of();
        FilterOptions options = FilterOptions.of(LinkType.ETHERNET).withHostNames(names);
        assertThat(FilterCompiler.compile("host a", options))
                .isInstanceOfSatisfying(
                        FilterResult.Compiled.class,
                        it ->
                                assertThat(it.filter().program())
                                        .isEqualTo(
                                                Filter.of("host 10.0.0.1", LinkType.ETHERNET)
                                                        .program()));
        assertThat(FilterCompiler.compile("host b", options))
                .isInstanceOf(FilterResult.Refused.class);
    }

    @Test
    void shouldRefuseALinkTypeThatItDoesNotKnow() {
        assertThat(FilterCompiler.compile("ip", FilterOptions.of(new LinkType(147))))
                .isInstanceOf(FilterResult.Refused.class);
    }

    @Test
    void shouldRefuseInAFileWhatOnlyATapKnows() {
        FilterOptions live = FilterOptions.of(LinkType.ETHERNET);
        assertThat(FilterCompiler.compile("inbound", live))
                .isInstanceOf(FilterResult.Compiled.class);
        assertThat(FilterCompiler.compile("inbound", live.withSource(FilterOptions.Source.FILE)))
                .isInstanceOf(FilterResult.Refused.class);
    }

    @Test
    void shouldRefuseWhatIsTooLongOrTooDeep() {
        String deep = "(".repeat(FilterCompiler.NESTING_MAX + 1);
        assertThat(refused(deep + "ip").message()).contains("nested deeper");
        assertThat(refused("!".repeat(100_000) + "ip").message()).contains("nested deeper");
        assertThat(refused("-".repeat(100_000) + "1 = 1").message()).contains("nested deeper");
        assertThat(refused("1^".repeat(100_000) + "1 = 1").message()).contains("nested deeper");
        String longest = " ".repeat(FilterCompiler.EXPRESSION_CHARACTERS_MAX);
        assertThat(compile(longest)).isInstanceOf(FilterResult.Compiled.class);
        assertThat(refused(longest + " ").message()).contains("longer than");
        assertThat(refused("l1 or ".repeat(40_000) + "l1").message()).contains("65536 tests");
    }

    @Test
    void shouldEndSoonWithTheLargestFilters() {
        String nets =
                IntStream.range(0, 5_000)
                        .mapToObj(i -> "net %d.%d.%d.0/24".formatted(i % 200, i >> 8, i & 0xff))
                        .collect(Collectors.joining(" or "));
        assertTimeout(
                Duration.ofSeconds(60),
                () -> assertThat(compile(nets)).isInstanceOf(FilterResult.Compiled.class));
    }
}
