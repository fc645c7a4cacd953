package sluice.conformance.kernel;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sluice.conformance.ConformanceProgress;
import sluice.conformance.ConformanceResult;
import sluice.conformance.Recordings;
import sluice.conformance.netfilter.WrittenCase;

/** This machine's kernel beside the emulated host; skipped where there is none to experiment on. */
class KernelConformanceTest {
    private static final String GATEWAY =
            """
            *nat
            :PREROUTING ACCEPT [0:0]
            :POSTROUTING ACCEPT [0:0]
            -A PREROUTING -i eth0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 192.168.7.9:80
            -A POSTROUTING -s 192.168.7.0/24 -o eth0 -j MASQUERADE
            COMMIT
            *filter
            :INPUT DROP [0:0]
            :FORWARD DROP [0:0]
            :OUTPUT ACCEPT [0:0]
            :WEB - [0:0]
            -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
            -A INPUT -i eth1 -p udp -m udp --dport 53 -j ACCEPT
            -A INPUT -p icmp -m icmp --icmp-type 8 -j ACCEPT
            -A INPUT -p tcp -j REJECT --reject-with tcp-reset
            -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
            -A FORWARD -p tcp -m multiport --dports 80,443 -j WEB
            -A FORWARD -s 192.168.7.0/24 -i eth1 -o eth0 -p udp -j ACCEPT
            -A FORWARD -i eth0 -j REJECT --reject-with icmp-admin-prohibited
            -A WEB -m conntrack --ctstate INVALID -j DROP
            -A WEB -j ACCEPT
            COMMIT
            """;

    private static final String SERVER =
            """
            *filter
            :INPUT DROP [0:0]
            :FORWARD DROP [0:0]
            :OUTPUT ACCEPT [0:0]
            -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
            -A INPUT -p ipv6-icmp -j ACCEPT
            -A INPUT -s 2001:db8:ff::/48 -p tcp -m tcp --dport 22 -j ACCEPT
            -A INPUT -p tcp -j REJECT --reject-with tcp-reset
            -A FORWARD -p udp -m udp --dport 443 -j ACCEPT
            -A FORWARD -j REJECT
            COMMIT
            """;

    private static final String ROUTER =
            """
            table inet filter {
              set wanted { type inet_service; flags interval; elements = { 22, 80, 8000-8100 } }
              chain input {
                type filter hook input priority 0; policy drop;
                ct state vmap { established : accept, related : accept, invalid : drop }
                iifname "lan" meta l4proto . th dport vmap { udp . 53 : accept, tcp . 53 : jump dns }
                tcp dport @wanted counter accept
                meta l4proto { icmp, icmpv6 } accept
                counter reject
              }
              chain dns { ip saddr 10.9.0.0/16 counter accept; counter drop; }
              chain forward {
                type filter hook forward priority 0; policy drop;
                ct state established,related accept
                iifname "lan" oifname "wan" accept
              }
            }
            table ip nat {
              chain out { type nat hook postrouting priority 100; oifname "wan" masquerade; }
            }
            """;

    /** Of the rulesets of others. */
    private static final double AGREEMENT = 0.99;

    @TempDir Path folder;

    @BeforeEach
    void shouldHaveAKernel() {
        Optional<String> problem = KernelConformance.problem();
        if (problem.isEmpty()) return;
        System.err.println("skipped: no kernel to compare with: " + problem.get());
        Assumptions.abort(problem.get());
    }

    private static ConformanceResult run(List<Path> rulesets, int packets, StringWriter report)
            throws IOException {
        return KernelConformance.run(
                rulesets,
                new KernelConformance.Options(packets, 7, null),
                new PrintWriter(report),
                ConformanceProgress.NONE);
    }

    private static long figure(ConformanceResult result, String name) {
        return requireNonNull(result.figures().get(name), name);
    }

    @Test
    void shouldDoWithFreshPacketsWhatTheKernelDoes() throws IOException {
        Path gateway = Files.writeString(folder.resolve("gateway.ipt"), GATEWAY);
        Path server = Files.writeString(folder.resolve("server.ip6t"), SERVER);
        Path router = Files.writeString(folder.resolve("router.nft"), ROUTER);
        var report = new StringWriter();
        ConformanceResult result = run(List.of(gateway, server, router), 120, report);
        assertThat(result.failures()).as(report.toString()).isEmpty();
        assertThat(result.skipped()).as(report.toString()).isZero();
        assertThat(result.figures().get("packets")).isGreaterThan(250);
    }

    /** An emulated host with other rules would not be found to agree. */
    @Test
    void shouldNameTheCauseOfADifference() throws IOException {
        Path file = Files.writeString(folder.resolve("a.nft"), ROUTER);
        var report = new StringWriter();
        // What the kernel does is written down, and played with one rule fewer.
        KernelConformance.run(
                List.of(file),
                new KernelConformance.Options(60, 7, folder),
                new PrintWriter(report),
                ConformanceProgress.NONE);
        String text = Files.readString(folder.resolve("a.nft.json"));
        String fewer = ROUTER.replace("tcp dport @wanted counter accept", "");
        assertThat(WrittenCase.play(text, ROUTER, 1_000_000, 0))
                .noneMatch(each -> each.aspect().equals("trace"));
        assertThat(WrittenCase.play(text, fewer, 1_000_000, 0))
                .anyMatch(each -> each.aspect().equals("trace"));
    }

    @Test
    void shouldSayWhyARulesetIsNotPlayed() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.nft"), "table ip x { nonsense }\n");
        var report = new StringWriter();
        assertThat(run(List.of(file), 10, report).skipped()).isEqualTo(1);
        assertThat(report.toString()).contains("skipped bad.nft: its rules are not understood");
    }

    @Test
    void shouldAgreeOnTheRulesetsOfOthers() throws IOException {
        Assumptions.assumeTrue(
                "whole".equals(System.getProperty("sluice.effort")), "runs with -Plong only");
        Path shared = Recordings.require("rulesets");
        List<Path> files;
        try (Stream<Path> all = Files.list(shared)) {
            files =
                    all.filter(each -> each.toString().matches(".*\\.(ipt|ip6t|nft)"))
                            .sorted()
                            .toList();
        }
        var report = new StringWriter();
        ConformanceResult result = run(files, 150, report);
        long packets = figure(result, "packets");
        assertThat(packets).isGreaterThan(files.size() * 100L);
        assertThat((double) figure(result, "packetsThatAgree") / packets)
                .as(report.toString())
                .isGreaterThan(AGREEMENT);
    }
}
