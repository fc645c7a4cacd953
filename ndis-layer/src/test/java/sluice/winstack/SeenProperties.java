package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import sluice.inet.Ipv4Input;
import sluice.packet.Checksums;
import sluice.packet.Octets;
import sluice.winstack.PacketFilterInterface.Action;
import sluice.winstack.Seen.Direction;
import sluice.winstack.Seen.Form;

/** Whatever octets pass a point, it shows them and does not fail. */
class SeenProperties {
    private static final int[] TYPES = {0x0800, 0x86dd, 0x0806, 0x88b5};

    @Property(tries = 2000)
    void shouldShowAnyFrame(
            @ForAll @Size(max = 120) byte[] octets, @ForAll @IntRange(max = 3) int kind) {
        if (octets.length >= 14) Octets.put16(octets, 12, TYPES[kind]);
        for (InterceptionPoint at : InterceptionPoint.values()) {
            var seen = new Seen(at);
            seen.octets(Form.FRAME, Direction.IN, octets, 0, octets.length);
            assertThat(seen.lengthOctets()).isEqualTo(octets.length);
            assertThat(seen.etherType()).isEqualTo(octets.length < 14 ? -1 : TYPES[kind]);
            seen.octets(Form.IP_PACKET, Direction.IN, octets, 0, octets.length);
            assertThat(seen.protocol()).isBetween(-1, 255);
            assertThat(seen.toString()).isNotEmpty();
        }
    }

    @Property(tries = 2000)
    void shouldFilterAnyPacketWithASoundHeader(
            @ForAll @Size(min = 20, max = 80) byte[] octets,
            @ForAll @IntRange(min = 5, max = 15) int words,
            @ForAll @IntRange(max = 65_535) int port) {
        octets[0] = (byte) (0x40 | words);
        Octets.put16(octets, 2, octets.length);
        Octets.put16(octets, 10, 0);
        if (words * 4 <= octets.length)
            Octets.put16(octets, 10, Checksums.finish(Checksums.sum(octets, 0, words * 4)));
        try (var hosts = new TwoHosts()) {
            var filters = hosts.a.packetFilters();
            long drops = filters.createInterface(Action.DROP, Action.FORWARD);
            long lets = filters.createInterface(Action.FORWARD, Action.FORWARD);
            var one = java.util.List.of(IpFilter.ofProtocol(0).toPorts(port, 65_535).established());
            filters.addFilters(drops, one, java.util.List.of());
            filters.addFilters(lets, one, java.util.List.of());
            boolean sound = Ipv4Input.checkHeader(octets, 0, octets.length) == null;
            Action first = filters.testPacket(drops, octets, true);
            Action second = filters.testPacket(lets, octets, true);
            // Filters are exceptions to the default, whichever it is.
            if (sound) assertThat(first).isNotEqualTo(second);
            else assertThat(first).isEqualTo(second).isEqualTo(Action.DROP);
        }
    }

    @Example
    void shouldGiveAWriterItsOwnCopyOfWhatIsBorrowed() {
        var seen = new Seen(InterceptionPoint.LSP);
        byte[] theirs = {1, 2, 3};
        var any = sluice.edge.IpAddress.ANY4;
        seen.between(Form.DATAGRAM, Direction.OUT, "p", 17, any, 1, any, 2).over(theirs, 1, 2);
        byte[] own = seen.writable();
        own[seen.offset()] = 9;
        assertThat(theirs).containsExactly(1, 2, 3);
        assertThat(seen.octets()[seen.offset()]).isEqualTo((byte) 9);
        assertThat(seen.octets()[seen.offset() + 1]).isEqualTo((byte) 3);
    }
}
