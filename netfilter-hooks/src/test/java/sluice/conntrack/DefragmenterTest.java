package sluice.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static sluice.conntrack.RoutedPackets.split;
import static sluice.conntrack.RoutedPackets.split6;
import static sluice.conntrack.RoutedPackets.udp;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfVerdict;
import sluice.packet.Octets;

class DefragmenterTest {
    private static final String TEXT = "0123456789".repeat(120);
    private static final byte[] DATAGRAM = udp("192.168.1.2", 1111, "10.0.0.2", 53, TEXT);

    private final Router router = new Router();

    @AfterEach
    void shouldBalance() {
        assertThat(router.problems()).isEmpty();
    }

    private static List<Integer> lengths(List<byte[]> packets) {
        return packets.stream().map(packet -> packet.length).toList();
    }

    private static List<Integer> fragmentFields(List<byte[]> packets) {
        return packets.stream().map(packet -> Octets.u16(packet, 6)).toList();
    }

    @Test
    void shouldShowRulesOneDatagramAndSendItAsItCame() {
        split(DATAGRAM, false, 800).forEach(router::lan);
        assertThat(router.states).containsExactly("NEW");
        assertThat(lengths(router.toWan)).containsExactly(820, 428);
        assertThat(fragmentFields(router.toWan)).containsExactly(0x2000, 100);
        assertThat(router.entries().getFirst()).contains("packets=1 bytes=1228");
    }

    @Test
    void shouldLoseTheFlagThatForbidsSplitting() {
        split(DATAGRAM, true, 800).forEach(router::lan);
        assertThat(fragmentFields(router.toWan)).containsExactly(0x2000, 100);
    }

    @Test
    void shouldPutPiecesInOrderAndKeepTheirSizes() {
        List<byte[]> pieces = split(DATAGRAM, false, 200, 208, 1000);
        for (int i : new int[] {2, 0, 3, 1}) router.lan(pieces.get(i));
        assertThat(lengths(router.toWan)).containsExactly(220, 28, 812, 228);
    }

    @Test
    void shouldHoldAnIncompleteDatagramUntilItsTimeIsOver() {
        router.lan(split(DATAGRAM, false, 800).getFirst());
        assertThat(router.states).isEmpty();
        assertThat(router.problems()).isEmpty();
        router.run(31_000);
        assertThat(router.toLan).isEmpty(); // only a host that it is for complains
        router.lan(split(udp("192.168.1.2", 1, "192.168.1.1", 2, TEXT), false, 800).getFirst());
        router.run(31_000);
        assertThat(router.toLan).hasSize(1);
        assertThat(router.toLan.getFirst()[20]).isEqualTo((byte) 11);
    }

    @Test
    void shouldThrowAwayWhatOverlapsAndIgnoreWhatComesTwice() {
        List<byte[]> pieces = split(DATAGRAM, false, 800);
        router.lan(pieces.get(0)).lan(pieces.get(0)).lan(pieces.get(1));
        assertThat(router.toWan).hasSize(2);
        router.lan(pieces.get(0)).lan(split(DATAGRAM, false, 792).get(1)).lan(pieces.get(1));
        assertThat(router.toWan).hasSize(2);
        assertThat(router.states).containsExactly("NEW");
        router.run(31_000);
    }

    @Test
    void shouldGatherWhatIsForThisHost() {
        byte[] own = udp("192.168.1.2", 1111, "192.168.1.1", 53, TEXT);
        split(own, false, 800).forEach(router::lan);
        assertThat(router.states).containsExactly("NEW");
    }

    @Test
    void shouldShowPiecesToHooksBefore() {
        var seen = new int[1];
        router.host.registerHook(
                NfFamily.IPV4,
                HookPoint.PRE_ROUTING,
                -500,
                "early",
                (_, _) -> {
                    seen[0]++;
                    return NfVerdict.ACCEPT;
                });
        split(DATAGRAM, false, 800).forEach(router::lan);
        assertThat(seen[0]).isEqualTo(2);
    }

    @Test
    void shouldGatherIpv6AndSplitItAgain() {
        byte[] datagram = udp("fd01::2", 1111, "fd02::2", 53, TEXT);
        split6(datagram, 77, 800).forEach(router::lan);
        assertThat(router.states).containsExactly("NEW");
        assertThat(lengths(router.toWan)).containsExactly(848, 456);
        assertThat(Octets.i32(router.toWan.getFirst(), 44))
                .isNotEqualTo(77)
                .isEqualTo(Octets.i32(router.toWan.get(1), 44));
    }

    @Test
    void shouldLetGoOfEverythingWhenTrackingEnds() {
        router.lan(split(DATAGRAM, false, 800).getFirst());
        router.host.conntrack().release(NfFamily.IPV4);
        assertThat(router.problems()).isEmpty();
        split(DATAGRAM, false, 800).forEach(router::lan);
        assertThat(router.states).containsExactly("INVALID", "INVALID");
    }
}
