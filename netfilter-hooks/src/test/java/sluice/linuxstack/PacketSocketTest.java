package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import sluice.bpf.BpfCode;
import sluice.bpf.BpfInstruction;
import sluice.bpf.BpfProgram;
import sluice.netdev.PacketSocket;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.tap.CaptureStats;
import sluice.time.UserThread;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** The shared capture mechanism behind Linux' rules. */
class PacketSocketTest {
    private static final long MILLI = 1_000_000L;

    private final World world = new World(WorldOptions.DEFAULT, null);
    private final Host host = world.addHost("lin", HostOptions.DEFAULT);
    private final SimNic eth0 = host.addNic("eth0", NicOptions.ethernet(0x0200_0000_0001L));
    private final SimNic eth1 = host.addNic("eth1", NicOptions.ethernet(0x0200_0000_0002L));
    private final LinuxHost linux =
            LinuxHost.on(host).nic(eth0, "10.0.0.1/24").nic(eth1, "10.0.1.1/24").build();
    private final PacketSocket socket = linux.packetSocket();

    private static byte[] frame(int length, int mark) {
        byte[] frame = new byte[length];
        Arrays.fill(frame, (byte) mark);
        for (int i = 0; i < 6; i++) frame[i] = (byte) 0xff;
        frame[12] = (byte) 0x88;
        frame[13] = (byte) 0xb5;
        return frame;
    }

    private void arrive(SimNic nic, byte[] frame) {
        nic.inject(frame, 0, frame.length);
        run();
    }

    private void run() {
        world.scheduler().run(world.scheduler().nowNanos(), 100_000);
    }

    private void program(Consumer<UserThread> body) {
        host.cpu().start("program", 8, body::accept);
        run();
        assertThat(world.programFailures()).isEmpty();
    }

    private List<byte[]> receiveAll(int room) {
        List<byte[]> frames = new ArrayList<>();
        program(self -> {
            byte[] target = new byte[room];
            int length = socket.receive(self, target, 0, room, 0);
            while (length != PacketSocket.NOTHING) {
                frames.add(Arrays.copyOf(target, length));
                length = socket.receive(self, target, 0, room, 0);
            }
        });
        return frames;
    }

    private static BpfProgram marked(int mark, int keep) {
        return BpfProgram.of(
                BpfInstruction.of(BpfCode.LD_B_ABS, 20),
                new BpfInstruction(BpfCode.JEQ, 0, 1, mark),
                BpfInstruction.of(BpfCode.RET_K, keep),
                BpfInstruction.of(BpfCode.RET_K, 0));
    }

    @Test
    void shouldGiveOneFrameForEachReadAndCutItToTheRoom() {
        arrive(eth0, frame(60, 1));
        arrive(eth1, frame(100, 2));
        List<byte[]> frames = receiveAll(80);
        assertThat(frames).containsExactly(frame(60, 1), Arrays.copyOf(frame(100, 2), 80));
        assertThat(socket.lastWireOctets()).isEqualTo(100);
    }

    @Test
    void shouldSeeOneDeviceOnlyWhenBound() {
        assertThat(socket.bind("eth9")).isFalse();
        assertThat(socket.bind("eth1")).isTrue();
        arrive(eth0, frame(60, 1));
        arrive(eth1, frame(60, 2));
        assertThat(receiveAll(100)).containsExactly(frame(60, 2));
    }

    @Test
    void shouldFilterBeforeTheCopyAndKeepTheOldFilterIfTheNewOneIsRefused() {
        assertThat(socket.attachFilter(marked(7, 40))).isNull();
        assertThat(socket.attachFilter(BpfProgram.of())).isNotNull();
        arrive(eth0, frame(60, 7));
        arrive(eth0, frame(60, 8));
        assertThat(receiveAll(100)).containsExactly(Arrays.copyOf(frame(60, 7), 40));
        assertThat(socket.tally().copiedOctets()).isEqualTo(80);
    }

    @Test
    void shouldCountWhatPassedTheFilterAndZeroTheCountersWhenAsked() {
        socket.attachFilter(marked(7, 60));
        socket.setReceiveBuffer(2 * 84);
        for (int mark : new int[] {7, 7, 7, 8}) arrive(eth0, frame(60, mark));
        assertThat(socket.takeStatistics()).isEqualTo(new CaptureStats(3, 1, 2, 1));
        assertThat(socket.takeStatistics()).isEqualTo(new CaptureStats(0, 0, 0, 0));
        assertThat(receiveAll(100)).hasSize(2);
    }

    @Test
    void shouldWakeTheReaderForEachFrameAndTimeOutWithout() {
        List<Long> times = new ArrayList<>();
        program(self -> {
            byte[] target = new byte[100];
            for (int i = 0; i < 2; i++) {
                int length = socket.receive(self, target, 0, 100, 50 * MILLI);
                times.add((long) length);
                times.add(self.nowNanos() / MILLI);
            }
        });
        byte[] frame = frame(60, 1);
        world.scheduler()
                .schedule(
                        10 * MILLI,
                        world.scheduler().wire(),
                        (SimNic nic) -> nic.inject(frame, 0, frame.length),
                        eth0);
        world.scheduler().run(1000 * MILLI, 100_000);
        assertThat(times).containsExactly(60L, 10L, (long) PacketSocket.NOTHING, 60L);
    }

    @Test
    void shouldWakeAReaderWhenClosedAndSeeNothingAfterwards() {
        List<Integer> results = new ArrayList<>();
        program(self -> results.add(socket.receive(self, new byte[10], 0, 10, Long.MAX_VALUE)));
        socket.close();
        run();
        assertThat(results).containsExactly(PacketSocket.NOTHING);
        arrive(eth0, frame(60, 1));
        assertThat(socket.takeStatistics().received()).isZero();
    }
}
