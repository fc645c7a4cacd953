package sluice.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TcpView;
import sluice.rules.nft.NftDevices;
import sluice.rules.nft.NftOptions;
import sluice.rules.nft.NftText;

/** A client on the WAN, a server on the LAN, and the router that opens connections between them. */
class SynProxyTest {
    private static final int SYN = TcpView.SYN;
    private static final int ACK = TcpView.ACK;
    private static final int PSH_ACK = TcpView.ACK | TcpView.PSH;

    /** Segment size 1400, SACK permitted, time 1000, scale 5. */
    private static final String CLIENT_OPTIONS = "020405780402080a000003e80000000001030305";

    private static final String RULES =
            """
            table inet x {
                chain pre {
                    type filter hook prerouting priority raw
                    tcp dport 80 tcp flags syn notrack
                }
                chain fwd {
                    type filter hook forward priority 0
                    tcp dport 80 ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm
                    ct state invalid drop
                }
            }
            """;

    private final Router router = new Router(false);
    private String client = "10.0.0.2";
    private String server = "192.168.1.2";

    @AfterEach
    void shouldBalance() {
        assertThat(router.problems()).isEmpty();
        assertThat(router.toLan).allMatch(RoutedPackets::checksumsRight);
        assertThat(router.toWan).allMatch(RoutedPackets::checksumsRight);
    }

    private void load(String text) {
        router.host.setSysctl("net.netfilter.nf_conntrack_tcp_loose", 0);
        var devices = NftDevices.of(router.host.rules().host());
        var loaded =
                NftText.load(
                        router.host.rules().ruleset(),
                        devices,
                        "rules.nft",
                        text,
                        NftOptions.strict());
        assertThat(loaded.errors()).isEmpty();
        assertThat(router.host.rules().commit()).isEmpty();
    }

    private static byte[] segment(
            String from,
            int port,
            String to,
            int toPort,
            int flags,
            int seq,
            int ack,
            String options,
            String text) {
        byte[] option = HexFormat.of().parseHex(options);
        byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] upper = new byte[20 + option.length + payload.length];
        Octets.put16(upper, 0, port);
        Octets.put16(upper, 2, toPort);
        Octets.put32(upper, 4, seq);
        Octets.put32(upper, 8, ack);
        Octets.put16(upper, 12, (((20 + option.length) / 4) << 12) | flags);
        Octets.put16(upper, 14, 1000);
        System.arraycopy(option, 0, upper, 20, option.length);
        System.arraycopy(payload, 0, upper, 20 + option.length, payload.length);
        return RoutedPackets.ip(from, to, IpProtocols.TCP, upper);
    }

    private void fromClient(int flags, int seq, int ack, String options, String text) {
        router.wan(segment(client, 4000, server, 80, flags, seq, ack, options, text));
    }

    private void fromServer(int flags, int seq, int ack, String options, String text) {
        router.lan(segment(server, 80, client, 4000, flags, seq, ack, options, text));
    }

    private static byte[] last(List<byte[]> packets) {
        return packets.getLast();
    }

    private int tcp(byte[] packet) {
        return packet[0] >>> 4 == 4 ? 20 : 40;
    }

    private int seq(byte[] packet) {
        return Octets.i32(packet, tcp(packet) + 4);
    }

    private int ack(byte[] packet) {
        return Octets.i32(packet, tcp(packet) + 8);
    }

    private int flags(byte[] packet) {
        return packet[tcp(packet) + 13];
    }

    private int window(byte[] packet) {
        return Octets.u16(packet, tcp(packet) + 14);
    }

    private String options(byte[] packet) {
        int from = tcp(packet) + 20;
        int to = tcp(packet) + (packet[tcp(packet) + 12] >> 4 & 15) * 4;
        return HexFormat.of().formatHex(packet, from, to);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldOpenTheConnectionOnceTheClientAcknowledges(boolean ipv6) {
        if (ipv6) {
            client = "fd02::2";
            server = "fd01::2";
        }
        load(RULES);
        fromClient(SYN, 100, 0, "", "");
        assertThat(router.toLan).isEmpty();
        byte[] greeting = last(router.toWan);
        assertThat(flags(greeting)).isEqualTo(SYN | ACK);
        assertThat(ack(greeting)).isEqualTo(101);
        assertThat(window(greeting)).isZero();
        assertThat(options(greeting)).isEmpty();
        assertThat(router.host.conntrack().count()).as("nothing is remembered").isZero();
        int told = seq(greeting);

        fromClient(ACK, 101, told + 1, "", "");
        byte[] syn = last(router.toLan);
        assertThat(flags(syn)).isEqualTo(SYN);
        assertThat(seq(syn)).isEqualTo(100);
        assertThat(options(syn)).as("as the cookie says").startsWith("0204");
        assertThat(router.host.conntrack().count()).isEqualTo(1);

        fromServer(SYN | ACK, 7000, 101, "", "");
        byte[] ack = last(router.toLan);
        assertThat(flags(ack)).isEqualTo(ACK);
        assertThat(seq(ack)).isEqualTo(101);
        assertThat(ack(ack)).isEqualTo(7001);
        byte[] window = last(router.toWan);
        assertThat(flags(window)).isEqualTo(ACK);
        assertThat(seq(window)).as("as the client counts").isEqualTo(told + 1);
        assertThat(window(window)).isEqualTo(1000);

        fromClient(PSH_ACK, 101, told + 1, "", "GET");
        assertThat(ack(last(router.toLan))).as("as the server counts").isEqualTo(7001);
        fromServer(PSH_ACK, 7001, 104, "", "OK");
        assertThat(seq(last(router.toWan))).isEqualTo(told + 1);
        assertThat(router.host.conntrack().entries().getFirst().stateName())
                .isEqualTo("ESTABLISHED");
    }

    @Test
    void shouldHideWhatTheClientOfferedInTheTime() {
        load(RULES);
        router.run(5000);
        fromClient(SYN, 100, 0, CLIENT_OPTIONS, "");
        byte[] greeting = last(router.toWan);
        // size of the rule; SACK; our time with scale 5 and SACK in it, the client's; our scale
        assertThat(options(greeting)).startsWith("020405b4" + "0402080a").endsWith("01030307");
        int told = seq(greeting);
        int time = Octets.i32(greeting, tcp(greeting) + 20 + 8);
        assertThat(time & 0x3f).isEqualTo(0x15);
        assertThat(Octets.i32(greeting, tcp(greeting) + 20 + 12)).isEqualTo(1000);

        String times = "0101080a000003e9" + HexFormat.of().toHexDigits(time);
        fromClient(ACK, 101, told + 1, times, "");
        byte[] syn = last(router.toLan);
        assertThat(options(syn))
                .as("the largest known size below the client's; what it offered")
                .isEqualTo(
                        "02040514"
                                + "0402080a000003e9"
                                + HexFormat.of().toHexDigits(time)
                                + "01030305");

        String serverTimes = "0402080a00010000000003e9" + "01030302";
        fromServer(SYN | ACK, 7000, 101, serverTimes, "");
        assertThat(window(last(router.toWan))).isEqualTo(1000 >> 2);
        assertThat(options(last(router.toWan)))
                .as("the server's time as the client counts")
                .isEqualTo("0101080a" + HexFormat.of().toHexDigits(time) + "000003e9");
        fromServer(PSH_ACK, 7001, 101, "0101080a00010005000003e9", "OK");
        assertThat(options(last(router.toWan)))
                .isEqualTo("0101080a" + HexFormat.of().toHexDigits(time + 5) + "000003e9");
        fromClient(
                ACK, 101, told + 3, "0101080a000003ef" + HexFormat.of().toHexDigits(time + 5), "");
        assertThat(options(last(router.toLan))).isEqualTo("0101080a000003ef00010005");
    }

    @Test
    void shouldDropWhatAcknowledgesNothingThatWasSaid() {
        load(RULES);
        fromClient(SYN, 100, 0, "", "");
        int told = seq(last(router.toWan));
        fromClient(ACK, 101, told + 77, "", "");
        assertThat(router.toLan).isEmpty();
        router.run(130_000);
        fromClient(ACK, 101, told + 1, "", "");
        assertThat(router.toLan).as("too late").isEmpty();
        assertThat(router.host.conntrack().count()).isZero();
    }

    @Test
    void shouldResetTheClientIfTheServerDoes() {
        load(RULES);
        fromClient(SYN, 100, 0, "", "");
        int told = seq(last(router.toWan));
        fromClient(ACK, 101, told + 1, "", "");
        fromServer(TcpView.RST | ACK, 0, 101, "", "");
        assertThat(flags(last(router.toWan))).isEqualTo(TcpView.RST | ACK);
        assertThat(seq(last(router.toWan))).isEqualTo(told + 1);
    }

    @Test
    void shouldOpenAnewIfTheAnswerOfTheServerWasLost() {
        load(RULES);
        fromClient(SYN, 100, 0, "", "");
        int told = seq(last(router.toWan));
        fromClient(ACK, 101, told + 1, "", "");
        fromClient(PSH_ACK, 101, told + 1, "", "x");
        assertThat(router.toLan).hasSize(2).allMatch(packet -> flags(packet) == SYN);
    }

    @Test
    void shouldPassOnWhatIsNoOpening() {
        load(RULES);
        fromClient(TcpView.FIN | ACK, 100, 5, "", "");
        assertThat(router.toLan).as("left to the next rule, which drops it").isEmpty();
        assertThat(router.toWan).isEmpty();
    }

    @Test
    void shouldRefuseItElsewhere() {
        var loaded =
                NftText.load(
                        router.host.rules().ruleset(),
                        NftDevices.any(),
                        "rules.nft",
                        """
                        table ip x { chain p { type filter hook prerouting priority 0
                         synproxy
                         } }
                        """,
                        NftOptions.strict());
        assertThat(loaded.errors().toString()).contains("input and forward only");
    }
}
