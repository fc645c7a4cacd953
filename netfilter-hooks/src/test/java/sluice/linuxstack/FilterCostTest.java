package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sluice.bpf.BpfCode;
import sluice.bpf.BpfInstruction;
import sluice.bpf.BpfProgram;
import sluice.netdev.PacketSocket;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.packet.Octets;
import sluice.packet.wire.Addresses;
import sluice.time.CostTable;
import sluice.time.UserThread;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** What a packet socket's filter takes of the processor. */
class FilterCostTest {
    private static final long MILLI = 1_000_000L;
    private static final BpfProgram ALL = BpfProgram.of(BpfInstruction.of(BpfCode.RET_K, 100));

    private final World world = new World(WorldOptions.DEFAULT, null);
    private final Host machine =
            world.addHost(
                    "it",
                    // a millisecond for an instruction
                    new HostOptions(
                            1, new CostTable(0, 0, 0, 0, 0, 0, 0, 1000 * MILLI, 0), 20 * MILLI));
    private final SimNic nic = machine.addNic("eth0", NicOptions.ethernet(0x0200_0000_0001L));
    private final LinuxHost linux = LinuxHost.on(machine).nic(nic, "10.0.0.1/24").build();
    private final PacketSocket socket = linux.packetSocket();
    private long waited;

    /** How long a program's next instruction has to wait behind a frame that comes in. */
    private long taken() {
        byte[] frame = new byte[60];
        Octets.put48(frame, 0, Addresses.MAC_BROADCAST);
        long begin = world.scheduler().nowNanos() + 10 * MILLI;
        world.scheduler()
                .schedule(
                        10 * MILLI,
                        world.scheduler().wire(),
                        (SimNic to) -> to.inject(frame, 0, frame.length),
                        nic);
        machine.cpu()
                .start(
                        "program",
                        8,
                        (UserThread self) -> {
                            socket.receive(self, new byte[100], 0, 100, 1000 * MILLI);
                            waited = self.nowNanos() - begin;
                        });
        world.runUntil(begin + 2000 * MILLI);
        return waited;
    }

    @Test
    void shouldBePaidForWhatIsInstalledAndNothingElse() {
        assertThat(taken()).isZero();
        assertThat(socket.attachFilter(ALL)).isNull();
        assertThat(taken()).isEqualTo(MILLI);
        BpfProgram endless = BpfProgram.of(BpfInstruction.of(BpfCode.LD_LEN, 0));
        assertThat(socket.attachFilter(endless)).as("no return").isNotNull();
        assertThat(taken()).as("the old one stays, and so does its cost").isEqualTo(MILLI);
        assertThat(socket.attachFilter(null)).isNull();
        assertThat(taken()).isZero();
    }
}
