package sluice.sim;

import java.util.Arrays;
import java.util.Random;
import sluice.nic.FrameCheck;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.packet.Octets;
import sluice.trace.Layering;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** A chip alone on a bus, its wire held by another chip; the test is the driver. */
final class ChipRig implements AutoCloseable {
    static final long MAC = 0x0200_0000_0001L;
    static final long PEER = 0x0200_0000_0002L;

    final World world = new World(WorldOptions.DEFAULT, null);
    final Host host = world.addHost("ce", HostOptions.DEFAULT);
    final Dm9000 chip;
    final Dm9000 peer;
    int interrupts;

    ChipRig(IoWidth width) {
        chip = chip("eth0", MAC, width);
        peer = chip("eth1", PEER, IoWidth.WORD);
        world.connect("cable", LinkOptions.PERFECT, chip, peer);
        chip.wirePin(() -> interrupts++, () -> {});
        write(Dm9Reg.GPR, 0);
    }

    private Dm9000 chip(String name, long mac, IoWidth width) {
        return new Dm9000(
                name,
                mac,
                width,
                host.place("nic/" + name, Layering.ETHERNET),
                world.pool(),
                world.scheduler(),
                host.cpu());
    }

    int read(int register) {
        chip.writeIndex(register);
        return chip.readData();
    }

    void write(int register, int value) {
        chip.writeIndex(register);
        chip.writeData(value);
    }

    void receiveAll() {
        write(Dm9Reg.RCR, Dm9Reg.RCR_RXEN | Dm9Reg.RCR_PRMSC);
        write(Dm9Reg.IMR, Dm9Reg.IMR_PAR);
    }

    /** The ready byte, as a driver looks for it. */
    int ready() {
        chip.writeIndex(Dm9Reg.MRCMDX);
        chip.readData();
        return chip.readData() & 0xff;
    }

    /** So many octets by MRCMD. */
    byte[] readMemory(int count) {
        int width = chip.width().octets();
        byte[] octets = new byte[count];
        chip.writeIndex(Dm9Reg.MRCMD);
        for (int i = 0; i < count; i += width) {
            int cycle = chip.readData();
            for (int j = 0; j < width && i + j < count; j++)
                octets[i + j] = (byte) (cycle >>> (8 * j));
        }
        return octets;
    }

    /** Header, frame and check sequence of the next frame. */
    byte[] readFrame() {
        byte[] header = readMemory(4);
        int length = (header[2] & 0xff) | ((header[3] & 0xff) << 8);
        return readMemory(length);
    }

    void arrive(byte[] frame) {
        chip.inject(frame, 0, frame.length);
        run();
    }

    void run() {
        world.scheduler().run(world.scheduler().nowNanos() + 1_000_000_000L, 1_000_000);
    }

    static byte[] frame(long to, int length, long seed) {
        byte[] frame = new byte[length];
        new Random(seed).nextBytes(frame);
        Octets.put48(frame, 0, to);
        Octets.put48(frame, 6, PEER);
        Octets.put16(frame, 12, 0x88b5);
        return frame;
    }

    static byte[] withCheck(byte[] frame) {
        int check = new FrameCheck().of(frame, 0, frame.length);
        byte[] all = Arrays.copyOf(frame, frame.length + 4);
        for (int i = 0; i < 4; i++) all[frame.length + i] = (byte) (check >>> (8 * i));
        return all;
    }

    static NicOptions options(long mac) {
        return NicOptions.ethernet(mac);
    }

    @Override
    public void close() {
        world.close();
    }
}
