package sluice.pcap.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import sluice.bpf.Ancillary;
import sluice.bpf.BpfLoader;
import sluice.bpf.BpfProgram;
import sluice.bpf.BpfValidator;
import sluice.bpf.Loaded;
import sluice.bpf.PacketMetadata;
import sluice.bpf.PacketProgram;
import sluice.packet.Octets;
import sluice.pcap.file.LinkType;

/**
 * A filter for a packet socket of Linux, which shows a frame without its outermost VLAN tag, takes
 * what the filter for a file takes of the frame as it was: as long as the expression asks for the
 * tag first.
 */
class SocketFilterProperties {
    private static final int HEADER_OCTETS = 14;
    private static final int TAG_OCTETS = 4;

    private static Arbitrary<String> within() {
        return Arbitraries.of(
                "ip",
                "ip6",
                "arp",
                "udp",
                "tcp port 1",
                "src port 2",
                "host 10.0.0.1",
                "dst net 10.0.0.0/31",
                "ip proto 6",
                "ip[1] = 1",
                "udp[0:2] < 3",
                "ip6[6] = 17",
                "ether host 02:00:00:00:00:01",
                "ether proto 0x800",
                "pppoes and ip",
                "mpls and ip",
                "mpls 1",
                "llc",
                "vlan",
                "vlan 1",
                "vlan 2 and ip");
    }

    @Provide
    Arbitrary<String> tagged() {
        Arbitrary<String> tag = Arbitraries.of("vlan", "vlan 0", "vlan 1", "vlan 2");
        Arbitrary<String> both =
                Combinators.combine(
                                tag,
                                Arbitraries.of("and", "or"),
                                Arbitraries.of("", "not "),
                                within())
                        .as((first, join, not, second) ->
                                first + " " + join + " " + not + "(" + second + ")");
        Arbitrary<String> three =
                Combinators.combine(both, Arbitraries.of("and", "or"), within())
                        .as((first, join, second) -> first + " " + join + " " + second);
        Arbitrary<String> any =
                Arbitraries.frequencyOf(Tuple.of(1, tag), Tuple.of(3, both), Tuple.of(3, three));
        return Combinators.combine(Arbitraries.of("", "not "), any)
                .as((not, inner) -> not + "(" + inner + ")");
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void shouldTakeTheSameFramesAsAFilterForAFile(
            @ForAll("tagged") String text, @ForAll long seed) {
        var options = FilterOptions.of(LinkType.ETHERNET);
        FilterResult onFile =
                FilterCompiler.compile(text, options.withSource(FilterOptions.Source.FILE));
        var socket = options.withSource(FilterOptions.Source.LINUX_SOCKET);
        FilterResult onSocket = FilterCompiler.compile(text, socket);
        if (!(onFile instanceof FilterResult.Compiled(Filter file))) {
            // Refused for what it asks, or because no packet matches; so is the other.
            assertThat(onSocket).as(text).isInstanceOf(FilterResult.Refused.class);
            return;
        }
        PacketProgram asFile = ready(file.program(), BpfValidator.LIBPCAP);
        PacketProgram asSocket = runnable(onSocket);
        PacketProgram plain = runnable(FilterCompiler.compile(text, socket.withOptimize(false)));
        var random = new Random(seed);
        for (int i = 0; i < 30; i++) {
            byte[] frame = frame(random);
            boolean wanted = asFile.run(frame, 0, frame.length, frame.length) != 0;
            var shown = new Shown(frame);
            assertThat(shown.matches(asSocket)).as("%s, %s", text, shown).isEqualTo(wanted);
            assertThat(shown.matches(plain)).as("%s, not optimized", text).isEqualTo(wanted);
            // What the host sends has its tag within.
            assertThat(asSocket.run(frame, 0, frame.length, frame.length, PacketMetadata.NONE) != 0)
                    .as("%s, tag within", text)
                    .isEqualTo(wanted);
        }
    }

    @Example
    void shouldLeaveFiltersWithoutTagsAlone() {
        for (String text : new String[] {"ip", "port 1", "pppoes and ip", "arp or ip6 proto 17"}) {
            var live = FilterOptions.of(LinkType.ETHERNET);
            var socket = live.withSource(FilterOptions.Source.LINUX_SOCKET);
            assertThat(FilterCompiler.compile(text, socket))
                    .isInstanceOfSatisfying(
                            FilterResult.Compiled.class,
                            compiled ->
                                    assertThat(compiled.filter().program())
                                            .isEqualTo(
                                                    program(FilterCompiler.compile(text, live))));
        }
    }

    /** {@code inbound} may be asked of a socket, as of any tap. */
    @Example
    void shouldKnowTheDirection() {
        var socket =
                FilterOptions.of(LinkType.ETHERNET).withSource(FilterOptions.Source.LINUX_SOCKET);
        assertThat(FilterCompiler.compile("inbound and vlan 1", socket))
                .isInstanceOf(FilterResult.Compiled.class);
    }

    /** A frame as a socket shows it. */
    private static final class Shown implements PacketMetadata {
        final byte[] octets;
        final int tag;

        Shown(byte[] wire) {
            int type = Octets.u16(wire, 12);
            boolean out = type == 0x8100 || type == 0x88a8;
            tag = out ? Octets.i32(wire, 12) : 0;
            octets = new byte[out ? wire.length - TAG_OCTETS : wire.length];
            System.arraycopy(wire, 0, octets, 0, 12);
            int from = out ? 12 + TAG_OCTETS : 12;
            System.arraycopy(wire, from, octets, 12, wire.length - from);
        }

        boolean matches(PacketProgram program) {
            return program.run(octets, 0, octets.length, octets.length, this) != 0;
        }

        @Override
        public int value(Ancillary field) {
            return switch (field) {
                case VLAN_TAG -> tag & 0xffff;
                case VLAN_TAG_PRESENT -> tag == 0 ? 0 : 1;
                default -> throw new AssertionError(field);
            };
        }

        @Override
        public String toString() {
            return java.util.HexFormat.of().formatHex(octets) + " tag " + Integer.toHexString(tag);
        }
    }

    private static BpfProgram program(FilterResult result) {
        return ((FilterResult.Compiled) result).filter().program();
    }

    private static PacketProgram runnable(FilterResult result) {
        return switch (result) {
            case FilterResult.Compiled(Filter filter) ->
                    ready(filter.program(), BpfValidator.LINUX);
            case FilterResult.Refused _ -> (octets, offset, captured, wire) -> 0;
        };
    }

    private static PacketProgram ready(BpfProgram program, BpfValidator validator) {
        return ((Loaded.Ready) BpfLoader.interpret(program, validator)).program();
    }

    /** Up to two tags of small numbers, and behind them something of what the expressions ask. */
    private static byte[] frame(Random random) {
        byte[] frame = new byte[HEADER_OCTETS + 2 * TAG_OCTETS + 8 + 60];
        for (int i = 0; i < frame.length; i++) frame[i] = (byte) random.nextInt(4);
        Octets.put48(frame, 0, 0x0200_0000_0000L + random.nextInt(3));
        Octets.put48(frame, 6, 0x0200_0000_0000L + random.nextInt(3));
        int at = 12;
        int[] types = {0x8100, 0x8100, 0x88a8, 0x9100};
        for (int tags = random.nextInt(3); tags > 0; tags--) {
            Octets.put16(frame, at, types[random.nextInt(types.length)]);
            Octets.put16(frame, at + 2, random.nextInt(8) << 13 | random.nextInt(3));
            at += TAG_OCTETS;
        }
        int[] inner = {0x0800, 0x0800, 0x0800, 0x86dd, 0x0806, 0x8864, 0x8847, 40};
        int type = inner[random.nextInt(inner.length)];
        Octets.put16(frame, at, type);
        at += 2;
        if (type == 0x8864) {
            Octets.put16(frame, at + 6, 0x0021);
            at += 8;
        }
        if (type == 0x8847) {
            Octets.put32(frame, at, random.nextInt(3) << 12 | 0x100);
            at += 4;
        }
        if (type == 0x86dd) {
            frame[at] = 0x60;
            frame[at + 6] = (byte) (random.nextBoolean() ? 17 : 6);
        } else if (type != 0x0806 && type != 40) {
            frame[at] = 0x45;
            Octets.put16(frame, at + 6, 0);
            frame[at + 9] = (byte) (random.nextBoolean() ? 17 : 6);
            Octets.put32(frame, at + 12, 0x0a00_0000 + random.nextInt(3));
            Octets.put32(frame, at + 16, 0x0a00_0000 + random.nextInt(3));
        }
        return frame;
    }
}
