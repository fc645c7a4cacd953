package sluice.pcap.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import sluice.bpf.BpfLoader;
import sluice.bpf.BpfValidator;
import sluice.bpf.PacketProgram;
import sluice.pcap.file.LinkType;

/** What holds of every expression. */
class FilterProperties {
    private static final int PACKET_OCTETS = 512;

    private static final List<String> WORDS =
            List.of(
                    "tcp",
                    "udp",
                    "ip",
                    "ip6",
                    "arp",
                    "icmp6",
                    "ether",
                    "wlan",
                    "and",
                    "or",
                    "not",
                    "(",
                    ")",
                    "[",
                    "]",
                    ":",
                    "host",
                    "net",
                    "port",
                    "portrange",
                    "src",
                    "dst",
                    "proto",
                    "protochain",
                    "broadcast",
                    "multicast",
                    "less",
                    "greater",
                    "byte",
                    "len",
                    "vlan",
                    "mpls",
                    "pppoes",
                    "geneve",
                    "llc",
                    "type",
                    "subtype",
                    "dir",
                    "10.0.0.1",
                    "10.0",
                    "/",
                    "8",
                    "24",
                    "mask",
                    "255.0.0.0",
                    "fe80::1",
                    "::",
                    "02:00:00:00:00:01",
                    "80",
                    "0",
                    "4294967295",
                    "1-100",
                    "http",
                    "\\udp",
                    "=",
                    "!=",
                    "<",
                    ">=",
                    "+",
                    "-",
                    "*",
                    "%",
                    "^",
                    "&",
                    "|",
                    "<<",
                    ">>",
                    "tcpflags",
                    "tcp-syn",
                    "data",
                    "$1",
                    "inbound",
                    "radio",
                    "decnet",
                    "isis",
                    "l1",
                    "\u00e9",
                    "",
                    "\t",
                    "\\",
                    "0x",
                    "1.2.3.4.5",
                    "a:b:");

    @Provide
    Arbitrary<String> wordSalad() {
        return Arbitraries.of(WORDS).list().ofMaxSize(24).map(words -> String.join(" ", words));
    }

    @Provide
    Arbitrary<LinkType> linkTypes() {
        return Arbitraries.of(FilterCompiler.linkTypes());
    }

    /** Primitives that mean something on every link type. */
    private static Arbitrary<String> primitive() {
        Arbitrary<String> small = Arbitraries.integers().between(0, 3).map(String::valueOf);
        Arbitrary<String> loads =
                Arbitraries.of("ip[0]", "ip[2:2]", "ip[9]", "ip6[6]", "tcp[13]", "udp[0:2]", "len");
        Arbitrary<String> operations = Arbitraries.of("+", "-", "*", "/", "&", "|", "^", "<<", "%");
        Arbitrary<String> comparisons = Arbitraries.of("=", "!=", "<", ">", "<=", ">=");
        Arbitrary<String> relation =
                Combinators.combine(loads, operations, small, comparisons, small)
                        .as((l, o, n, c, v) -> l + " " + o + " " + n + " " + c + " " + v);
        Arbitrary<String> plain =
                Arbitraries.of(
                        "tcp",
                        "udp",
                        "ip",
                        "ip6",
                        "arp",
                        "icmp6",
                        "host 10.0.0.1",
                        "net 10",
                        "port 1",
                        "src port 2",
                        "portrange 1-3",
                        "ip multicast",
                        "less 600",
                        "net fe80::/10",
                        "ip proto 3",
                        "src net 0.0.0.0/3",
                        "ip broadcast");
        return Arbitraries.frequencyOf(Tuple.of(3, plain), Tuple.of(2, relation));
    }

    @Provide
    Arbitrary<String> expressions() {
        return Arbitraries.lazyOf(
                FilterProperties::primitive,
                FilterProperties::primitive,
                () -> expressions().map(e -> "not (" + e + ")"),
                () ->
                        Combinators.combine(
                                        expressions(), Arbitraries.of("and", "or"), expressions())
                                .as((l, j, r) -> "(" + l + ") " + j + " " + r));
    }

    @Property(tries = 2000)
    void shouldEndInAFilterOrAnErrorWithAColumn(
            @ForAll("wordSalad") String text, @ForAll("linkTypes") LinkType type) {
        switch (FilterCompiler.compile(text, FilterOptions.of(type))) {
            case FilterResult.Compiled(Filter filter) ->
                    assertThat(BpfValidator.LIBPCAP.refusal(filter.program())).isEmpty();
            case FilterResult.Refused(FilterError error) ->
                    assertThat(error.column()).isBetween(1, text.length() + 1);
        }
    }

    @Property(tries = 1000)
    void shouldMatchTheSamePacketsOptimizedOrNot(
            @ForAll("expressions") String text,
            @ForAll("linkTypes") LinkType type,
            @ForAll long seed) {
        FilterOptions options = FilterOptions.of(type);
        FilterResult plain = FilterCompiler.compile(text, options.withOptimize(false));
        FilterResult optimized = FilterCompiler.compile(text, options);
        PacketProgram reference = runnable(plain);
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            byte[] packet = packet(random);
            int wanted = reference.run(packet, 0, packet.length, packet.length);
            int found =
                    optimized instanceof FilterResult.Compiled
                            ? runnable(optimized).run(packet, 0, packet.length, packet.length)
                            : 0;
            assertThat(found).as(text + " on " + type).isEqualTo(wanted);
        }
    }

    private static PacketProgram runnable(FilterResult result) {
        return switch (result) {
            case FilterResult.Compiled(Filter filter) ->
                    BpfLoader.interpret(filter.program(), BpfValidator.LIBPCAP).program();
            case FilterResult.Refused refused -> (octets, offset, captured, wire) -> 0;
        };
    }

    /** Octets small enough to be equal to what expressions ask for, all there. */
    private static byte[] packet(Random random) {
        byte[] packet = new byte[PACKET_OCTETS];
        for (int i = 0; i < packet.length; i++) packet[i] = (byte) random.nextInt(4);
        int[] types = {0x0800, 0x86dd, 0x0806, 0x0021, 2};
        int type = types[random.nextInt(types.length)];
        for (int at : new int[] {0, 2, 12, 14}) {
            packet[at] = (byte) (type >>> 8);
            packet[at + 1] = (byte) type;
        }
        for (int at : new int[] {0, 4, 14, 16, 20}) {
            if (random.nextBoolean()) packet[at] = (byte) (random.nextBoolean() ? 0x45 : 0x60);
        }
        for (int at = 6; at < 40; at++) {
            if (random.nextInt(8) == 0) packet[at] = (byte) (random.nextBoolean() ? 6 : 17);
        }
        return packet;
    }
}
