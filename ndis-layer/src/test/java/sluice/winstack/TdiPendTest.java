package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketRefused;
import sluice.tdi.NtStatus;
import sluice.tdi.TdiDevice;
import sluice.tdi.TdiFilterDriver;
import sluice.tdi.TdiIrp;
import sluice.tdi.TdiRequest.Kind;
import sluice.tdi.TransportDevice;
import sluice.trace.ContractBroken;

/** A filter driver on a transport device keeps requests, and what that does to the program. */
class TdiPendTest {
    private static final int PORT = 7;

    /** Keeps every request of one kind. */
    private static final class Keeper implements TdiFilterDriver {
        final List<TdiIrp> kept = new ArrayList<>();
        final Kind kind;
        @Nullable TdiDevice below;

        Keeper(Kind kind) {
            this.kind = kind;
        }

        @Override
        public NtStatus dispatch(TdiIrp irp, TdiDevice next) {
            if (irp.request().kind() != kind) return next.submit(irp);
            below = next;
            kept.add(irp);
            return NtStatus.PENDING;
        }

        void letGo() {
            for (TdiIrp irp : kept) Objects.requireNonNull(below).submit(irp);
            kept.clear();
        }
    }

    @Test
    void shouldPaceTheProgramByWhatAFilterKeeps() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var server = TwoHosts.Program.udp(hosts.b, IpAddress.ANY4, PORT);
            var keeper = new Keeper(Kind.SEND_DATAGRAM);
            hosts.a.tdiDevice(TransportDevice.UDP).attach("keeper", keeper);
            var client = TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 5000);
            String large = "x".repeat(30_000);
            assertThat(client.send(large, TwoHosts.B4, PORT).ok()).isTrue();
            assertThat(client.send(large, TwoHosts.B4, PORT).ok()).isTrue();
            assertThat(client.send(large, TwoHosts.B4, PORT).ok()).isTrue();
            assertThat(client.send(large, TwoHosts.B4, PORT).name()).isEqualTo("WSAEWOULDBLOCK");
            hosts.world.runUntil(1_000_000_000L);
            assertThat(server.received).isEmpty();
            assertThat(client.writable).isZero();
            assertThat(hosts.world.ledger().alive()).hasSize(3);
            assertThat(hosts.a.tdiDevice(TransportDevice.UDP).detach("keeper"))
                    .isEqualTo(NtStatus.DEVICE_BUSY);
            keeper.letGo();
            hosts.settle();
            assertThat(client.writable).isEqualTo(1);
            assertThat(hosts.a.tdiDevice(TransportDevice.UDP).detach("keeper"))
                    .isEqualTo(NtStatus.SUCCESS);
            assertThat(hosts.a.tdiDevice(TransportDevice.UDP).detach("keeper"))
                    .isEqualTo(NtStatus.INVALID_DEVICE_REQUEST);
        }
    }

    @Test
    void shouldTellTheProgramOfALateNo() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var keeper = new Keeper(Kind.SEND_DATAGRAM);
            hosts.a.tdiDevice(TransportDevice.UDP).attach("keeper", keeper);
            var client = TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 5000);
            assertThat(client.send("hello", TwoHosts.B4, PORT).ok()).isTrue();
            keeper.kept.getFirst().complete(NtStatus.ACCESS_DENIED, 0);
            hosts.settle();
            assertThat(client.errors).containsExactly("WSAEACCES 192.0.2.2");
            assertThat(hosts.ended(WindowsDrop.TDI_REQUEST_DENIED)).isEqualTo(1);
        }
    }

    @Test
    void shouldBreakTheContractByCompletingTwice() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            var keeper = new Keeper(Kind.SEND_DATAGRAM);
            hosts.a.tdiDevice(TransportDevice.UDP).attach("keeper", keeper);
            TwoHosts.Program.udp(hosts.a, IpAddress.ANY4, 5000).send("x", TwoHosts.B4, PORT);
            TdiIrp irp = keeper.kept.getFirst();
            irp.complete(NtStatus.SUCCESS, 1);
            assertThatThrownBy(() -> irp.complete(NtStatus.SUCCESS, 1))
                    .isInstanceOf(ContractBroken.class)
                    .hasMessageContaining("irp_completed_twice");
            assertThatThrownBy(keeper::letGo).isInstanceOf(ContractBroken.class);
        }
    }

    @Test
    void shouldConnectAndSendWhenAFilterLetsThem() throws SocketRefused {
        for (Kind kind : List.of(Kind.CONNECT, Kind.SEND)) {
            try (var hosts = new TwoHosts()) {
                var keeper = new Keeper(kind);
                hosts.a.tdiDevice(TransportDevice.TCP).attach("keeper", keeper);
                var client = new LspChainTest.Peer("hello");
                var server = new LspChainTest.Peer("world");
                LspChainTest.connect(hosts, client, server);
                assertThat(server.heard).isEmpty();
                keeper.letGo();
                hosts.world.runUntil(hosts.world.scheduler().nowNanos() + 30_000_000_000L);
                assertThat(server.heard).hasToString("hello");
                assertThat(client.heard).hasToString("world");
                Objects.requireNonNull(client.socket).close();
                Objects.requireNonNull(server.socket).close();
                hosts.world.runUntil(hosts.world.scheduler().nowNanos() + 600_000_000_000L);
                assertThat(hosts.world.ledger().alive()).isEmpty();
                assertThat(hosts.world.contracts().all()).isEmpty();
            }
        }
    }

    @Test
    void shouldKeepFromAListenerWhatTheEventWasKeptFrom() throws SocketRefused {
        try (var hosts = new TwoHosts()) {
            hosts.b
                    .tdiDevice(TransportDevice.TCP)
                    .attach(
                            "deaf",
                            new TdiFilterDriver() {
                                @Override
                                public boolean event(TdiIrp event) {
                                    return event.request().kind() != Kind.EVENT_CONNECT;
                                }
                            });
            var client = new LspChainTest.Peer("hello");
            LspChainTest.connect(hosts, client, new LspChainTest.Peer("world"));
            assertThat(client.told).containsExactly("ended WSAECONNREFUSED");
        }
    }
}
