package sluice.bump;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sluice.packet.Octets;

/** A PPPoE session between two hosts whose IP knows nothing of it. */
class PppoeTest {
    private final PppoeDriver host = new PppoeDriver(PppoeRole.HOST, BumpRig.ONE, "");
    private final PppoeDriver concentrator =
            new PppoeDriver(PppoeRole.CONCENTRATOR, BumpRig.TWO, "tower");

    private BumpRig rig(boolean verified) throws Exception {
        var rig = new BumpRig(host, concentrator, verified);
        rig.runMillis(10);
        return rig;
    }

    private static List<Integer> types(List<byte[]> frames) {
        return frames.stream().map(frame -> Octets.u16(frame, 12)).distinct().sorted().toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldOpenASessionAndCarryDatagramsBothWays(boolean verified) throws Exception {
        try (var rig = rig(verified)) {
            assertThat(host.isOpen()).isTrue();
            assertThat(concentrator.isOpen()).isTrue();
            assertThat(host.session()).isEqualTo(1).isEqualTo(concentrator.session());
            assertThat(host.peerAddress()).isEqualTo(BumpRig.TWO);
            assertThat(concentrator.peerAddress()).isEqualTo(BumpRig.ONE);
            int[] lengths = {0, 1, 100, 1464, 1465, 3000, 8000};
            for (int length : lengths) {
                rig.send(length);
                rig.runMillis(1);
                rig.sendBack(length);
                rig.runMillis(1);
            }
            List<Integer> all = java.util.Arrays.stream(lengths).boxed().toList();
            assertThat(rig.arrivedAtTwo).isEqualTo(all);
            assertThat(rig.arrivedAtOne).isEqualTo(all);
            assertThat(types(rig.wireOfOne.sent)).containsExactly(0x8863, 0x8864);
            assertThat(types(rig.wireOfTwo.sent)).containsExactly(0x8863, 0x8864);
            assertThat(rig.wireOfOne.longest()).isEqualTo(1514);
            assertThat(host.wrapped()).isEqualTo(concentrator.unwrapped());
            rig.isAtRest();
        }
    }

    @Test
    void shouldLeaveIpEightOctetsLess() throws Exception {
        assertThat(host.frameOctetsMax(1500)).isEqualTo(1492);
        assertThat(host.frameOctetsMax(9000)).isEqualTo(1492);
        try (var rig = rig(true)) {
            assertThat(rig.transfer(100_000)).isEqualTo(100_000);
            assertThat(rig.wireOfOne.longest()).isEqualTo(1514);
        }
    }

    @Test
    void shouldTryAgainUntilSomebodyAnswers() throws Exception {
        try (var rig = new BumpRig(host, concentrator, true)) {
            int[] seen = {0};
            rig.wireOfOne.change =
                    frame -> {
                        if (seen[0]++ < 3) frame[14] = 0x22; // no version of PPPoE
                        return frame;
                    };
            rig.runMillis(10);
            assertThat(host.isOpen()).isFalse();
            rig.runMillis(30_000);
            assertThat(host.isOpen()).isTrue();
            assertThat(rig.ended(BumpDrop.PPPOE_MALFORMED)).isEqualTo(3);
            rig.isAtRest();
        }
    }

    @Test
    void shouldGiveUpAndBeginAgainWhenSomethingIsSent() throws Exception {
        try (var rig = new BumpRig(host, new sluice.samples.windows.PassAll(), true)) {
            rig.runMillis(100_000);
            assertThat(host.isOpen()).isFalse();
            assertThat(rig.wireOfOne.sent).hasSize(10);
            rig.one.addNeighbour("lan", BumpRig.TWO, 0x0200_0000_0002L);
            rig.send(1);
            rig.runMillis(1);
            assertThat(rig.wireOfOne.sent).hasSize(11);
            assertThat(rig.ended(BumpDrop.PPPOE_NO_SESSION)).isEqualTo(1);
            rig.isAtRest();
        }
    }

    @Test
    void shouldEndTheSessionOnBothSidesAndOpenAnother() throws Exception {
        try (var rig = rig(true)) {
            rig.send(1);
            rig.runMillis(1);
            host.disconnect();
            rig.runMillis(1);
            assertThat(host.isOpen()).isFalse();
            assertThat(concentrator.isOpen()).isFalse();
            rig.send(2);
            rig.runMillis(10);
            assertThat(host.session()).isEqualTo(2);
            rig.send(3);
            rig.runMillis(1);
            assertThat(rig.arrivedAtTwo).containsExactly(1, 3);
            rig.isAtRest();
        }
    }

    @Test
    void shouldTakeNothingThatIsNotOfItsSession() throws Exception {
        try (var rig = rig(true)) {
            rig.send(5);
            rig.runMillis(1);
            byte[] frame = rig.wireOfOne.sent.getLast();
            for (int at : new int[] {6, 16, 17}) {
                byte[] other = frame.clone();
                other[at] ^= 4;
                rig.wireOfOne.inject(other);
            }
            byte[] clear = frame.clone();
            Octets.put16(clear, 12, 0x0800);
            rig.wireOfOne.inject(clear);
            rig.runMillis(1);
            assertThat(rig.arrivedAtTwo).containsExactly(5);
            assertThat(rig.ended(BumpDrop.PPPOE_FOREIGN_SESSION)).isEqualTo(3);
            assertThat(rig.ended(BumpDrop.PPPOE_CLEAR_IP)).isEqualTo(1);
            rig.isAtRest();
        }
    }

    @Test
    void shouldStandWhateverComesInItsSession() throws Exception {
        try (var rig = rig(true)) {
            rig.send(5);
            rig.runMillis(1);
            List<byte[]> frames = List.copyOf(rig.wireOfOne.sent);
            var random = new java.util.Random(7);
            for (int i = 0; i < 3000; i++) {
                byte[] frame = frames.get(random.nextInt(frames.size())).clone();
                for (int j = 0; j < 1 + i % 3; j++) {
                    int at = 15 + random.nextInt(frame.length - 15);
                    frame[at] = (byte) random.nextInt(256);
                }
                int cut = 14 + random.nextInt(frame.length - 13);
                rig.wireOfOne.inject(i % 2 == 0 ? frame : java.util.Arrays.copyOf(frame, cut));
                rig.runMillis(1);
            }
            rig.isAtRest();
        }
    }

    @Test
    void shouldBeDissectedWithoutAWarning(@TempDir Path folder) throws Exception {
        Tshark.assumeInstalled();
        List<byte[]> frames = new ArrayList<>();
        try (var rig = rig(false)) {
            rig.send(100);
            rig.runMillis(1);
            rig.sendBack(1464);
            rig.runMillis(1);
            rig.send(3000);
            rig.runMillis(1);
            host.disconnect();
            rig.runMillis(1);
            frames.addAll(rig.wireOfOne.sent);
            frames.addAll(rig.wireOfTwo.sent);
        }
        frames.sort(Comparator.comparingInt(frame -> Octets.u16(frame, 12)));
        List<String> lines =
                Tshark.lines(
                        folder,
                        frames,
                        List.of(
                                "-T",
                                "fields",
                                "-e",
                                "_ws.col.Protocol",
                                "-e",
                                "_ws.expert.message",
                                "-o",
                                "ip.check_checksum:TRUE",
                                "-o",
                                "udp.check_checksum:TRUE"));
        assertThat(lines).hasSameSizeAs(frames).allMatch(line -> line.endsWith("\t"), "no remark");
        assertThat(lines.stream().map(String::strip).distinct())
                .contains("PPPoED", "PPP LCP", "PPP IPCP");
    }

    /** Believed: who is put in may speak at once. True: the stack around it may be paused. */
    @Test
    void shouldSayNothingBeforeItsStackRuns() throws Exception {
        try (var rig = rig(false)) {
            var fresh = new PppoeDriver(PppoeRole.HOST, BumpRig.ONE, "");
            rig.one.removeDriver("lan", "bump");
            rig.one.adapter("lan").pause();
            rig.runMillis(10);
            int before = rig.wireOfOne.sent.size();
            rig.one.insertDriver("lan", 0, "bump", fresh);
            rig.runMillis(10_000);
            assertThat(rig.wireOfOne.sent).hasSize(before);
            rig.one.adapter("lan").restart();
            rig.runMillis(10_000);
            assertThat(fresh.isOpen()).isTrue();
            rig.isAtRest();
        }
    }
}
