package sluice.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static sluice.conntrack.RoutedPackets.tcp;
import static sluice.conntrack.RoutedPackets.udp;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sluice.nat.Nat;
import sluice.nat.NatRange;
import sluice.netfilter.CtInfo;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfVerdict;
import sluice.packet.Octets;
import sluice.packet.wire.TcpView;

class HelperTest {
    private static final String CLIENT = "192.168.1.2";
    private static final String SERVER = "10.0.0.2";
    private static final int SYN = TcpView.SYN;
    private static final int ACK = TcpView.ACK;

    private final Router router = new Router();
    private int clientNext;
    private int serverNext;

    @BeforeEach
    void assignHelpers() {
        for (NfFamily family : NfFamily.IP) {
            for (var each : Map.of("ftp", 21, "tftp", 69, "irc", 6667, "sane", 6566).entrySet()) {
                String name = each.getKey();
                int port = each.getValue();
                var template = new Template(Zone.DEFAULT, name);
                router.host.registerHook(
                        family,
                        HookPoint.PRE_ROUTING,
                        -300,
                        "helper",
                        (skb, _) -> {
                            if (Octets.u16(skb.octets(), skb.transportOffset() + 2) == port)
                                skb.setTracked(template, CtInfo.NEW);
                            return NfVerdict.ACCEPT;
                        });
            }
        }
    }

    @AfterEach
    void shouldBalance() {
        assertThat(router.problems()).isEmpty();
        assertThat(router.toLan).allMatch(RoutedPackets::checksumsRight);
        assertThat(router.toWan).allMatch(RoutedPackets::checksumsRight);
    }

    private void masquerade() {
        Nat nat = router.host.nat();
        for (NfFamily family : NfFamily.IP) {
            nat.registerChain(
                    family,
                    HookPoint.POST_ROUTING,
                    100,
                    "masquerade",
                    (skb, state) ->
                            state.out() != null && state.out().name().equals("wan")
                                    ? nat.masquerade(skb, state, NatRange.NONE)
                                    : NfVerdict.ACCEPT);
        }
    }

    private String client = CLIENT;
    private String server = SERVER;
    private String seenAs = CLIENT;

    private void open() {
        router.lan(tcp(client, 4000, server, 21, SYN, 100, 0, ""));
        router.wan(tcp(server, 21, seenAs, 4000, SYN | ACK, 500, 101, ""));
        router.lan(tcp(client, 4000, server, 21, ACK, 101, 501, ""));
        clientNext = 101;
        serverNext = 501;
        serverSays("220 hello\r\n", 101);
        clientSays("USER me\r\n");
    }

    private void clientSays(String line) {
        router.lan(tcp(client, 4000, server, 21, ACK, clientNext, serverNext, line));
        clientNext += line.length();
    }

    private void serverSays(String line, int ack) {
        router.wan(tcp(server, 21, seenAs, 4000, ACK, serverNext, ack, line));
        serverNext += line.length();
    }

    private byte[] last(List<byte[]> packets) {
        return packets.get(packets.size() - 1);
    }

    @Test
    void shouldExpectWhatAPortCommandAnnounces() {
        open();
        clientSays("PORT 192,168,1,2,31,64\r\n");
        assertThat(router.host.conntrack().expectations()).hasSize(1);
        router.wan(tcp(SERVER, 20, CLIENT, 8000, SYN, 9, 0, ""));
        assertThat(router.states).endsWith("RELATED");
        assertThat(router.host.conntrack().expectations()).isEmpty();
        Connection data = router.host.conntrack().entries().get(1);
        assertThat(data.master()).isSameAs(router.host.conntrack().entries().get(0));
        assertThat(data.has(CtStatus.EXPECTED)).isTrue();
        router.wan(tcp(SERVER, 20, CLIENT, 8001, SYN, 9, 0, ""));
        assertThat(router.states).endsWith("NEW");
    }

    @Test
    void shouldExpectWhatAPassiveAnswerAnnounces() {
        open();
        clientSays("PASV\r\n");
        serverSays("227 Entering Passive Mode (10,0,0,2,31,64)\r\n", clientNext);
        router.lan(tcp(CLIENT, 4001, SERVER, 8000, SYN, 9, 0, ""));
        assertThat(router.states).endsWith("RELATED");
        clientSays("EPSV\r\n");
        serverSays("229 Entering Extended Passive Mode (|||6446|)\r\n", clientNext);
        router.lan(tcp(CLIENT, 4002, SERVER, 6446, SYN, 9, 0, ""));
        assertThat(router.states).endsWith("RELATED");
    }

    @Test
    void shouldNotOpenAHoleToAThirdHostNorInTheMiddleOfALine() {
        open();
        clientSays("PORT 192,168,1,77,31,64\r\n");
        assertThat(router.host.conntrack().expectations()).isEmpty();
        clientSays("NOOP ");
        clientSays("PORT 192,168,1,2,31,64\r\n");
        assertThat(router.host.conntrack().expectations()).isEmpty();
    }

    @Test
    void shouldDropALineThatComesInPieces() {
        open();
        int sent = router.toWan.size();
        clientSays("PORT 192,168,1,2,3");
        assertThat(router.toWan).hasSize(sent);
    }

    @Test
    void shouldTranslateTheAnnouncementAndTheDataConnection() {
        masquerade();
        seenAs = "10.0.0.1";
        open();
        clientSays("PORT 192,168,1,2,31,64\r\n");
        assertThat(RoutedPackets.text(last(router.toWan))).isEqualTo("PORT 10,0,0,1,31,64\r\n");
        router.wan(tcp(SERVER, 20, "10.0.0.1", 8000, SYN, 9, 0, ""));
        assertThat(router.states).endsWith("RELATED");
        assertThat(RoutedPackets.flow(last(router.toLan)))
                .isEqualTo("10.0.0.2:20 > 192.168.1.2:8000");
        // the server has seen three octets less, and the client never learns
        serverSays("200 fine\r\n", clientNext - 3);
        assertThat(Octets.i32(last(router.toLan), 28)).isEqualTo(clientNext);
        clientSays("QUIT\r\n");
        assertThat(Octets.i32(last(router.toWan), 24)).isEqualTo(clientNext - 6 - 3);
        assertThat(router.states).endsWith("ESTABLISHED");
    }

    @Test
    void shouldMakeRoomForALongerAnnouncement() {
        router.host.addAddress("wan", "203.100.100.100/32");
        Nat nat = router.host.nat();
        int to = 0xcb646464;
        nat.registerChain(
                NfFamily.IPV4,
                HookPoint.POST_ROUTING,
                100,
                "snat",
                (skb, state) ->
                        nat.setup(skb, state, NatRange.ipv4(to, to), Nat.manip(state.point())));
        seenAs = "203.100.100.100";
        open();
        clientSays("PORT 192,168,1,2,31,64\r\n");
        assertThat(RoutedPackets.text(last(router.toWan)))
                .isEqualTo("PORT 203,100,100,100,31,64\r\n");
        clientSays("QUIT\r\n");
        assertThat(Octets.i32(last(router.toWan), 24)).isEqualTo(clientNext - 6 + 4);
    }

    @Test
    void shouldReadAndTranslateExtendedCommandsOfIpv6() {
        masquerade();
        client = "fd01::2";
        server = "fd02::2";
        seenAs = "fd02::1";
        open();
        clientSays("EPRT |2|fd01::2|8000|\r\n");
        assertThat(RoutedPackets.text(last(router.toWan))).isEqualTo("EPRT |2|fd02::1|8000|\r\n");
        router.wan(tcp(server, 20, seenAs, 8000, SYN, 9, 0, ""));
        assertThat(router.states).endsWith("RELATED");
    }

    @Test
    void shouldExpectATftpTransferFromAnyPort() {
        router.lan(udp(CLIENT, 5000, SERVER, 69, "\0\1file\0octet\0"));
        router.wan(udp(SERVER, 7777, CLIENT, 5000, "\0\3\0\1data"));
        router.wan(udp(SERVER, 7778, CLIENT, 5000, "\0\3\0\1data"));
        assertThat(router.states).containsExactly("NEW", "RELATED", "NEW");
    }

    @Test
    void shouldTranslateATftpTransfer() {
        masquerade();
        router.lan(udp(CLIENT, 5000, SERVER, 69, "\0\1file\0octet\0"));
        router.wan(udp(SERVER, 7777, "10.0.0.1", 5000, "\0\3\0\1data"));
        router.lan(udp(CLIENT, 5000, SERVER, 7777, "\0\4\0\1"));
        assertThat(RoutedPackets.flow(last(router.toLan)))
                .isEqualTo("10.0.0.2:7777 > 192.168.1.2:5000");
        assertThat(RoutedPackets.flow(last(router.toWan)))
                .isEqualTo("10.0.0.1:5000 > 10.0.0.2:7777");
    }

    @Test
    void shouldCountConnectionsThatAreAlive() {
        var count = new ConnCount(router.host.conntrack());
        router.host.registerHook(
                NfFamily.IPV4,
                HookPoint.FORWARD,
                0,
                "count",
                (skb, _) -> {
                    Connection connection = Conntrack.of(skb);
                    boolean fits =
                            connection == null
                                    || count.add(connection.original(), connection.zone()) <= 2;
                    return fits ? NfVerdict.ACCEPT : NfVerdict.DROP;
                });
        for (int port = 1; port <= 4; port++) router.lan(udp(CLIENT, port, SERVER, 9, "x"));
        router.lan(udp(CLIENT, 1, SERVER, 9, "x"));
        assertThat(router.toWan).hasSize(3);
        router.run(31_000);
        assertThat(count.count()).isZero();
        router.lan(udp(CLIENT, 9, SERVER, 9, "x"));
        assertThat(router.toWan).hasSize(4);
    }

    // ---- IRC and SANE --------------------------------------------------------------------------

    private void open(int port) {
        router.lan(tcp(CLIENT, 4000, SERVER, port, SYN, 100, 0, ""));
        router.wan(tcp(SERVER, port, seenAs, 4000, SYN | ACK, 500, 101, ""));
        router.lan(tcp(CLIENT, 4000, SERVER, port, ACK, 101, 501, ""));
    }

    private static final String SEND = "PRIVMSG you :\1DCC SEND file ";

    @Test
    void shouldExpectFromAnybodyWhatIrcAnnounces() {
        open(6667);
        router.lan(tcp(CLIENT, 4000, SERVER, 6667, ACK, 101, 501, SEND + "3232235778 8000\1\r\n"));
        router.wan(tcp("203.0.113.9", 20, CLIENT, 8000, SYN, 9, 0, ""));
        assertThat(router.states).endsWith("RELATED");
    }

    @Test
    void shouldNotBelieveAnnouncementsOfThirdHostsNorOutsideOfMessages() {
        open(6667);
        int next = 101;
        for (String line :
                List.of(
                        SEND + "3232235779 8000\1\r\n",
                        SEND + "3232235778 0\1\r\n",
                        SEND + "3232235778 8000",
                        "NOTICE you :\1DCC SEND file 3232235778 8000\1\r\n",
                        "PRIVMSG you :see \1DCC SEND file 3232235778 8000\1\r\n")) {
            router.lan(tcp(CLIENT, 4000, SERVER, 6667, ACK, next, 501, line));
            next += line.length();
        }
        assertThat(router.host.conntrack().expectations()).isEmpty();
    }

    @Test
    void shouldTranslateWhatIrcAnnounces() {
        masquerade();
        seenAs = "10.0.0.1";
        open(6667);
        router.lan(tcp(CLIENT, 4000, SERVER, 6667, ACK, 101, 501, SEND + "3232235778 8000\1\r\n"));
        assertThat(RoutedPackets.text(last(router.toWan))).isEqualTo(SEND + "167772161 8000\1\r\n");
        router.wan(tcp("203.0.113.9", 20, "10.0.0.1", 8000, SYN, 9, 0, ""));
        assertThat(RoutedPackets.flow(last(router.toLan)))
                .as("nf_nat_follow_master: from where the master goes to, whoever it is")
                .isEqualTo("10.0.0.2:20 > 192.168.1.2:8000");
    }

    @Test
    void shouldExpectTheScanThatSaneNames() {
        open(6566);
        router.lan(tcp(CLIENT, 4000, SERVER, 6566, ACK, 101, 501, "\0\0\0\7\0\0\0\0"));
        router.wan(tcp(SERVER, 6566, CLIENT, 4000, ACK, 501, 109, "\0\0\0\0\0\0\37@"));
        router.lan(tcp(CLIENT, 4001, SERVER, 8000, SYN, 9, 0, ""));
        assertThat(router.states).endsWith("RELATED");
        router.wan(tcp(SERVER, 6566, CLIENT, 4000, ACK, 509, 109, "\0\0\0\0\0\0\37A"));
        assertThat(router.host.conntrack().expectations()).as("nothing was asked").isEmpty();
    }
}
