package sluice.attach;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sluice.bpf.BpfInstruction;
import sluice.bpf.BpfProgram;
import sluice.edge.IpAddress;
import sluice.live.DeviceOpening;
import sluice.live.DeviceProblem;
import sluice.live.ParkedWait;
import sluice.live.Shard;
import sluice.live.ShardEnd;
import sluice.live.ShardOptions;
import sluice.packet.Octets;
import sluice.pcap.file.LinkType;
import sluice.pcap.live.LibpcapHandle;
import sluice.pcap.live.LibpcapNic;
import sluice.pcap.live.LibpcapOptions;
import sluice.pcap.os.PollWait;
import sluice.run.LinuxAssembly;
import sluice.run.StackAssembly;
import sluice.run.WindowsAssembly;
import sluice.script.HostKind;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** libpcap on a pair of virtual Ethernet interfaces in a namespace of the test's own. */
@Timeout(180)
class LibpcapTest {
    private static final int MARK = 0x5153_0000;
    private static final int EXPERIMENTAL = 0x88b5; // IEEE 802 local experimental EtherType 1

    private static void requireLibrary() {
        Optional<DeviceProblem> problem = LibpcapHandle.probe();
        if (problem.isEmpty()) return;
        System.err.println("skipped: " + problem.get());
        Assumptions.abort(problem.get().toString());
    }

    private static void pair() throws Exception {
        Namespace.ip("link add veth0 type veth peer name veth1");
        Namespace.ip("link set dev veth0 up");
        Namespace.ip("link set dev veth1 up");
    }

    private static LibpcapHandle opened(LibpcapOptions options) {
        return switch (LibpcapHandle.open(options)) {
            case DeviceOpening.Opened<LibpcapHandle>(var handle) -> handle;
            case DeviceOpening.Refused<LibpcapHandle>(var problem) ->
                    throw new AssertionError(problem.toString());
        };
    }

    private static byte[] frame(int number) {
        byte[] frame = new byte[60 + number % 1400];
        Octets.put48(frame, 0, 0xffff_ffff_ffffL);
        Octets.put48(frame, 6, 0x0200_0000_0001L);
        Octets.put16(frame, 12, EXPERIMENTAL);
        Octets.put32(frame, 14, MARK | number);
        return frame;
    }

    /** Ethernet type is the experimental one: all of the frame, else nothing. */
    private static BpfProgram experimentalOnly() {
        return BpfProgram.of(
                new BpfInstruction(0x28, 0, 0, 12),
                new BpfInstruction(0x15, 0, 1, EXPERIMENTAL),
                new BpfInstruction(0x06, 0, 0, 262_144),
                new BpfInstruction(0x06, 0, 0, 0));
    }

    @Test
    void shouldCaptureWhatIsInjectedThroughAFilter() throws Exception {
        requireLibrary();
        Namespace.with(() -> {
            pair();
            assertThat(LibpcapHandle.interfaces()).contains("veth0", "veth1", "lo");
            try (LibpcapHandle from = opened(LibpcapOptions.everything("veth0"));
                    LibpcapHandle to = opened(LibpcapOptions.everything("veth1"));
                    var wait = new PollWait(to.descriptor())) {
                assertThat(to.linkType()).isEqualTo(LinkType.ETHERNET);
                assertThat(to.setFilter(experimentalOnly())).isTrue();
                int frames = 500;
                List<byte[]> captured = new ArrayList<>();
                for (int i = 0; i < frames; i++) {
                    byte[] frame = frame(i);
                    assertThat(from.inject(frame, 0, frame.length)).isTrue();
                    if (i % 50 == 49) take(to, wait, captured, i + 1);
                }
                for (int i = 0; i < frames; i++) assertThat(captured.get(i)).isEqualTo(frame(i));
                assertThat(to.stats().orElseThrow().droppedFrames()).isZero();
                // The kernel itself may have said something before the filter was in.
                assertThat(to.stats().orElseThrow().receivedFrames())
                        .isGreaterThanOrEqualTo(frames);
                to.breakLoop();
                assertThat(to.next()).isEqualTo(LibpcapHandle.Next.BROKEN);
            }
        });
    }

    private static void take(LibpcapHandle from, PollWait wait, List<byte[]> captured, int until) {
        while (captured.size() < until) { // @Timeout ends it if they do not come
            switch (from.next()) {
                case FRAME -> {
                    byte[] octets = new byte[from.capturedOctets()];
                    from.copy(octets, 0, octets.length);
                    assertThat(from.wireOctets()).isEqualTo(octets.length);
                    assertThat(from.seconds()).isPositive();
                    captured.add(octets);
                }
                case NOTHING -> wait.await(TimeUnit.SECONDS.toNanos(1));
                default -> throw new AssertionError(from.error());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldPutAHostOnAnInterfaceThatAnswersTheKernel(HostKind kind) throws Exception {
        requireLibrary();
        Namespace.with(() -> {
            pair();
            Namespace.ip("address add 192.0.2.1/24 dev veth0");
            World world = World.live(WorldOptions.DEFAULT, null);
            Host machine = world.addHost("host", HostOptions.DEFAULT);
            LibpcapNic nic =
                    switch (LibpcapNic.open(machine, "veth1", 0x0200_c000_0202L)) {
                        case DeviceOpening.Opened<LibpcapNic>(var opened) -> opened;
                        case DeviceOpening.Refused<LibpcapNic>(var problem) ->
                                throw new AssertionError(problem.toString());
                    };
            StackAssembly stack =
                    kind == HostKind.LINUX
                            ? LinuxAssembly.on(machine)
                            : WindowsAssembly.on(machine);
            stack.addAddress("veth1", IpAddress.require("192.0.2.2"), 24);
            var shard =
                    Shard.start(world, ShardOptions.named("pcap"), new ParkedWait(), List.of(nic));
            try {
                KernelPing.awaitAnswer("192.0.2.2");
                assertThat(KernelPing.ping("192.0.2.2", 56, 50)).isEqualTo(50);
                assertThat(KernelPing.ping("192.0.2.2", 3000, 50)).isEqualTo(50);
            } catch (Throwable failure) {
                throw new AssertionError(failure);
            } finally {
                ShardEnd end = shard.stop();
                nic.close();
                assertThat(end).isEqualTo(new ShardEnd.Stopped());
            }
            assertThat(world.ledger().check()).isEmpty();
            assertThat(nic.refusedByInterface()).isZero();
            world.close();
        });
    }

    @Test
    void shouldEndTheRunWhenTheInterfaceGoesAway() throws Exception {
        requireLibrary();
        Namespace.with(() -> {
            pair();
            World world = World.live(WorldOptions.DEFAULT, null);
            Host machine = world.addHost("host", HostOptions.DEFAULT);
            var opening = LibpcapNic.open(machine, "veth1", 0x0200_c000_0202L);
            assertThat(opening).isInstanceOf(DeviceOpening.Opened.class);
            if (!(opening instanceof DeviceOpening.Opened<LibpcapNic>(var nic))) return;
            var shard = Shard.start(world, ShardOptions.named("pcap"), nic);
            Namespace.ip("link del dev veth0");
            assertThat(shard.awaitEnd(TimeUnit.SECONDS.toNanos(60)))
                    .isInstanceOf(ShardEnd.DoorGone.class);
            nic.close();
            world.close();
        });
    }

    @Test
    void shouldSayWhyAnInterfaceCannotBeHad() {
        requireLibrary();
        assertThat(LibpcapHandle.open(LibpcapOptions.everything("nosuch0")))
                .isInstanceOfSatisfying(
                        DeviceOpening.Refused.class,
                        refused ->
                                assertThat(refused.problem().kind())
                                        .isIn(
                                                DeviceProblem.Kind.INTERFACE,
                                                DeviceProblem.Kind.PERMISSION));
    }
}
