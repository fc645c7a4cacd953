package sluice.capture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sluice.bpf.BpfProgram;
import sluice.ndis.PacketFilters;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.packet.Octets;
import sluice.time.CostTable;
import sluice.time.UserThread;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** A Windows host with a capture driver and one NIC, to which the test gives frames. */
final class CaptureRig implements AutoCloseable {
    static final long MAC = 0x0200_0000_0001L;
    static final long PEER = 0x0200_0000_0002L;
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1000 * MILLI;

    final World world = new World(WorldOptions.DEFAULT, null);
    final Host host;
    final SimNic nic;
    final SimNic wire;
    final WindowsHost windows;
    final NpfDriver driver;
    final List<byte[]> onWire = new ArrayList<>();

    CaptureRig() {
        this(NpfPreset.NPF, HostOptions.DEFAULT);
    }

    CaptureRig(NpfPreset preset) {
        this(preset, HostOptions.DEFAULT);
    }

    static CaptureRig withCosts(CostTable costs) {
        return new CaptureRig(NpfPreset.NPF, new HostOptions(1, costs, 20 * MILLI));
    }

    CaptureRig(NpfPreset preset, HostOptions options) {
        host = world.addHost("win", options);
        nic = host.addNic("eth0", NicOptions.ethernet(MAC));
        Host other = world.addHost("peer", HostOptions.DEFAULT);
        wire = other.addNic("eth0", NicOptions.ethernet(PEER));
        world.connect("cable", LinkOptions.PERFECT, nic, wire);
        new WireSink(other, wire, onWire);
        windows = WindowsHost.on(host, WindowsPreset.XP);
        driver = new NpfDriver(host, preset, List.of(windows.adapter("eth0")));
    }

    NpfInstance open() {
        return open(PacketFilters.PROMISCUOUS, 100_000, null);
    }

    NpfInstance open(int filter, int size, @Nullable BpfProgram program) {
        NpfInstance opened = Objects.requireNonNull(driver.open("eth0"));
        opened.setBufferSize(size);
        opened.setFilter(program);
        opened.setPacketFilter(filter);
        return opened;
    }

    /** A frame of this length to {@code to}, filled with {@code mark}. */
    static byte[] frame(long to, int lengthOctets, int mark) {
        byte[] frame = new byte[lengthOctets];
        Arrays.fill(frame, (byte) mark);
        Octets.put48(frame, 0, to);
        Octets.put48(frame, 6, PEER);
        Octets.put16(frame, 12, 0x88b5); // for local experiments: nobody takes it
        return frame;
    }

    /** A frame arrives at once. */
    void arrive(byte[] frame) {
        nic.inject(frame, 0, frame.length);
        run();
    }

    /** A frame arrives {@code delayNanos} from now. */
    void arriveLater(long delayNanos, byte[] frame) {
        world.scheduler().schedule(delayNanos, world.scheduler().wire(), this::inject, frame);
    }

    private void inject(byte[] frame) {
        nic.inject(frame, 0, frame.length);
    }

    /** Runs a program to its end or its first wait; the clock stands. */
    UserThread program(Consumer<UserThread> body) {
        UserThread started = host.cpu().start("program", 8, body::accept);
        run();
        return started;
    }

    /** What a read without waiting gives, as frames. */
    List<byte[]> readNow(NpfInstance instance) {
        return readNow(instance, 256_000);
    }

    List<byte[]> readNow(NpfInstance instance, int userOctets) {
        List<byte[]> frames = new ArrayList<>();
        byte[] user = new byte[userOctets];
        program(self -> {
            int used = instance.read(self, user, 0, userOctets);
            if (used < 0) throw new IllegalStateException(instance.lastStatus().toString());
            var cursor = new sluice.tap.RecordCursor().over(user, 0, used);
            while (cursor.next()) {
                int at = cursor.offset();
                frames.add(Arrays.copyOfRange(user, at, at + cursor.capturedOctets()));
            }
        });
        if (!world.programFailures().isEmpty())
            throw new AssertionError(world.programFailures().toString());
        return frames;
    }

    void run() {
        world.scheduler().run(world.scheduler().nowNanos(), 10_000_000);
    }

    void advance(long nanos) {
        world.scheduler().run(world.scheduler().nowNanos() + nanos, 10_000_000);
    }

    @Override
    public void close() {
        world.close();
    }
}
