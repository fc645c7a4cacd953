package sluice.bump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.DontFragment;
import sluice.edge.SocketEdge.SendOptions;
import sluice.packet.Octets;
import sluice.samples.windows.PassAll;

/** ESP between two hosts whose IP knows nothing of it. */
class EspTest {
    static final String KEY_THERE = "000102030405060708090a0b0c0d0e0f10111213";
    static final String KEY_BACK =
            "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40414243";

    static EspDriver driverOfOne(EspOptions options) {
        return new EspDriver(
                options,
                SecurityAssociation.of(0x1001, KEY_THERE),
                SecurityAssociation.of(0x2002, KEY_BACK));
    }

    static EspDriver driverOfTwo(EspOptions options) {
        return new EspDriver(
                options,
                SecurityAssociation.of(0x2002, KEY_BACK),
                SecurityAssociation.of(0x1001, KEY_THERE));
    }

    /** Two hosts with their drivers. */
    static final class Pair implements AutoCloseable {
        final EspDriver one;
        final EspDriver two;
        final BumpRig rig;

        Pair(EspMode mode, boolean lowersMtu, boolean verified) throws Exception {
            var ofOne = EspOptions.between(mode, BumpRig.ONE, BumpRig.TWO);
            var ofTwo = EspOptions.between(mode, BumpRig.TWO, BumpRig.ONE);
            one = driverOfOne(lowersMtu ? ofOne : ofOne.withMtuOfTheLink());
            two = driverOfTwo(lowersMtu ? ofTwo : ofTwo.withMtuOfTheLink());
            rig = new BumpRig(one, two, verified);
        }

        @Override
        public void close() {
            rig.close();
        }
    }

    @Test
    void shouldOpenThePublishedPacket() {
        // draft-mcgrew-gcm-test-01, section 3: a DNS query in an ESP packet; its check value tells
        // a digit that is wrong.
        var association =
                SecurityAssociation.of(0xa5f8, "feffe9928665731c6d6a8f9467308308cafebabe");
        byte[] packet =
                HexFormat.of()
                        .parseHex(
                                "0000a5f80000000afacedbaddecaf888"
                                        + "deb22cd9b07c72c16e3a65beeb8df304a5a5897d33ae530f"
                                        + "1ba76d5d114d2a5c3de81827c10e9a4f51330d0eec416642"
                                        + "cfbb85a5b47e48a4ec3b9ba95d918bd183b70d3aa8bc6ee4"
                                        + "c309e9d85a41ad4a");
        byte[] text = new byte[200];
        int count = association.open(packet, 0, packet.length, text, 0);
        assertThat(count).isEqualTo(64);
        assertThat(HexFormat.of().formatHex(text, 0, count))
                .startsWith("4500003e698f000080114dcc")
                .endsWith("0000010001" + "0001");
        packet[20] ^= 1;
        assertThat(association.open(packet, 0, packet.length, text, 0))
                .isEqualTo(SecurityAssociation.NOT_AUTHENTIC);
    }

    @ParameterizedTest
    @CsvSource({"TUNNEL, false", "TUNNEL, true", "TRANSPORT, false", "TRANSPORT, true"})
    void shouldCarryDatagramsBothWaysAndShowTheWireNothingElse(EspMode mode, boolean verified)
            throws Exception {
        try (var pair = new Pair(mode, true, verified)) {
            for (int length = 0; length < 40; length++) {
                pair.rig.send(length);
                pair.rig.sendBack(1000 + length);
                pair.rig.runMillis(1);
            }
            assertThat(pair.rig.arrivedAtTwo).hasSize(40);
            assertThat(pair.rig.arrivedAtOne).hasSize(40);
            assertThat(pair.rig.wireOfOne.protocols()).hasSize(40).containsOnly(50);
            assertThat(pair.rig.wireOfTwo.protocols()).hasSize(40).containsOnly(50);
            assertThat(pair.one.counts()).isEqualTo(new EspCounts(40, 0, 0, 40, 0, 2));
            pair.rig.isAtRest();
        }
    }

    @Test
    void shouldNumberThePacketsAndAlignThem() throws Exception {
        try (var pair = new Pair(EspMode.TUNNEL, true, false)) {
            for (int length = 0; length < 9; length++) {
                pair.rig.send(length);
                pair.rig.runMillis(1);
            }
            var esp =
                    pair.rig.wireOfOne.sent.stream()
                            .filter(frame -> Octets.u16(frame, 12) == 0x0800)
                            .toList();
            for (int i = 0; i < esp.size(); i++) {
                byte[] frame = esp.get(i);
                assertThat(Octets.i32(frame, 34)).isEqualTo(0x1001);
                assertThat(Octets.i32(frame, 38)).isEqualTo(i + 1);
                assertThat((frame.length - 34) % 4).isZero();
                assertThat(frame.length).isEqualTo(34 + SecurityAssociation.sealedOctets(28 + i));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"TUNNEL, true", "TUNNEL, false", "TRANSPORT, true", "TRANSPORT, false"})
    void shouldKeepEveryFrameWithinTheLinkAndLoseNoLength(EspMode mode, boolean lowersMtu)
            throws Exception {
        try (var pair = new Pair(mode, lowersMtu, true)) {
            int[] lengths = {1400, 1418, 1419, 1438, 1439, 1440, 1472, 1473, 3000, 8000};
            for (int length : lengths) {
                pair.rig.send(length);
                pair.rig.runMillis(1);
            }
            assertThat(pair.rig.arrivedAtTwo)
                    .containsExactlyElementsOf(java.util.Arrays.stream(lengths).boxed().toList());
            assertThat(pair.rig.wireOfOne.longest()).isLessThanOrEqualTo(1514);
            assertThat(pair.rig.wireOfOne.protocols()).containsOnly(50);
            boolean splits = mode == EspMode.TRANSPORT || !lowersMtu;
            if (splits) assertThat(pair.one.counts().split()).isPositive();
            else assertThat(pair.one.counts().split()).isZero();
            pair.rig.isAtRest();
        }
    }

    @Test
    void shouldLeaveIpAsMuchAsTheKernelDoes() {
        // Linux, xfrm_state_mtu for rfc4106(gcm(aes)) with 128 bits: 1446 of 1500 in a tunnel.
        var tunnel = EspOptions.between(EspMode.TUNNEL, BumpRig.ONE, BumpRig.TWO);
        var transport = EspOptions.between(EspMode.TRANSPORT, BumpRig.ONE, BumpRig.TWO);
        assertThat(driverOfOne(tunnel).frameOctetsMax(1500)).isEqualTo(1446);
        assertThat(driverOfOne(transport).frameOctetsMax(1500)).isEqualTo(1466);
        assertThat(driverOfOne(tunnel.withMtuOfTheLink()).frameOctetsMax(1500)).isEqualTo(1500);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTellSendersThatMayNotBeSplitHowMuchFits(boolean lowersMtu) throws Exception {
        try (var pair = new Pair(EspMode.TUNNEL, lowersMtu, true)) {
            var whole = new SendOptions(-1, -1, DontFragment.ALWAYS, false, "");
            pair.rig.send(10);
            pair.rig.runMillis(1);
            var socket = pair.rig.socketOfOne;
            var first = BumpRig.send(socket, BumpRig.TWO, 1430, whole);
            pair.rig.runMillis(1);
            assertThat(pair.rig.arrivedAtTwo).containsExactly(10);
            // Told by the adapter, IP refuses at once; else the driver's ICMP tells it.
            assertThat(first.ok()).isEqualTo(!lowersMtu);
            if (!lowersMtu) {
                assertThat(pair.one.counts().refusedTooLong()).isEqualTo(1);
                assertThat(pair.rig.ended(BumpDrop.ESP_TOO_LONG)).isEqualTo(1);
            }
            pair.rig.isAtRest();
        }
    }

    @ParameterizedTest
    @CsvSource({"TUNNEL, true", "TUNNEL, false", "TRANSPORT, true", "TRANSPORT, false"})
    void shouldCarryTcpAndFindThePathsMtu(EspMode mode, boolean lowersMtu) throws Exception {
        try (var pair = new Pair(mode, lowersMtu, true)) {
            assertThat(pair.rig.transfer(200_000)).isEqualTo(200_000);
            assertThat(pair.rig.wireOfOne.longest()).isLessThanOrEqualTo(1514);
            assertThat(pair.rig.wireOfOne.protocols()).containsOnly(50);
            if (lowersMtu) assertThat(pair.one.counts().refusedTooLong()).isZero();
            else assertThat(pair.one.counts().refusedTooLong()).isPositive();
            assertThat(pair.rig.world.ledger().check()).isEmpty();
            assertThat(pair.rig.world.contracts().all()).isEmpty();
        }
    }

    @Test
    void shouldJoinNetworksBehindTheTwo() throws Exception {
        var behindOne = IpAddress.require("10.1.0.1");
        var behindTwo = IpAddress.require("10.2.0.1");
        var ofOne =
                EspOptions.between(EspMode.TUNNEL, BumpRig.ONE, BumpRig.TWO)
                        .networks(behindOne, 24, behindTwo, 24);
        var ofTwo =
                EspOptions.between(EspMode.TUNNEL, BumpRig.TWO, BumpRig.ONE)
                        .networks(behindTwo, 24, behindOne, 24);
        var driver = driverOfOne(ofOne);
        try (var rig = new BumpRig(driver, driverOfTwo(ofTwo), true)) {
            rig.one.addAddress("lan", behindOne, 32);
            rig.two.addAddress("lan", behindTwo, 32);
            rig.one.addRoute(behindTwo, 24, BumpRig.TWO, "lan");
            rig.two.addRoute(behindOne, 24, BumpRig.ONE, "lan");
            var inner = rig.one.sockets().udp(behindOne, 9, (i, o, a, n, h, l, p) -> {});
            BumpRig.send(inner, behindTwo, 100, SendOptions.DEFAULT);
            rig.runMillis(1);
            rig.send(50); // beside the policy: in clear text
            rig.runMillis(1);
            assertThat(rig.arrivedAtTwo).containsExactly(100, 50);
            assertThat(rig.wireOfOne.protocols()).containsExactly(50, 17);
            assertThat(driver.counts().sealed()).isEqualTo(1);
            rig.isAtRest();
        }
    }

    @Test
    void shouldTakeAPacketOnce() throws Exception {
        try (var pair = new Pair(EspMode.TUNNEL, true, true)) {
            pair.rig.send(10);
            pair.rig.runMillis(1);
            pair.rig.wireOfOne.inject(pair.rig.wireOfOne.sent.getLast());
            pair.rig.runMillis(1);
            assertThat(pair.rig.arrivedAtTwo).containsExactly(10);
            assertThat(pair.rig.ended(BumpDrop.ESP_REPLAYED)).isEqualTo(1);
            pair.rig.isAtRest();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "34, ESP_UNKNOWN_SPI",
        "41, ESP_NOT_AUTHENTIC",
        "45, ESP_NOT_AUTHENTIC",
        "60, ESP_NOT_AUTHENTIC",
        "-1, ESP_NOT_AUTHENTIC"
    })
    void shouldRefuseWhatWasChangedOnTheWay(int at, BumpDrop why) throws Exception {
        try (var pair = new Pair(EspMode.TUNNEL, true, true)) {
            pair.rig.wireOfOne.change =
                    frame -> {
                        if (Octets.u16(frame, 12) == 0x0800)
                            frame[at < 0 ? frame.length + at : at] ^= 0x40;
                        return frame;
                    };
            pair.rig.send(10);
            pair.rig.runMillis(1);
            assertThat(pair.rig.arrivedAtTwo).isEmpty();
            assertThat(pair.rig.ended(why)).isEqualTo(1);
            assertThat(pair.two.counts().refused()).isEqualTo(1);
            pair.rig.isAtRest();
        }
    }

    @Test
    void shouldRefuseClearTextWhereEspIsAgreedOn() throws Exception {
        var driver = driverOfTwo(EspOptions.between(EspMode.TRANSPORT, BumpRig.TWO, BumpRig.ONE));
        try (var rig = new BumpRig(new PassAll(), driver, true)) {
            rig.send(10);
            rig.runMillis(1);
            assertThat(rig.arrivedAtTwo).isEmpty();
            assertThat(rig.ended(BumpDrop.ESP_NOT_PROTECTED)).isEqualTo(1);
            rig.isAtRest();
        }
    }

    @ParameterizedTest
    @EnumSource(EspMode.class)
    void shouldRefuseOtherModesOfThePeer(EspMode mode) throws Exception {
        EspMode other = mode == EspMode.TUNNEL ? EspMode.TRANSPORT : EspMode.TUNNEL;
        var one = driverOfOne(EspOptions.between(mode, BumpRig.ONE, BumpRig.TWO));
        var two = driverOfTwo(EspOptions.between(other, BumpRig.TWO, BumpRig.ONE));
        try (var rig = new BumpRig(one, two, true)) {
            rig.send(10);
            rig.runMillis(1);
            if (mode == EspMode.TRANSPORT) {
                assertThat(rig.arrivedAtTwo).isEmpty();
                assertThat(rig.ended(BumpDrop.ESP_BAD_CONTENT)).isEqualTo(1);
            }
            rig.isAtRest();
        }
    }

    @Test
    void shouldCompleteWhatIsPendedOnceAtAReset() throws Exception {
        try (var pair = new Pair(EspMode.TUNNEL, true, true)) {
            pair.rig.send(1);
            pair.rig.runMillis(1);
            pair.rig.wireOfOne.holding = true;
            for (int i = 0; i < 5; i++) pair.rig.send(100);
            assertThat(pair.rig.wireOfOne.held).hasSize(5);
            assertThat(pair.rig.one.adapter("lan").resetDriver("bump")).isTrue();
            pair.rig.wireOfOne.release();
            pair.rig.runMillis(1);
            assertThat(pair.rig.arrivedAtTwo).containsExactly(1, 100, 100, 100, 100, 100);
            pair.rig.isAtRest();
        }
    }

    @Test
    void shouldLeaveWithFragmentsHeld() throws Exception {
        try (var pair = new Pair(EspMode.TUNNEL, false, true)) {
            pair.rig.wireOfTwo.holding = false;
            pair.rig.send(1);
            pair.rig.runMillis(1);
            pair.rig.send(3000);
            pair.rig.runMillis(1);
            byte[] first =
                    pair.rig.wireOfOne.sent.stream()
                            .filter(frame -> frame.length == 1514)
                            .findFirst()
                            .orElseThrow()
                            .clone();
            first[18] ^= 0x55; // of another packet, whose rest never comes
            Octets.put16(first, 24, 0);
            Octets.put16(
                    first,
                    24,
                    sluice.packet.Checksums.finish(sluice.packet.Checksums.sum(first, 14, 20)));
            pair.rig.wireOfOne.inject(first);
            pair.rig.runMillis(1);
            assertThat(pair.rig.two.removeDriver("lan", "bump")).isTrue();
            pair.rig.runMillis(1);
            assertThat(pair.rig.ended(sluice.inet.InetDrop.FRAGMENT_FLUSHED)).isEqualTo(1);
            pair.rig.isAtRest();
        }
    }

    @Test
    void shouldTakeKeysOfThreeLengthsOnly() {
        assertThatThrownBy(() -> SecurityAssociation.of(0x1001, "00"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed are 20, 28 and 36");
        assertThatThrownBy(() -> SecurityAssociation.of(255, KEY_THERE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        EspOptions.between(
                                EspMode.TUNNEL, BumpRig.ONE, IpAddress.require("2001:db8::1")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
