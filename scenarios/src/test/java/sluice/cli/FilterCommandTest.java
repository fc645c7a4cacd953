package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FilterCommandTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir Path folder;

    @Test
    void shouldPrintTheListing() {
        var done = CommandRun.of("filter", "ip");
        assertThat(done.code()).isZero();
        assertThat(done.out().lines())
                .containsExactly(
                        "(000) ldh      [12]",
                        "(001) jeq      #0x800           jt 2\tjf 3",
                        "(002) ret      #262144",
                        "(003) ret      #0");
    }

    @Test
    void shouldPrintTheOtherForms() {
        assertThat(CommandRun.of("filter", "-dd", "ip").out())
                .startsWith("{ 0x28, 0, 0, 0x0000000c },\n");
        assertThat(CommandRun.of("filter", "-ddd", "ip").out())
                .isEqualTo("4\n40 0 0 12\n21 0 1 2048\n6 0 0 262144\n6 0 0 0\n");
        JsonNode json = JSON.readTree(CommandRun.of("filter", "ip", "--format", "json").out());
        assertThat(json.path("instructions").size()).isEqualTo(4);
        assertThat(json.path("instructions").path(1).path("k").asInt()).isEqualTo(0x800);
        assertThat(json.path("link_type").asString()).isEqualTo("EN10MB");
    }

    @Test
    void shouldJoinWordsAndTakeALinkTypeAndLeaveTheProgramAsItIs() {
        assertThat(CommandRun.of("filter", "-ddd", "tcp", "and", "ip").out())
                .isEqualTo(CommandRun.of("filter", "-ddd", "tcp and ip").out());
        assertThat(CommandRun.of("filter", "-ddd", "ip", "--link-type", "raw").out())
                .contains("48 0 0 0\n84 0 0 240\n");
        String plain = CommandRun.of("filter", "-ddd", "--no-optimize", "tcp and ip").out();
        assertThat(count(plain))
                .isGreaterThan(count(CommandRun.of("filter", "-ddd", "tcp and ip").out()));
    }

    private static int count(String decimals) {
        return Integer.parseInt(decimals.lines().findFirst().orElseThrow());
    }

    @Test
    void shouldSayInWordsWhatEachTestAsks() {
        var done = CommandRun.of("filter", "--explain", "tcp dst port 80 and src net 10.0.0.0/8");
        assertThat(done.code()).isZero();
        assertThat(done.out())
                .contains("(000) the link's type is ")
                .contains("the destination port is 80?")
                .contains("the IPv4 source address is in 10.0.0.0/8?")
                .contains("accept: keep 262144 octets")
                .contains("reject")
                .doesNotContain("ldh");
        // A test that the optimizer turned round is still told the way it was meant.
        assertThat(CommandRun.of("filter", "--explain", "tcp[13] & 2 = 0").out())
                .containsPattern("\\(tcp\\[13\\] & 2\\) = 0\\? yes: 9, no: 10");
    }

    @Test
    void shouldDrawTheDecisions() throws Exception {
        Path dot = folder.resolve("f.dot");
        assertThat(CommandRun.of("filter", "tcp < 3", "--graph", dot.toString()).code())
                .isEqualTo(2);
        assertThat(CommandRun.of("filter", "len < 3", "--graph", dot.toString()).code()).isZero();
        assertThat(Files.readString(dot)).startsWith("digraph filter {").contains("style=dashed");
        Path svg = folder.resolve("f.svg");
        assertThat(CommandRun.of("filter", "len < 3", "--graph", svg.toString()).code()).isZero();
        assertThat(Files.readString(svg)).startsWith("<svg").contains("len &lt; 3");
        CommandRun.of("filter", "ip", "--graph", "f.png").endsWith(2, ".dot or .svg");
    }

    @Test
    void shouldPointAtWhatIsWrong() {
        CommandRun.of("filter", "tcp port").endsWith(2, "column 9: expected an address");
        CommandRun.of("filter", "ip", "--link-type", "EN10M").endsWith(2, "EN10MB");
    }

    private static String numbers(String... arguments) {
        var done =
                CommandRun.of(
                        Stream.concat(Stream.of("filter", "-ddd"), Arrays.stream(arguments))
                                .toArray(String[]::new));
        assertThat(done.code()).as(done.err()).isZero();
        return done.out();
    }

    @Test
    void shouldTakeTheMaskOfTheNetwork() {
        String masked = numbers("--netmask", "255.255.255.0", "ip broadcast");
        assertThat(masked)
                .contains("69 0 2 255\n")
                .isEqualTo(numbers("--netmask=/24", "ip broadcast"));
        assertThat(numbers("ip broadcast"))
                .contains("21 0 1 4294967295\n")
                .isEqualTo(numbers("--netmask", "/0", "ip broadcast"));
        for (String wrong : new String[] {"255.0.255.0", "/33", "24", "::"}) {
            var refused = CommandRun.of("filter", "--netmask", wrong, "ip");
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("expected a mask such as 255.255.255.0 or /24");
        }
    }

    @Test
    void shouldKeepAsMuchAsAsked() {
        assertThat(numbers("-s", "96", "")).isEqualTo("1\n6 0 0 96\n");
        assertThat(CommandRun.of("filter", "--snap", "0", "ip").code()).isEqualTo(2);
    }

    /** Behind a BSD loopback header in a file, IPv6 has the number of any system. */
    @Test
    void shouldTellAFileFromATap() {
        String live = numbers("--link-type", "NULL", "ip6");
        assertThat(numbers("--link-type", "NULL", "--source", "live", "ip6")).isEqualTo(live);
        String file = numbers("--link-type", "NULL", "--source", "file", "ip6");
        String swapped = numbers("--link-type", "NULL", "--source", "swapped-file", "ip6");
        assertThat(count(file)).isGreaterThan(count(live));
        assertThat(swapped).isNotEqualTo(file);
        assertThat(numbers("--source", "linux-socket", "ip")).isEqualTo(numbers("ip"));
        assertThat(count(numbers("--source", "linux-socket", "vlan 5 and ip")))
                .as("asks the kernel, too")
                .isGreaterThan(count(numbers("vlan 5 and ip")));
        assertThat(CommandRun.of("filter", "--source", "disk", "ip").err())
                .contains("expected live or linux-socket or file or swapped-file but was \"disk\"");
    }

    @Test
    void shouldKnowTheHostsThatAreGiven() {
        assertThat(numbers("--name", "www=192.0.2.1", "host www"))
                .isEqualTo(numbers("host 192.0.2.1"));
        assertThat(numbers("--name", "www=192.0.2.1", "--name", "www=2001:db8::7", "src host www"))
                .isEqualTo(numbers("src host 192.0.2.1 or src host 2001:db8::7"));
        assertThat(CommandRun.of("filter", "host www").err()).contains("unknown host 'www'");
        assertThat(CommandRun.of("filter", "--name", "www=www", "ip").err())
                .contains("expected a name and its address such as www=192.0.2.1");
        assertThat(numbers("--resolve", "--name", "localhost=127.0.0.9", "host localhost"))
                .isEqualTo(numbers("host 127.0.0.9"));
    }
}
