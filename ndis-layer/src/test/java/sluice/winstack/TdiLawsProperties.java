package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import sluice.edge.IpAddress;
import sluice.edge.SocketRefused;
import sluice.tdi.NtStatus;
import sluice.tdi.TdiDevice;
import sluice.tdi.TdiFilterDriver;
import sluice.tdi.TdiIrp;
import sluice.tdi.TdiRequest.Kind;
import sluice.tdi.TransportDevice;

/**
 * Whatever filters on a transport device do with requests, each is over once, what was passed on
 * arrives in that order, and the socket has all its credit back in the end.
 */
class TdiLawsProperties {
    private static final int OCTETS = 1000;

    /** What a filter, or the program, does next. */
    enum Act {
        SEND,
        PASS_OLDEST,
        PASS_NEWEST,
        DENY_OLDEST,
        SWALLOW_OLDEST,
        RUN,
        ATTACH,
        DETACH,
        CLOSE
    }

    /** Keeps every send; what comes of it is decided later. */
    private static final class Keeper implements TdiFilterDriver {
        final ArrayDeque<TdiIrp> kept = new ArrayDeque<>();
        final List<TdiDevice> below = new ArrayList<>();

        @Override
        public NtStatus dispatch(TdiIrp irp, TdiDevice next) {
            if (irp.request().kind() != Kind.SEND_DATAGRAM) return next.submit(irp);
            below.clear();
            below.add(next);
            kept.addLast(irp);
            return NtStatus.PENDING;
        }

        void pass(TdiIrp irp) {
            below.getFirst().submit(irp);
        }
    }

    @Property(tries = 300)
    void shouldCompleteEachRequestOnce(@ForAll @Size(max = 60) List<Act> acts)
            throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var server = TwoHosts.Program.udp(hosts.b, IpAddress.ANY4, 7);
            hosts.a.addNeighbour("lan", TwoHosts.B4, TwoHosts.MAC_B);
            var devices = hosts.a.tdiDevice(TransportDevice.UDP);
            var keeper = new Keeper();
            devices.attach("keeper", keeper);
            var client = TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 5000);
            List<String> passed = new ArrayList<>();
            List<TdiIrp> all = new ArrayList<>();
            int number = 0;
            int pass = 0;
            boolean closed = false;
            for (Act act : acts) {
                switch (act) {
                    case SEND -> {
                        String text = "%0999d".formatted(number++) + "x";
                        assertThat(text).hasSize(OCTETS);
                        boolean taken = client.send(text, TwoHosts.B4, 7).ok();
                        assertThat(taken).isEqualTo(!closed);
                        if (taken) all.add(keeper.kept.peekLast());
                    }
                    case PASS_OLDEST, PASS_NEWEST -> {
                        TdiIrp irp =
                                act == Act.PASS_OLDEST
                                        ? keeper.kept.pollFirst()
                                        : keeper.kept.pollLast();
                        if (irp != null) {
                            passed.add(
                                    new String(
                                            irp.octets(),
                                            irp.offset(),
                                            irp.lengthOctets(),
                                            java.nio.charset.StandardCharsets.UTF_8));
                            keeper.pass(irp);
                        }
                    }
                    case DENY_OLDEST, SWALLOW_OLDEST -> {
                        TdiIrp irp = keeper.kept.pollFirst();
                        if (irp != null)
                            irp.complete(
                                    act == Act.DENY_OLDEST
                                            ? NtStatus.ACCESS_DENIED
                                            : NtStatus.SUCCESS,
                                    0);
                    }
                    case RUN ->
                            hosts.world.runUntil(hosts.world.scheduler().nowNanos() + 1_000_000L);
                    case ATTACH -> devices.attach("pass" + pass++, new TdiFilterDriver() {});
                    case DETACH -> {
                        if (pass > 0)
                            assertThat(devices.detach("pass" + --pass)).isEqualTo(NtStatus.SUCCESS);
                        boolean busy = !keeper.kept.isEmpty();
                        if (busy)
                            assertThat(devices.detach("keeper")).isEqualTo(NtStatus.DEVICE_BUSY);
                    }
                    case CLOSE -> {
                        closed = true;
                        java.util.Objects.requireNonNull(client.udp).close();
                    }
                }
            }
            while (!keeper.kept.isEmpty()) {
                TdiIrp irp = keeper.kept.removeFirst();
                passed.add(
                        new String(
                                irp.octets(),
                                irp.offset(),
                                irp.lengthOctets(),
                                java.nio.charset.StandardCharsets.UTF_8));
                keeper.pass(irp);
            }
            hosts.settle();
            assertThat(all).allMatch(TdiIrp::isCompleted);
            assertThat(server.received.stream().map(line -> line.substring(0, OCTETS)))
                    .containsExactlyElementsOf(passed);
            var endpoint = (UdpEndpoint) java.util.Objects.requireNonNull(client.udp);
            assertThat(endpoint.outOctets()).isZero();
        }
    }
}
