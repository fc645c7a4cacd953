package sluice.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sluice.nic.FrameCheck;
import sluice.packet.Octets;

/** The chip by its two ports. */
class Dm9000Test {
    @Test
    void shouldSayWhoItIs() {
        try (var rig = new ChipRig(IoWidth.WORD)) {
            assertThat(rig.read(0x28)).isEqualTo(0x46);
            assertThat(rig.read(0x29)).isEqualTo(0x0a);
            assertThat(rig.read(0x2a)).isEqualTo(0x00);
            assertThat(rig.read(0x2b)).isEqualTo(0x90);
            assertThat(rig.read(0x77)).as("no register").isZero();
        }
    }

    @Test
    void shouldLoadItsAddressFromTheEepromAtReset() {
        try (var rig = new ChipRig(IoWidth.WORD)) {
            rig.write(Dm9Reg.PAR, 0x55);
            rig.write(Dm9Reg.NCR, Dm9Reg.NCR_RST);
            for (int i = 0; i < 6; i++)
                assertThat(rig.read(Dm9Reg.PAR + i))
                        .isEqualTo((int) (ChipRig.MAC >>> (40 - 8 * i)) & 0xff);
            assertThat(rig.read(Dm9Reg.NCR)).as("reset is over").isZero();
            rig.write(Dm9Reg.EPAR, 2);
            rig.write(Dm9Reg.EPCR, Dm9Reg.EPCR_ERPRR);
            assertThat(rig.read(Dm9Reg.EPDRL) | (rig.read(Dm9Reg.EPDRL + 1) << 8))
                    .isEqualTo(0x0100);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldLayAFrameIntoMemoryWithHeaderAndCheckSequence(IoWidth width) {
        try (var rig = new ChipRig(width)) {
            rig.receiveAll();
            byte[] first = ChipRig.frame(ChipRig.MAC, 61, 1);
            byte[] second = ChipRig.frame(ChipRig.MAC, 1514, 2);
            assertThat(rig.ready()).isZero();
            rig.arrive(first);
            rig.arrive(second);
            assertThat(rig.read(Dm9Reg.ISR) & 0x3f).isEqualTo(Dm9Reg.ISR_PRS);
            assertThat(rig.read(Dm9Reg.ISR) >>> 6).isEqualTo(width.mode());
            assertThat(rig.ready()).isEqualTo(1);
            assertThat(rig.readMemory(4)).containsExactly(1, 0, 65, 0);
            assertThat(rig.readMemory(65)).isEqualTo(ChipRig.withCheck(first));
            assertThat(rig.ready()).isEqualTo(1);
            assertThat(rig.readFrame()).isEqualTo(ChipRig.withCheck(second));
            assertThat(rig.ready()).isZero();
            assertThat(rig.chip.memoryReads())
                    .isEqualTo(2 * width.cycles(4) + width.cycles(65) + (long) width.cycles(1518));
        }
    }

    @Test
    void shouldLookAtMemoryWithoutGoingOn() {
        try (var rig = new ChipRig(IoWidth.WORD)) {
            rig.receiveAll();
            rig.arrive(ChipRig.frame(ChipRig.MAC, 60, 1));
            int at = rig.chip.readPointer();
            rig.chip.writeIndex(Dm9Reg.MRCMDX);
            assertThat(rig.chip.readData() & 0xff).as("fetched before the frame came").isZero();
            assertThat(rig.chip.readData() & 0xff).isEqualTo(1);
            assertThat(rig.chip.readData() & 0xff).isEqualTo(1);
            assertThat(rig.chip.readPointer()).isEqualTo(at).isEqualTo(0x0c00);
        }
    }

    @Test
    void shouldLoseTheNewcomerWhenMemoryIsFullAndSaySo() {
        try (var rig = new ChipRig(IoWidth.WORD)) {
            rig.receiveAll();
            // 13 312 octets, one of them never used; 1 522 for each frame
            for (int i = 0; i < 10; i++) rig.arrive(ChipRig.frame(ChipRig.MAC, 1514, i));
            assertThat(rig.chip.framesStored()).isEqualTo(8);
            assertThat(rig.chip.overflows()).isEqualTo(2);
            assertThat(rig.read(Dm9Reg.ISR) & Dm9Reg.ISR_ROS).isNotZero();
            assertThat(rig.read(Dm9Reg.NSR) & Dm9Reg.NSR_RXOV).isNotZero();
            assertThat(rig.read(Dm9Reg.ROCR)).isEqualTo(2);
            assertThat(rig.read(Dm9Reg.ROCR)).as("cleared by reading").isZero();
            for (int i = 0; i < 8; i++)
                assertThat(rig.readFrame())
                        .isEqualTo(ChipRig.withCheck(ChipRig.frame(ChipRig.MAC, 1514, i)));
            rig.arrive(ChipRig.frame(ChipRig.MAC, 100, 11));
            assertThat(rig.readFrame()).hasSize(104);
        }
    }

    @Test
    void shouldGoRoundTheEndOfMemory() {
        try (var rig = new ChipRig(IoWidth.DOUBLE_WORD)) {
            rig.receiveAll();
            for (int i = 0; i < 200; i++) {
                byte[] frame = ChipRig.frame(ChipRig.MAC, 60 + i * 7 % 1400, i);
                rig.arrive(frame);
                assertThat(rig.ready()).isEqualTo(1);
                assertThat(rig.readFrame()).isEqualTo(ChipRig.withCheck(frame));
                assertThat(rig.chip.readPointer()).isBetween(0x0c00, 0x3fff);
            }
        }
    }

    @Test
    void shouldTakeWhatItsAddressAndHashTableSay() {
        try (var rig = new ChipRig(IoWidth.WORD)) {
            rig.write(Dm9Reg.RCR, Dm9Reg.RCR_RXEN);
            var check = new FrameCheck();
            long group = 0x0100_5e00_0005L;
            assertThat(check.hashBit(0xffff_ffff_ffffL)).as("data sheet: bit 63").isEqualTo(63);
            int bit = check.hashBit(group);
            rig.write(Dm9Reg.MAR + bit / 8, 1 << (bit % 8));
            rig.arrive(ChipRig.frame(ChipRig.MAC, 60, 1));
            rig.arrive(ChipRig.frame(ChipRig.PEER, 60, 2));
            rig.arrive(ChipRig.frame(group, 60, 3));
            rig.arrive(ChipRig.frame(0xffff_ffff_ffffL, 60, 4));
            assertThat(rig.chip.framesStored()).isEqualTo(2);
            rig.write(Dm9Reg.MAR + 7, 0x80);
            rig.arrive(ChipRig.frame(0xffff_ffff_ffffL, 60, 4));
            assertThat(rig.chip.framesStored()).isEqualTo(3);
            rig.write(Dm9Reg.RCR, Dm9Reg.RCR_RXEN | Dm9Reg.RCR_ALL);
            rig.arrive(ChipRig.frame(0x0100_5e00_0077L, 60, 4));
            assertThat(rig.chip.framesStored()).isEqualTo(4);
            rig.write(Dm9Reg.RCR, 0);
            rig.arrive(ChipRig.frame(ChipRig.MAC, 60, 1));
            assertThat(rig.chip.framesStored()).isEqualTo(4);
        }
    }

    @Test
    void shouldThrowAwayLongAndDamagedFramesIfAsked() {
        try (var rig = new ChipRig(IoWidth.WORD)) {
            rig.receiveAll();
            byte[] frame = ChipRig.frame(ChipRig.MAC, 60, 1);
            var place = rig.chip.place();
            rig.chip.arrive(rig.world.pool().originate(place, frame, 0, 60), false);
            byte[] header = rig.readMemory(4);
            assertThat(header[1] & Dm9Reg.RSR_CE).isNotZero();
            rig.write(Dm9Reg.RCR, Dm9Reg.RCR_RXEN | Dm9Reg.RCR_DIS_CRC | Dm9Reg.RCR_DIS_LONG);
            rig.chip.arrive(rig.world.pool().originate(place, frame, 0, 60), false);
            rig.arrive(ChipRig.frame(ChipRig.MAC, 1519, 1));
            assertThat(rig.chip.framesStored()).isEqualTo(1);
            rig.arrive(ChipRig.frame(ChipRig.MAC, 1518, 1));
            assertThat(rig.chip.framesStored()).isEqualTo(2);
        }
    }

    @Test
    void shouldRaiseItsPinForWhatIsNotMaskedOnly() {
        try (var rig = new ChipRig(IoWidth.WORD)) {
            rig.receiveAll();
            rig.arrive(ChipRig.frame(ChipRig.MAC, 60, 1));
            assertThat(rig.interrupts).isZero();
            rig.write(Dm9Reg.IMR, Dm9Reg.IMR_PAR | Dm9Reg.ISR_PRS);
            rig.run();
            assertThat(rig.interrupts).as("the line is a level").isEqualTo(1);
            rig.write(Dm9Reg.ISR, Dm9Reg.ISR_PRS);
            rig.run();
            assertThat(rig.interrupts).isEqualTo(1);
        }
    }

    @Test
    void shouldTransmitTwoPacketsAndAppendTheCheckSequence() {
        try (var rig = new ChipRig(IoWidth.WORD)) {
            rig.peer.writeIndex(Dm9Reg.GPR);
            rig.peer.writeData(0);
            rig.peer.writeIndex(Dm9Reg.RCR);
            rig.peer.writeData(Dm9Reg.RCR_RXEN);
            rig.write(Dm9Reg.IMR, Dm9Reg.IMR_PAR);
            byte[] first = ChipRig.frame(ChipRig.PEER, 61, 1);
            byte[] second = ChipRig.frame(ChipRig.PEER, 1514, 2);
            transmit(rig, first);
            transmit(rig, second);
            assertThat(rig.read(Dm9Reg.TCR) & Dm9Reg.TCR_TXREQ).isEqualTo(1);
            transmit(rig, first); // both packets are under way: not taken
            rig.run();
            assertThat(rig.read(Dm9Reg.NSR) & 0x0c).isEqualTo(0x0c);
            assertThat(rig.read(Dm9Reg.NSR) & 0x0c).as("cleared by reading").isZero();
            assertThat(rig.read(Dm9Reg.TCR) & Dm9Reg.TCR_TXREQ).isZero();
            assertThat(rig.peer.framesStored()).isEqualTo(2);
            byte[] stored = new byte[4 + 61 + 4];
            rig.peer.peek(stored, stored.length);
            assertThat(java.util.Arrays.copyOfRange(stored, 4, stored.length))
                    .isEqualTo(ChipRig.withCheck(first));
        }
    }

    private static void transmit(ChipRig rig, byte[] frame) {
        rig.chip.writeIndex(Dm9Reg.MWCMD);
        for (int i = 0; i < frame.length; i += 2) {
            int high = i + 1 < frame.length ? frame[i + 1] & 0xff : 0;
            rig.chip.writeData((frame[i] & 0xff) | (high << 8));
        }
        rig.write(Dm9Reg.TXPLL, frame.length);
        rig.write(Dm9Reg.TXPLH, frame.length >>> 8);
        int keep = rig.read(Dm9Reg.TCR) & ~Dm9Reg.TCR_TXREQ;
        rig.write(Dm9Reg.TCR, keep | Dm9Reg.TCR_TXREQ);
    }

    @Test
    void shouldLeaveTheCheckSequenceToADriverThatSaysSo() {
        try (var rig = new ChipRig(IoWidth.WORD)) {
            rig.receiveAll();
            rig.write(Dm9Reg.NCR, Dm9Reg.NCR_LBK_MAC);
            byte[] frame = ChipRig.frame(ChipRig.MAC, 60, 1);
            rig.write(Dm9Reg.TCR, Dm9Reg.TCR_CRC_DIS1 | Dm9Reg.TCR_CRC_DIS2);
            byte[] good = ChipRig.withCheck(frame);
            transmit(rig, good);
            rig.run();
            assertThat(rig.readFrame()).isEqualTo(good);
            byte[] bad = good.clone();
            bad[62] ^= 1;
            transmit(rig, bad);
            rig.run();
            assertThat(rig.readMemory(4)[1] & Dm9Reg.RSR_CE).isNotZero();
        }
    }

    @Test
    void shouldLoseWhatItHeldByAReset() {
        try (var rig = new ChipRig(IoWidth.WORD)) {
            rig.receiveAll();
            rig.arrive(ChipRig.frame(ChipRig.MAC, 60, 1));
            rig.write(Dm9Reg.NCR, Dm9Reg.NCR_RST);
            rig.receiveAll();
            assertThat(rig.ready()).isZero();
            assertThat(rig.world.ledger().totals().held()).isZero();
            assertThat(rig.world.ledger().totals().dropped()).isEqualTo(1);
        }
    }

    @Test
    void shouldHaveNoLinkWhileThePhyIsOff() {
        try (var rig = new ChipRig(IoWidth.WORD)) {
            assertThat(rig.read(Dm9Reg.NSR) & Dm9Reg.NSR_LINKST).isNotZero();
            rig.write(Dm9Reg.GPR, 1);
            assertThat(rig.read(Dm9Reg.NSR) & Dm9Reg.NSR_LINKST).isZero();
            rig.receiveAll();
            rig.arrive(ChipRig.frame(ChipRig.MAC, 60, 1));
            assertThat(rig.chip.framesStored()).isZero();
        }
    }

    private static void writePhy(ChipRig rig, int register, int value) {
        rig.write(Dm9Reg.EPAR, Dm9Reg.EPAR_PHY | register);
        rig.write(Dm9Reg.EPDRL, value & 0xff);
        rig.write(Dm9Reg.EPDRL + 1, value >>> 8);
        rig.write(Dm9Reg.EPCR, Dm9Reg.EPCR_EPOS | Dm9Reg.EPCR_ERPRW);
    }

    private static int readPhy(ChipRig rig, int register) {
        rig.write(Dm9Reg.EPAR, Dm9Reg.EPAR_PHY | register);
        rig.write(Dm9Reg.EPCR, Dm9Reg.EPCR_EPOS | Dm9Reg.EPCR_ERPRR);
        return rig.read(Dm9Reg.EPDRL) | rig.read(Dm9Reg.EPDRL + 1) << 8;
    }

    @Test
    void shouldWorkAtTheRateThatThePhyIsTold() {
        try (var rig = new ChipRig(IoWidth.WORD)) {
            assertThat(readPhy(rig, Dm9Phy.BMCR)).as("negotiates, 100, full").isEqualTo(0x3100);
            assertThat(readPhy(rig, Dm9Phy.BMSR) & 4).as("link").isEqualTo(4);
            assertThat(rig.chip.rateBitsPerSecond()).as("not limited").isZero();
            writePhy(rig, Dm9Phy.BMCR, 0x0100);
            assertThat(rig.chip.rateBitsPerSecond()).isEqualTo(10_000_000);
            assertThat(rig.peer.rateBitsPerSecond()).as("the other end").isEqualTo(10_000_000);
            writePhy(rig, Dm9Phy.BMCR, 0x2100);
            assertThat(rig.chip.rateBitsPerSecond()).isEqualTo(100_000_000);
            writePhy(rig, Dm9Phy.BMCR, 0x8000);
            assertThat(readPhy(rig, Dm9Phy.BMCR)).as("reset").isEqualTo(0x3100);
            writePhy(rig, Dm9Phy.BMSR, 0xffff);
            assertThat(readPhy(rig, 2) << 16 | readPhy(rig, 3)).isEqualTo(0x0181_b8a0);
        }
    }

    @Test
    void shouldComputeTheCheckSequenceOfTheStandard() {
        byte[] digits = "123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(new FrameCheck().of(digits, 0, 9)).isEqualTo(0xcbf4_3926);
        assertThat(Octets.u48(ChipRig.frame(ChipRig.MAC, 60, 1), 0)).isEqualTo(ChipRig.MAC);
    }
}
