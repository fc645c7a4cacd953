package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;
import sluice.packet.Packet;

/** It makes no difference how a packet is split into buffers. */
class OctetsProperties {
    private Rig rig = new Rig();

    /** The pool of a rig is bounded, and the tries are not. */
    @BeforeTry
    void takeAFreshRig() {
        rig = new Rig();
    }

    private NdisPacket descriptor(byte[] octets) {
        Packet packet = rig.host.pool().originate(rig.protocolPlace, octets, 0, octets.length);
        return Objects.requireNonNull(rig.pool.allocate(packet));
    }

    private static int[] lengths(List<Integer> split) {
        return split.stream().mapToInt(Integer::intValue).toArray();
    }

    @Property(tries = 300)
    void shouldReadTheSameAcrossAnySplit(
            @ForAll @Size(min = 8, max = 80) byte[] octets,
            @ForAll @Size(max = 6) List<@IntRange(max = 20) Integer> split,
            @ForAll boolean scattered,
            @ForAll @IntRange(max = 79) int index) {
        NdisPacket packet = descriptor(octets.clone());
        if (scattered) packet.scatter(lengths(split));
        else packet.split(lengths(split));
        assertThat(packet.lengthOctets()).isEqualTo(octets.length);
        assertThat(packet.toArray()).isEqualTo(octets);
        int at = index % (octets.length - 6);
        assertThat(packet.u48(at))
                .isEqualTo(
                        HexFormat.fromHexDigitsToLong(
                                HexFormat.of().formatHex(octets, at, at + 6)));
        byte[] part = new byte[octets.length - at];
        packet.read(at, part, 0, part.length);
        assertThat(part).isEqualTo(java.util.Arrays.copyOfRange(octets, at, octets.length));
        packet.put8(at, 0x5a);
        assertThat(packet.u8(at)).isEqualTo(0x5a);
        byte[] expected = octets.clone();
        expected[at] = 0x5a;
        assertThat(packet.packet().toArray()).isEqualTo(expected);
        assertThat(packet.bufferCount()).isEqualTo(1);
    }

    @Property(tries = 200)
    void shouldJoinWhatWasChainedOn(
            @ForAll @Size(min = 1, max = 60) byte[] octets,
            @ForAll @Size(max = 200) byte[] front,
            @ForAll @Size(max = 200) byte[] back,
            @ForAll @Size(max = 4) List<@IntRange(max = 20) Integer> split) {
        NdisPacket packet = descriptor(octets);
        long before = rig.adapter.joins().octetsJoined();
        packet.split(lengths(split));
        packet.chainAtFront(NdisBuffer.of(front, 0, front.length));
        packet.chainAtBack(NdisBuffer.of(back, 0, back.length));
        byte[] all = new byte[front.length + octets.length + back.length];
        System.arraycopy(front, 0, all, 0, front.length);
        System.arraycopy(octets, 0, all, front.length, octets.length);
        System.arraycopy(back, 0, all, front.length + octets.length, back.length);
        assertThat(packet.toArray()).isEqualTo(all);
        assertThat(packet.packet().toArray()).isEqualTo(all);
        assertThat(rig.adapter.joins().octetsJoined() - before).isEqualTo(all.length);
    }

    @Property(tries = 100)
    void shouldCountNoJoinWhereNothingMoves(
            @ForAll @Size(min = 1, max = 60) byte[] octets,
            @ForAll @Size(max = 4) List<@IntRange(max = 20) Integer> split) {
        NdisPacket packet = descriptor(octets);
        long before = rig.adapter.joins().joins();
        packet.split(lengths(split));
        assertThat(packet.packet().toArray()).isEqualTo(octets);
        assertThat(rig.adapter.joins().joins()).isEqualTo(before);
    }

    @Property(tries = 100)
    void shouldReachTheMiniportTheSameHoweverSplit(
            @ForAll @Size(min = 14, max = 60) byte[] octets,
            @ForAll @Size(max = 6) List<@IntRange(max = 20) Integer> split,
            @ForAll boolean scattered) {
        octets[0] = 2;
        octets[5] = 99; // to somebody else
        NdisPacket packet = descriptor(octets);
        if (scattered) packet.scatter(lengths(split));
        else packet.split(lengths(split));
        rig.bottom.answer = NdisStatus.SUCCESS;
        rig.send(packet);
        assertThat(rig.bottom.sent.getLast()).isEqualTo(HexFormat.of().formatHex(octets));
    }
}
