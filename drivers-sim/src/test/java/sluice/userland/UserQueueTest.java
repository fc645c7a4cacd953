package sluice.userland;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.linuxstack.LinuxHost;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NetfilterDrop;
import sluice.netfilter.NfFamily;
import sluice.netfilter.QueueAnswer;
import sluice.netfilter.QueueCopy;
import sluice.netfilter.QueueMessage;
import sluice.netfilter.QueueStatus;
import sluice.packet.Fate;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.TransportChecksums;
import sluice.samples.linux.QueueUdp;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** A host that sends to itself over lo; at INPUT its datagrams wait for a program. */
class UserQueueTest {
    private final World world = new World(WorldOptions.DEFAULT, null);
    private final Host host = world.addHost("lin", HostOptions.DEFAULT);
    private final LinuxHost linux = LinuxHost.on(host).verifier().build();
    private final List<String> received = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        linux.registerHook(
                NfFamily.IPV4, HookPoint.LOCAL_IN, 0, "queue", new QueueUdp(7, 3, false));
        linux.sockets()
                .udp(
                        IpAddress.ANY4,
                        7,
                        (_, octets, offset, length, _, _, _) ->
                                received.add(new String(octets, offset, length, US_ASCII)));
    }

    private void send(String... texts) throws Exception {
        var socket = linux.sockets().udp(IpAddress.ANY4, 0, (_, _, _, _, _, _, _) -> {});
        for (String text : texts) {
            socket.send(
                    text.getBytes(US_ASCII),
                    0,
                    text.length(),
                    IpAddress.require("127.0.0.1"),
                    7,
                    SendOptions.DEFAULT);
        }
        world.runUntil(world.scheduler().nowNanos() + 1_000_000);
    }

    private static String text(QueueMessage message) {
        byte[] octets = message.octets().toArray();
        return new String(octets, 28, octets.length - 28, US_ASCII);
    }

    private long ended(Fate fate) {
        return world.ledger().stats().stream()
                .flatMap(place -> place.ends().stream())
                .filter(end -> end.fate() == fate)
                .mapToLong(end -> end.count())
                .sum();
    }

    @Test
    void shouldLetAProgramDecideAboutEachPacketOnItsOwnThread() throws Exception {
        UserQueue queue = UserQueue.open(linux, 3);
        host.cpu()
                .start(
                        "firewall",
                        8,
                        self -> {
                            for (int i = 0; i < 3; i++) {
                                QueueMessage message = queue.receive(self);
                                self.compute(10_000);
                                if (text(message).contains("bad")) queue.drop(message.id());
                                else queue.accept(message.id());
                            }
                            queue.close();
                        });
        send("good one", "bad one", "good two");
        assertThat(received).containsExactly("good one", "good two");
        assertThat(ended(NetfilterDrop.DROPPED_BY_LISTENER)).isEqualTo(1);
        send("after it closed");
        assertThat(ended(NetfilterDrop.NO_QUEUE_LISTENER)).isEqualTo(1);
        assertThat(world.contracts().all()).isEmpty();
        assertThat(world.ledger().check()).isEmpty();
    }

    @Test
    void shouldChangeWhatPasses() throws Exception {
        UserQueue queue = UserQueue.open(linux, 3);
        send("short");
        QueueMessage message = java.util.Objects.requireNonNull(queue.poll());
        byte[] longer = longer(message, " and more");
        assertThat(queue.answer(message.id(), QueueAnswer.ACCEPT.withPacket(longer)))
                .isEqualTo(QueueStatus.OK);
        world.runUntil(world.scheduler().nowNanos() + 1_000_000);
        assertThat(received).containsExactly("short and more");
    }

    private static byte[] longer(QueueMessage message, String more) {
        byte[] old = message.octets().toArray();
        byte[] fresh = java.util.Arrays.copyOf(old, old.length + more.length());
        System.arraycopy(more.getBytes(US_ASCII), 0, fresh, old.length, more.length());
        var ip = new Ipv4View(fresh, 0);
        ip.setTotalLengthOctets(fresh.length);
        ip.fillChecksum();
        sluice.packet.Octets.put16(fresh, 24, fresh.length - 20);
        TransportChecksums.fillUdp4(fresh, 20, fresh.length - 20, ip.source(), ip.destination());
        return fresh;
    }

    @Test
    void shouldDropWhatTheProgramIsTooSlowToRead() throws Exception {
        UserQueue queue = UserQueue.open(linux, 3).buffering(2).copying(QueueCopy.META, 0);
        send("a", "b", "c");
        assertThat(ended(NetfilterDrop.QUEUE_REFUSED)).isEqualTo(1);
        assertThat(queue.kernelQueue().refusedCount()).isEqualTo(1);
        assertThat(queue.answerUpTo(2, QueueAnswer.ACCEPT)).isEqualTo(QueueStatus.OK);
        world.runUntil(world.scheduler().nowNanos() + 1_000_000);
        assertThat(received).containsExactly("a", "b");
    }

    @Test
    void shouldLetPassWhatDoesNotFitIfItFailsOpen() throws Exception {
        UserQueue queue = UserQueue.open(linux, 3).holding(1).failingOpen();
        send("a", "b");
        assertThat(received).containsExactly("b");
        queue.close();
        assertThat(ended(NetfilterDrop.LISTENER_GONE)).isEqualTo(1);
    }

    @Test
    void shouldWaitNoLongerThanAsked() {
        UserQueue queue = UserQueue.open(linux, 3);
        List<Optional<QueueMessage>> got = new ArrayList<>();
        host.cpu().start("patient", 8, self -> got.add(queue.receive(self, 5_000_000)));
        world.runUntil(10_000_000);
        assertThat(got).containsExactly(Optional.empty());
    }
}
