package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.linuxstack.TwoHosts.Received;
import sluice.netfilter.NfFamily;
import sluice.nic.LinkOptions;
import sluice.packet.Octets;
import sluice.world.WorldOptions;

/** What rules about connections do with packets that belong to none, and on {@code lo}. */
class UntrackedPacketsTest {
    private TwoHosts hosts;
    private LinuxHost host;
    private final Received received = new Received();

    @BeforeEach
    void open() throws Exception {
        hosts = new TwoHosts(WorldOptions.DEFAULT, null, LinkOptions.PERFECT);
        host = hosts.second;
        host.sockets().udp(IpAddress.ANY4, 7, received);
    }

    @AfterEach
    void shouldBalance() {
        assertThat(hosts.world.ledger().check()).isEmpty();
    }

    private void sends(String text) throws Exception {
        LinuxUdpSocket socket = hosts.first.sharedUdp(IpAddress.ANY4, 0, new Received());
        TwoHosts.send(socket, "10.0.0.2", 7, text);
        hosts.run(10);
    }

    @Test
    void shouldNotBeginToTrackForARuleThatForbidsIt() throws Exception {
        host.command("iptables -t raw -A PREROUTING -p tcp -j CT --notrack");
        sends("x");
        assertThat(host.conntrack().used(NfFamily.IPV4)).isFalse();
        assertThat(host.conntrack().count()).isZero();
    }

    @Test
    void shouldCountWhatAnUntrackedPacketShows() throws Exception {
        host.command("iptables -t raw -A PREROUTING -j CT --notrack");
        host.command("iptables -A INPUT -m connlimit --connlimit-upto 1 -j ACCEPT");
        host.command("iptables -A INPUT -j DROP");
        sends("a");
        sends("b");
        assertThat(received.texts).as("never more than the one at hand").containsExactly("a", "b");
    }

    @Test
    void shouldTranslateTheUnfinishedChecksumOfWhatGoesOverLo() throws Exception {
        host.command("iptables -t nat -A POSTROUTING -o lo -p udp -j SNAT --to-source 127.0.0.9");
        List<byte[]> frames = new ArrayList<>();
        host.registerTap((_, _, _, octets, offset, length, _) ->
                frames.add(Arrays.copyOfRange(octets, offset, offset + length)));
        LinuxUdpSocket socket = host.sharedUdp(IpAddress.ANY4, 4000, new Received());
        TwoHosts.send(socket, "10.0.0.2", 7, "me");
        hosts.run(10);
        assertThat(received.texts).containsExactly("me");
        byte[] frame = frames.getFirst();
        int pseudo = 0x7f00 + 0x0009 + 0x0a00 + 0x0002 + 17 + 10;
        assertThat(Octets.u16(frame, 14 + 20 + 6)).isEqualTo(pseudo);
    }
}
