package sluice.linuxstack;

import java.util.ArrayList;
import java.util.List;
import sluice.defer.Deferral;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.linuxstack.TwoHosts.Received;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookRegistration;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.QueueEntry;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.packet.DropReason;
import sluice.time.Handler;
import sluice.trace.ContractBroken;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/**
 * Two hosts, 10.0.0.1 and 10.0.0.2; hooks stand at the second, which is verified, and are shown
 * datagrams at INPUT.
 */
final class ContractBench {
    enum BenchDrop implements DropReason {
        ENDED_BY_HOOK;

        @Override
        public String area() {
            return "bench";
        }

        @Override
        public String text() {
            return "a hook under test ended it";
        }
    }

    private static final Handler<Runnable> RUN = Runnable::run;

    final World world;
    final LinuxHost first;
    final LinuxHost second;
    final Received received = new Received();
    final List<QueueEntry> parked = new ArrayList<>();
    final UdpSocket sender;
    final UdpSocket server;

    ContractBench(boolean verified) {
        this(verified, WorldOptions.DEFAULT);
    }

    ContractBench(boolean verified, WorldOptions options) {
        world = new World(options, null);
        SimNic a = nic("lin1", 1);
        SimNic b = nic("lin2", 2);
        world.connect("wire", LinkOptions.PERFECT, a, b);
        first = LinuxHost.on(world.hosts().get(0)).nic(a, "10.0.0.1/24").build();
        var builder = LinuxHost.on(world.hosts().get(1)).nic(b, "10.0.0.2/24");
        if (verified) builder.verifier();
        second = builder.build();
        try {
            server = second.sockets().udp(IpAddress.ANY4, 7, received);
            sender = first.sockets().udp(IpAddress.ANY4, 0, new Received());
        } catch (sluice.edge.SocketRefused refused) {
            throw new AssertionError(refused);
        }
    }

    private SimNic nic(String host, int number) {
        Host machine = world.addHost(host, HostOptions.DEFAULT);
        return machine.addNic("eth0", NicOptions.ethernet(0x0200_0000_0000L | number));
    }

    HookRegistration input(String name, NfHook hook) {
        return at(HookPoint.LOCAL_IN, name, hook);
    }

    HookRegistration at(HookPoint point, String name, NfHook hook) {
        return second.registerHook(NfFamily.IPV4, point, 0, name, hook);
    }

    /** Does something on the second host in a while. */
    void later(Runnable what) {
        world.scheduler().schedule(1_000_000, second.host().cpu().deferred(), RUN, what);
    }

    boolean hold(Deferral deferral) {
        return parked.add((QueueEntry) deferral);
    }

    /** A datagram from the first host to the second. */
    void send(String text) {
        TwoHosts.send(sender, "10.0.0.2", 7, text);
        pass(10);
    }

    /** A datagram from the second host to the first. */
    void reply(String text) {
        TwoHosts.send(server, "10.0.0.1", 9, text);
        pass(10);
    }

    /** Lets time pass; a breach that ends the run stands in the book and is no matter here. */
    void pass(long millis) {
        try {
            world.runUntil(world.scheduler().nowNanos() + millis * 1_000_000L);
        } catch (ContractBroken _) {
            // in the book
        }
    }

    void toTheEnd() {
        try {
            world.runToQuiescence();
        } catch (ContractBroken _) {
            // in the book
        }
    }

    List<String> rules() {
        return world.contracts().all().stream().map(ContractBroken::rule).toList();
    }
}
