package sluice.rules.iptables;

import java.util.List;
import java.util.Map;
import sluice.netfilter.NfVerdict;
import sluice.packet.wire.IpProtocols;
import sluice.rules.RuleHook;
import sluice.rules.RuleVerdict;
import sluice.rules.iptables.Option.Form;
import sluice.rules.statement.Decide;
import sluice.rules.statement.QueueTo;
import sluice.rules.statement.Reject;

/** Targets that decide. */
final class VerdictTargets {
    /** {@code --reject-with} by code of ICMP. */
    private static final Map<String, Integer> ICMP =
            Map.of(
                    "icmp-net-unreachable", 0,
                    "icmp-host-unreachable", 1,
                    "icmp-proto-unreachable", 2,
                    "icmp-port-unreachable", 3,
                    "icmp-net-prohibited", 9,
                    "icmp-host-prohibited", 10,
                    "icmp-admin-prohibited", 13);

    private static final Map<String, String> SHORT =
            Map.of(
                    "net-unreach", "icmp-net-unreachable",
                    "host-unreach", "icmp-host-unreachable",
                    "proto-unreach", "icmp-proto-unreachable",
                    "port-unreach", "icmp-port-unreachable",
                    "net-prohib", "icmp-net-prohibited",
                    "host-prohib", "icmp-host-prohibited",
                    "admin-prohib", "icmp-admin-prohibited",
                    "tcp-rst", "tcp-reset");

    private static final Map<String, Integer> ICMP6 =
            Map.of(
                    "icmp6-no-route", 0,
                    "icmp6-adm-prohibited", 1,
                    "icmp6-addr-unreachable", 3,
                    "icmp6-port-unreachable", 4,
                    "icmp6-policy-fail", 5,
                    "icmp6-reject-route", 6);

    private static final Map<String, String> SHORT6 =
            Map.of(
                    "no-route", "icmp6-no-route",
                    "adm-prohibited", "icmp6-adm-prohibited",
                    "addr-unreach", "icmp6-addr-unreachable",
                    "port-unreach", "icmp6-port-unreachable",
                    "policy-fail", "icmp6-policy-fail",
                    "reject-route", "icmp6-reject-route");

    static final List<Extension> ALL =
            List.of(
                    verdict("ACCEPT", RuleVerdict.ACCEPT),
                    verdict("DROP", RuleVerdict.DROP),
                    verdict("RETURN", RuleVerdict.RETURN),
                    verdict("QUEUE", new RuleVerdict.Queue(new NfVerdict.Queue(0, false)))
                            .noted("queue 0 of nfqueue; ip_queue is gone from the kernel"),
                    Extension.target(
                                    "REJECT",
                                    Extension.IP4,
                                    VerdictTargets::reject,
                                    Option.of("reject-with"))
                            .inTables("filter")
                            .at(RuleHook.INPUT, RuleHook.FORWARD, RuleHook.OUTPUT)
                            .written(VerdictTargets::rejectText),
                    Extension.target(
                                    "REJECT",
                                    Extension.IP6,
                                    VerdictTargets::reject,
                                    Option.of("reject-with"))
                            .inTables("filter")
                            .at(RuleHook.INPUT, RuleHook.FORWARD, RuleHook.OUTPUT)
                            .written(VerdictTargets::rejectText),
                    Extension.target(
                            "NFQUEUE",
                            Extension.BOTH,
                            VerdictTargets::nfqueue,
                            Option.of(Form.DECIMAL, "queue-num"),
                            Option.of("queue-balance"),
                            Option.flag("queue-bypass"),
                            Option.flag("queue-cpu-fanout")));

    private VerdictTargets() {}

    private static Extension verdict(String name, RuleVerdict verdict) {
        return Extension.target(
                name, Extension.BOTH, (use, making) -> making.add(new Decide(verdict)));
    }

    /** The full name of an answer, and whether there is one. */
    private static String answer(Use use, boolean ipv4) {
        Given given = use.find("reject-with");
        if (given == null) return ipv4 ? "icmp-port-unreachable" : "icmp6-port-unreachable";
        String text = given.text();
        String full = (ipv4 ? SHORT : SHORT6).getOrDefault(text, text);
        if (full.equals("tcp-reset") || (ipv4 ? ICMP : ICMP6).containsKey(full)) return full;
        throw given.refused("unknown answer '" + text + "'");
    }

    private static void reject(Use use, Making making) {
        String answer = answer(use, making.ipv4());
        if (answer.equals("tcp-reset")) {
            if (making.protocol() != IpProtocols.TCP)
                throw use.refused("tcp-reset goes with -p tcp only");
            making.add(new Reject(Reject.Kind.TCP_RESET, 0));
        } else if (making.ipv4()) {
            making.add(new Reject(Reject.Kind.ICMP, ICMP.getOrDefault(answer, 0)));
        } else {
            making.add(new Reject(Reject.Kind.ICMPV6, ICMP6.getOrDefault(answer, 0)));
        }
    }

    private static String rejectText(Use use, Making making) {
        return " --reject-with " + answer(use, making.ipv4());
    }

    private static void nfqueue(Use use, Making making) {
        Given number = use.find("queue-num");
        Given balance = use.find("queue-balance");
        if (number != null && balance != null)
            throw balance.refused("--queue-num is there already");
        int first = number == null ? 0 : Values.whole(number, 0, 0xffff);
        int last = first;
        if (balance != null) {
            Values.Range range = Values.range(balance, balance.text(), 0xffff);
            first = range.from();
            last = range.to();
        }
        boolean fanout = use.has("queue-cpu-fanout");
        if (fanout && balance == null)
            throw use.refused("--queue-cpu-fanout needs --queue-balance");
        making.add(new QueueTo(first, last, null, use.has("queue-bypass"), fanout));
    }
}
