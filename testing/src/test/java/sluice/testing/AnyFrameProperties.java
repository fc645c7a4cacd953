package sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import sluice.packet.Octets;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TransportChecksums;

/** What the kit generates is what it says: legal frames, right sums, whole splits. */
class AnyFrameProperties {
    @Provide
    Arbitrary<Frame> frames() {
        return AnyFrame.any();
    }

    @Provide
    Arbitrary<Frame> ipv4Frames() {
        return Arbitraries.oneOf(AnyFrame.udp4(), AnyFrame.tcp4(), AnyFrame.echo4());
    }

    @Property(tries = 300)
    void shouldFitAnEthernetOf1500(@ForAll("frames") Frame frame) {
        byte[] octets = frame.toArray();
        assertThat(octets.length).isBetween(14, 1518);
        assertThat(Octets.u16(octets, 12))
                .isIn(EtherTypes.IPV4, EtherTypes.IPV6, EtherTypes.ARP, EtherTypes.VLAN);
    }

    @Property(tries = 300)
    void shouldCarryRightSums(@ForAll("ipv4Frames") Frame frame) {
        byte[] octets = frame.toArray();
        assertThat(Octets.u16(octets, 16)).isEqualTo(octets.length - 14);
        assertThat(TransportChecksums.ipv4HeaderValid(octets, 14, 20)).isTrue();
        int source = Octets.i32(octets, 26);
        int destination = Octets.i32(octets, 30);
        int length = octets.length - 34;
        boolean valid =
                switch (Octets.u8(octets, 23)) {
                    case IpProtocols.UDP ->
                            TransportChecksums.udp4Valid(octets, 34, length, source, destination);
                    case IpProtocols.TCP ->
                            TransportChecksums.tcp4Valid(octets, 34, length, source, destination);
                    default -> TransportChecksums.icmpValid(octets, 34, length);
                };
        assertThat(valid).as(frame.says()).isTrue();
    }

    @Provide
    Arbitrary<Tuple.Tuple2<Frame, List<Integer>>> splits() {
        return AnyFrame.udp4()
                .flatMap(frame ->
                        Splits.of(frame.octets().lengthOctets())
                                .map(lengths -> Tuple.of(frame, lengths)));
    }

    @Property(tries = 200)
    void shouldCutWithoutLoss(@ForAll("splits") Tuple.Tuple2<Frame, List<Integer>> split) {
        byte[] octets = split.get1().toArray();
        var joined = new ByteArrayOutputStream();
        Splits.cut(octets, split.get2()).forEach(joined::writeBytes);
        assertThat(joined.toByteArray()).isEqualTo(octets);
    }

    @Provide
    Arbitrary<List<DriverAction>> actions() {
        return DriverAction.sequences(
                50, DriverAction.Kind.SEND, DriverAction.Kind.RESET, DriverAction.Kind.FINISH);
    }

    @Property(tries = 100)
    void shouldPlayOnlyTheKindsAskedFor(@ForAll("actions") List<DriverAction> actions) {
        assertThat(actions)
                .allMatch(action ->
                        action.kind() == DriverAction.Kind.SEND
                                || action.kind() == DriverAction.Kind.RESET
                                || action.kind() == DriverAction.Kind.FINISH);
    }
}
