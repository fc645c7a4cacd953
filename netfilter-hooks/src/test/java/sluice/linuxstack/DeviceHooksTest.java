package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.linuxstack.TwoHosts.Received;
import sluice.netdev.NetDevice;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.PacketType;
import sluice.netfilter.Skb;
import sluice.netfilter.Sock;
import sluice.nic.LinkOptions;
import sluice.packet.wire.EtherTypes;
import sluice.world.WorldOptions;

/** Hooks of devices and of ARP, and what hooks can ask of the sender. */
class DeviceHooksTest {
    private TwoHosts hosts;
    private final Received received = new Received();
    private final List<String> seen = new ArrayList<>();
    private LinuxUdpSocket socket;

    @BeforeEach
    void open() throws Exception {
        hosts = new TwoHosts(WorldOptions.DEFAULT, null, LinkOptions.PERFECT);
        hosts.second.sockets().udp(IpAddress.ANY4, 7, received);
        socket = hosts.first.sharedUdp(IpAddress.ANY4, 4000, new Received());
    }

    private void send() {
        TwoHosts.send(socket, "10.0.0.2", 7, "x");
        hosts.run(100);
        assertThat(hosts.world.ledger().check()).isEmpty();
    }

    private NfHook note(String where, NfVerdict verdict) {
        return (skb, state) -> {
            int from = state.point() == HookPoint.EGRESS ? skb.linkOffset() : skb.networkOffset();
            assertThat(state.lengthOctets(skb)).isEqualTo(skb.limit() - from);
            seen.add(where + " " + Integer.toHexString(skb.protocol()));
            return verdict;
        };
    }

    private void onDevice(LinuxHost host, HookPoint point, NfHook hook) {
        host.deviceHooks("eth0", point).register(0, "mine", hook);
    }

    @Test
    void shouldAskAboutEveryFrameOfADeviceBehindTheTapsAndBeforeThem() {
        hosts.second.registerTap((_, type, _, _, _, _, _) -> seen.add("tap " + type));
        onDevice(hosts.second, HookPoint.INGRESS, note("in", NfVerdict.ACCEPT));
        onDevice(hosts.second, HookPoint.EGRESS, note("out", NfVerdict.ACCEPT));
        send();
        assertThat(seen)
                .containsExactly(
                        "tap BROADCAST", "in 806", "out 806", "tap OUTGOING", "tap HOST", "in 800");
        assertThat(received.texts).containsExactly("x");
    }

    @Test
    void shouldHideFromTapsWhatEgressDrops() {
        hosts.first.addNeighbour("eth0", "10.0.0.2", "02:00:00:00:00:02");
        hosts.first.registerTap((_, type, _, _, _, _, _) -> seen.add("tap " + type));
        onDevice(hosts.first, HookPoint.EGRESS, note("out", NfVerdict.DROP));
        send();
        assertThat(seen).containsExactly("out 800");
        assertThat(received.texts).isEmpty();
    }

    @Test
    void shouldAskTheHooksOfArpInBothDirections() {
        for (HookPoint point : List.of(HookPoint.LOCAL_IN, HookPoint.LOCAL_OUT)) {
            hosts.first.registerHook(
                    NfFamily.ARP,
                    point,
                    0,
                    "mine",
                    (skb, state) -> {
                        seen.add(point + " " + state.lengthOctets(skb));
                        return NfVerdict.ACCEPT;
                    });
        }
        send();
        assertThat(seen).containsExactly("LOCAL_OUT 42", "LOCAL_IN 28");
    }

    @Test
    void shouldLeaveANeighbourUnknownIfArpIsDropped() {
        hosts.second.registerHook(
                NfFamily.ARP, HookPoint.LOCAL_IN, 0, "no", (_, _) -> NfVerdict.DROP);
        send();
        assertThat(received.texts).isEmpty();
        assertThat(hosts.second.neighbourLines()).isEmpty();
    }

    @Test
    void shouldForwardAndDuplicateFramesToADevice() {
        NetDevice lo = hosts.second.devices().getFirst();
        onDevice(
                hosts.second,
                HookPoint.INGRESS,
                (skb, _) -> {
                    if (skb.protocol() != EtherTypes.IPV4) return NfVerdict.ACCEPT;
                    lo.duplicate(skb);
                    lo.forward(skb);
                    return NfVerdict.STOLEN;
                });
        hosts.second.registerTap((device, type, _, _, _, _, _) -> {
            if (device.loopback()) seen.add(type.name());
        });
        send();
        // The frame's address is not that of lo.
        assertThat(seen)
                .containsExactly(
                        PacketType.OUTGOING.name(),
                        PacketType.OUTGOING.name(),
                        PacketType.OTHERHOST.name(),
                        PacketType.OTHERHOST.name());
    }

    @Test
    void shouldTellHooksWhoSends() {
        socket.setOwner(1000, 100);
        socket.setMark(9);
        hosts.first.registerHook(
                NfFamily.IPV4, HookPoint.LOCAL_OUT, 0, "who", (skb, _) -> who(skb, "out"));
        hosts.second.registerHook(
                NfFamily.IPV4, HookPoint.LOCAL_OUT, 0, "who", (skb, _) -> who(skb, "error"));
        hosts.second.registerHook(
                NfFamily.IPV4, HookPoint.LOCAL_IN, 0, "who", (skb, _) -> who(skb, "in"));
        TwoHosts.send(socket, "10.0.0.2", 8, "x");
        hosts.run(100);
        assertThat(seen).containsExactly("out 1000:100 mark 9", "in none", "error kernel");
    }

    private NfVerdict who(Skb skb, String where) {
        Sock sock = skb.sock();
        String text = "none";
        if (sock != null) {
            text = sock.owned() ? sock.uid() + ":" + sock.gid() + " mark " + skb.mark() : "kernel";
        }
        seen.add(where + " " + text);
        return NfVerdict.ACCEPT;
    }
}
