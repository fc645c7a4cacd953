package sluice.rules.iptables;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import sluice.conntrack.SynProxy;
import sluice.packet.wire.IpProtocols;
import sluice.rules.OsFingerprints;
import sluice.rules.RuleHook;
import sluice.rules.iptables.Option.Form;
import sluice.rules.statement.SynProxyTo;
import sluice.rules.xtables.ClusterNode;
import sluice.rules.xtables.HashMark;
import sluice.rules.xtables.SystemOf;

/** What stands before servers: clusters, systems of clients, marks by a hash, the SYN proxy. */
final class SpreadExtensions {
    private static final int NODES_MAX = 32;
    private static final int MSS = 0x01;
    private static final int SCALE = 0x02;
    private static final int SACK = 0x04;
    private static final int TIMESTAMP = 0x08;
    private static final int ECN = 0x10;

    static final List<Extension> ALL =
            List.of(
                    Extension.match(
                            "cluster",
                            Extension.BOTH,
                            SpreadExtensions::cluster,
                            Option.of(Form.DECIMAL, "cluster-total-nodes"),
                            Option.of(Form.DECIMAL, "cluster-local-node").not(),
                            Option.of(Form.HEXADECIMAL, "cluster-local-nodemask").not(),
                            Option.of(Form.HEXADECIMAL, "cluster-hash-seed")),
                    Extension.match(
                                    "osf",
                                    Extension.IP4,
                                    SpreadExtensions::system,
                                    Option.of("genre").not(),
                                    Option.of(Form.DECIMAL, "ttl"),
                                    Option.of(Form.DECIMAL, "log"))
                            .forProtocols(Set.of(IpProtocols.TCP))
                            .at(RuleHook.PREROUTING, RuleHook.INPUT, RuleHook.FORWARD)
                            .noted("never before fingerprints are loaded; --log writes nothing"),
                    Extension.target(
                            "HMARK",
                            Extension.BOTH,
                            SpreadExtensions::hashMark,
                            Option.of("hmark-tuple"),
                            Option.of(Form.DECIMAL, "hmark-src-prefix"),
                            Option.of(Form.DECIMAL, "hmark-dst-prefix"),
                            Option.of(Form.HEXADECIMAL, "hmark-sport-mask"),
                            Option.of(Form.HEXADECIMAL, "hmark-dport-mask"),
                            Option.of(Form.HEXADECIMAL, "hmark-spi-mask"),
                            Option.of(Form.HEXADECIMAL, "hmark-sport"),
                            Option.of(Form.HEXADECIMAL, "hmark-dport"),
                            Option.of(Form.HEXADECIMAL, "hmark-spi"),
                            Option.of(Form.HEXADECIMAL, "hmark-proto-mask"),
                            Option.of(Form.HEXADECIMAL, "hmark-rnd"),
                            Option.of(Form.DECIMAL, "hmark-mod"),
                            Option.of(Form.DECIMAL, "hmark-offset")),
                    Extension.target(
                                    "SYNPROXY",
                                    Extension.BOTH,
                                    SpreadExtensions::synProxy,
                                    Option.flag("sack-perm"),
                                    Option.flag("timestamp"),
                                    Option.of(Form.DECIMAL, "wscale"),
                                    Option.of(Form.DECIMAL, "mss"),
                                    Option.flag("ecn"))
                            .forProtocols(Set.of(IpProtocols.TCP))
                            .at(RuleHook.INPUT, RuleHook.FORWARD));

    private SpreadExtensions() {}

    private static void cluster(Use use, Making making) {
        Given total = use.require("cluster-total-nodes");
        int nodes = Values.whole(total, 1, NODES_MAX);
        Given seed = use.require("cluster-hash-seed");
        Given which = use.requireOne("cluster-local-node", "cluster-local-nodemask");
        long mask;
        if (which.option().name().equals("cluster-local-node"))
            mask = 1L << (Values.whole(which, 1, NODES_MAX) - 1);
        else mask = Values.bits(which, which.text()) & 0xffff_ffffL;
        if (mask >= 1L << nodes)
            throw which.refused("there are " + nodes + " nodes in the cluster");
        making.add(
                new ClusterNode(
                        nodes, (int) mask, Values.bits(seed, seed.text()), which.inverted()));
    }

    private static void system(Use use, Making making) {
        String genre = use.require("genre").text();
        Given ttl = use.find("ttl");
        Given log = use.find("log");
        if (log != null) Values.whole(log, 0, 2);
        OsFingerprints.Ttl check =
                switch (ttl == null ? 0 : Values.whole(ttl, 0, 2)) {
                    case 0 -> OsFingerprints.Ttl.EXACT;
                    case 1 -> OsFingerprints.Ttl.LOOSE;
                    default -> OsFingerprints.Ttl.SKIP;
                };
        making.add(new SystemOf(genre, check));
    }

    private static void hashMark(Use use, Making making) {
        int bits = making.ipv4() ? 32 : 128;
        boolean tracked = false;
        int source = prefix(use, "hmark-src-prefix", bits);
        int destination = prefix(use, "hmark-dst-prefix", bits);
        int ports =
                number(use, "hmark-sport-mask", 0xffff) << 16
                        | number(use, "hmark-dport-mask", 0xffff);
        int spi = number(use, "hmark-spi-mask", 0xffff_ffffL);
        int protocol = number(use, "hmark-proto-mask", 0xffff);
        Given tuple = use.find("hmark-tuple");
        String[] words = tuple == null ? new String[0] : tuple.text().split(",", -1);
        for (String word : words) {
            switch (word.toLowerCase(Locale.ROOT)) {
                case "ct" -> tracked = true;
                case "src" -> source = bits;
                case "dst" -> destination = bits;
                case "sport" -> ports |= 0xffff_0000;
                case "dport" -> ports |= 0xffff;
                case "spi" -> spi = -1;
                case "proto" -> protocol = 0xffff;
                default -> throw use.refused("--hmark-tuple: unknown '" + word + "'");
            }
        }
        if (spi != 0 && ports != 0) throw use.refused("an SPI and ports exclude each other");
        int portSet = number(use, "hmark-sport", 0xffff) << 16 | number(use, "hmark-dport", 0xffff);
        int spiSet = number(use, "hmark-spi", 0xffff_ffffL);
        if (spiSet != 0 && portSet != 0) throw use.refused("an SPI and ports exclude each other");
        boolean any = source + destination != 0 || (ports | spi | protocol | portSet | spiSet) != 0;
        if (!any && !tracked) throw use.refused("--hmark-tuple is missing");
        use.require("hmark-rnd");
        use.require("hmark-offset");
        Given modulus = use.require("hmark-mod");
        int marks = Values.bits(modulus, modulus.text());
        if (marks == 0) throw modulus.refused("a number from 1 on was expected");
        making.add(
                new HashMark(
                        new HashMark.Settings(
                                tracked,
                                source,
                                destination,
                                ports | spi,
                                portSet | spiSet,
                                protocol,
                                number(use, "hmark-rnd", 0xffff_ffffL),
                                marks,
                                number(use, "hmark-offset", 0xffff_ffffL))));
    }

    private static int prefix(Use use, String name, int bits) {
        Given given = use.find(name);
        return given == null ? 0 : Values.whole(given, 0, bits);
    }

    private static int number(Use use, String name, long most) {
        Given given = use.find(name);
        return given == null ? 0 : (int) Values.number(given, given.text(), most);
    }

    private static void synProxy(Use use, Making making) {
        int options = 0;
        Given mss = use.find("mss");
        Given scale = use.find("wscale");
        if (mss != null) options |= MSS;
        if (scale != null) options |= SCALE;
        if (use.has("sack-perm")) options |= SACK;
        if (use.has("timestamp")) options |= TIMESTAMP;
        if (use.has("ecn")) options |= ECN;
        making.add(
                new SynProxyTo(
                        new SynProxy.Offer(
                                options,
                                scale == null ? 0 : Values.whole(scale, 0, 14),
                                mss == null ? 0 : Values.whole(mss, 0, 0xffff))));
    }
}
