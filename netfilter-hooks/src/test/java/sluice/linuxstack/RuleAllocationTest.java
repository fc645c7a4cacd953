package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfVerdict;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.packet.Octets;
import sluice.packet.wire.TransportChecksums;
import sluice.rules.RuleFamily;
import sluice.rules.iptables.IptablesOptions;
import sluice.rules.iptables.IptablesText;
import sluice.rules.nft.NftDevices;
import sluice.rules.nft.NftOptions;
import sluice.rules.nft.NftText;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/**
 * With trace and audit off, a forwarded packet of a connection that is known allocates nothing,
 * whatever rules it meets on its way and whether it is translated or not.
 */
class RuleAllocationTest {
    private static final int PACKETS = 20_000;
    private static final int ROUNDS_MAX = 60;

    private static final String SETS =
            """
            table ip filter {
              set hosts { type ipv4_addr; elements = { 10.0.0.2, 10.0.0.77 } }
              set nets { type ipv4_addr; flags interval; elements = { 10.0.0.0/24, 172.16.0.0/12 } }
              set pairs { type ipv4_addr . inet_service; elements = { 10.0.0.2 . 9 } }
              set ranges { type ipv4_addr . inet_service; flags interval; elements = { 10.0.0.0/24 . 1-9 } }
              map marks { type ipv4_addr : mark; elements = { 10.0.0.2 : 7 } }
              chain services { udp dport vmap { 7 : accept, 9 : return } }
              chain forward {
                type filter hook forward priority 0; policy drop;
                ct state invalid drop
                ip saddr @hosts counter
                ip saddr @nets counter
                ip saddr . udp dport @pairs counter
                ip saddr . udp dport @ranges counter
                meta mark set ip saddr map @marks
                udp dport { 5, 6, 8 } drop
                tcp dport 22 accept
                limit rate 1000000/second counter
                ct mark set meta mark
                ip ttl > 1 ip dscp set cs1
                meta length > 20 jump services
                fib daddr type unicast counter
                numgen inc mod 2 0 counter
                ct state established,related,new counter accept
              }
            }
            """;

    private static final String TRANSLATED =
            """
            table ip nat {
              chain post { type nat hook postrouting priority 100; oifname "eth1" masquerade }
              chain pre { type nat hook prerouting priority -100; udp dport 9 dnat to 10.0.1.2:99 }
            }
            """;

    private static final String IPTABLES =
            """
            *mangle
            :PREROUTING ACCEPT [0:0]
            -A PREROUTING -m conntrack --ctstate NEW,ESTABLISHED -j CONNMARK --set-mark 5
            -A PREROUTING -j CONNMARK --restore-mark
            -A PREROUTING -p udp -j TOS --set-tos 0x10
            COMMIT
            *nat
            :POSTROUTING ACCEPT [0:0]
            -A POSTROUTING -o eth1 -j SNAT --to-source 10.0.1.1
            COMMIT
            *filter
            :FORWARD DROP [0:0]
            :services - [0:0]
            -A FORWARD -m conntrack --ctstate INVALID -j DROP
            -A FORWARD -m mark ! --mark 5 -j DROP
            -A FORWARD -p udp -m multiport --dports 5,6,8,10:20 -j DROP
            -A FORWARD -m iprange --src-range 172.16.0.1-172.16.0.9 -j DROP
            -A FORWARD -m addrtype --dst-type BROADCAST -j DROP
            -A FORWARD -m limit --limit 10000/sec --limit-burst 10000 -m comment --comment "some"
            -A FORWARD -m hashlimit --hashlimit-upto 10000/sec --hashlimit-mode srcip --hashlimit-name h
            -A FORWARD -m statistic --mode nth --every 3 --packet 0
            -A FORWARD -m length --length 20:1500 -m ttl --ttl-gt 1 -m pkttype --pkt-type unicast
            -A FORWARD -j services
            -A services -p tcp -m tcp --dport 22 --syn -j ACCEPT
            -A services -p udp -m udp --dport 9 -m state --state NEW,ESTABLISHED -j ACCEPT
            COMMIT
            """;

    private final World world = new World(WorldOptions.DEFAULT.unaudited(), null);
    private final SimNic left;
    private final SimNic right;
    private final LinuxHost router;
    private long passed;

    RuleAllocationTest() {
        var machine = world.addHost("router", HostOptions.DEFAULT);
        left = machine.addNic("eth0", NicOptions.ethernet(0x0200_0000_0001L));
        right = machine.addNic("eth1", NicOptions.ethernet(0x0200_0000_0002L));
        world.connect("left", LinkOptions.PERFECT, left);
        world.connect("right", LinkOptions.PERFECT, right);
        router =
                LinuxHost.on(machine)
                        .sysctl("net.ipv4.ip_forward", 1)
                        .nic(left, "10.0.0.1/24")
                        .nic(right, "10.0.1.1/24")
                        .neighbour("eth0", "10.0.0.2", "06:00:00:00:00:01")
                        .neighbour("eth1", "10.0.1.2", "06:00:00:00:00:02")
                        .build();
        router.registerHook(
                NfFamily.IPV4,
                HookPoint.POST_ROUTING,
                Integer.MAX_VALUE,
                "count",
                (_, _) -> {
                    passed++;
                    return NfVerdict.ACCEPT;
                });
    }

    private void nft(String text) {
        var engine = router.rules();
        var loaded =
                NftText.load(
                        engine.ruleset(),
                        NftDevices.of(engine.host()),
                        "test",
                        text,
                        NftOptions.strict());
        assertThat(loaded.errors()).isEmpty();
        assertThat(engine.commit()).isEmpty();
    }

    @Test
    void shouldAllocateNothingWhereOnlyTracked() throws Exception {
        router.conntrack().use(NfFamily.IPV4);
        assertThat(leastOctetsAPacket(9)).as("octets per packet").isLessThan(1.0);
        assertThat(router.conntrack().count()).isEqualTo(1);
    }

    @Test
    void shouldAllocateNothingAmongSets() throws Exception {
        nft(SETS);
        assertThat(leastOctetsAPacket(9)).as("octets per packet").isLessThan(1.0);
        assertThat(router.conntrack().entries().getFirst().mark()).isEqualTo(7);
    }

    @Test
    void shouldAllocateNothingWhereRulesAreNotPlanned() throws Exception {
        router.rules().plan(null);
        nft(SETS);
        assertThat(leastOctetsAPacket(9)).as("octets per packet").isLessThan(1.0);
    }

    @Test
    void shouldAllocateNothingWhereBothEndsAreTranslated() throws Exception {
        nft(SETS + TRANSLATED);
        assertThat(leastOctetsAPacket(9)).as("octets per packet").isLessThan(1.0);
        assertThat(router.conntrack().entries().getFirst().reply().toString())
                .contains("10.0.1.2", "10.0.1.1", "99");
    }

    @Test
    void shouldAllocateNothingAmongIptablesRules() throws Exception {
        var loaded =
                IptablesText.load(
                        router.rules().ruleset(),
                        RuleFamily.IP,
                        "test",
                        IPTABLES,
                        IptablesOptions.strict());
        assertThat(loaded.diagnostics()).isEmpty();
        assertThat(router.rules().commit()).isEmpty();
        assertThat(leastOctetsAPacket(9)).as("octets per packet").isLessThan(1.0);
    }

    // What is not compiled yet may make objects, which takes some rounds on a busy machine; what is
    // really allocated per packet would stay in every round.
    private double leastOctetsAPacket(int port) throws ReflectiveOperationException {
        byte[] frame =
                HexFormat.of()
                        .parseHex(
                                "020000000001060000000001080045000021123440004011000"
                                        + "00a0000020a00010203e80007000d000068656c6c6f");
        Octets.put16(frame, 36, port);
        TransportChecksums.fillIpv4Header(frame, 14, 20);
        double least = Double.MAX_VALUE;
        int rounds = 0;
        while (least >= 1.0 && rounds < ROUNDS_MAX) {
            long before = allocatedOctets();
            for (int i = 0; i < PACKETS; i++) {
                left.inject(frame, 0, frame.length);
                world.scheduler().run(world.scheduler().nowNanos() + 1_000, Long.MAX_VALUE);
            }
            least = Math.min(least, (double) (allocatedOctets() - before) / PACKETS);
            rounds++;
        }
        assertThat(passed).isEqualTo((long) rounds * PACKETS);
        return least;
    }

    // By reflection, because the module under test does not read jdk.management.
    private static long allocatedOctets() throws ReflectiveOperationException {
        Object threads =
                Class.forName("java.lang.management.ManagementFactory")
                        .getMethod("getThreadMXBean")
                        .invoke(null);
        Method method =
                Class.forName("com.sun.management.ThreadMXBean")
                        .getMethod("getCurrentThreadAllocatedBytes");
        return (long) method.invoke(threads);
    }
}
