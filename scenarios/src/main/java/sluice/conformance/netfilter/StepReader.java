package sluice.conformance.netfilter;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the steps of a case. */
final class StepReader {
    private static final int PORT_MAX = 65_535;

    private StepReader() {}

    /** Refuses other members; what every step may have says what it is for, and is not needed. */
    private static void requireOnly(CaseJson json, Set<String> names) throws CaseFault {
        Set<String> all = new HashSet<>(names);
        all.add("flow");
        all.add("aim");
        json.requireOnly(all);
    }

    private static CaseStep.Owner owner(CaseJson json) throws CaseFault {
        return new CaseStep.Owner(
                json.number("uid", 0, Integer.MAX_VALUE, 0),
                json.number("gid", 0, Integer.MAX_VALUE, 0),
                json.number("mark", 0, Integer.MAX_VALUE, 0));
    }

    static CaseStep step(CaseJson json, int index) throws CaseFault {
        String name = json.text("op");
        if (json.has("flow")) json.number("flow", 0, Integer.MAX_VALUE);
        int watch = json.number("wait_ms", 0, 3_600_000, 0);
        return switch (name) {
            case "inject" -> {
                requireOnly(json, Set.of("op", "dev", "hex", "count", "tcp_ack_from", "wait_ms"));
                yield new CaseStep.Inject(
                        json.text("dev"),
                        json.octets("hex"),
                        json.number("count", 1, 100_000, 1),
                        answer(json),
                        watch);
            }
            case "udp_send" -> udpSend(json, "send#" + index, watch);
            case "ping" -> {
                requireOnly(
                        json,
                        Set.of("op", "to", "icmp_id", "seq", "payload_len", "bind", "wait_ms"));
                yield new CaseStep.Ping(
                        "ping#" + index,
                        json.text("to"),
                        json.number("icmp_id", 0, PORT_MAX),
                        json.number("seq", 0, PORT_MAX),
                        json.number("payload_len", 0, PORT_MAX),
                        json.optional("bind").orElse(""),
                        watch);
            }
            case "tcp_connect" -> {
                requireOnly(json, Set.of("op", "id", "bind", "to", "wait_ms", "uid", "gid"));
                yield new CaseStep.TcpConnect(
                        json.text("id"), bind(json), endpoint(json.at("to")), owner(json), watch);
            }
            case "tcp_send" -> {
                requireOnly(json, Set.of("op", "sock", "payload", "wait_ms"));
                yield new CaseStep.TcpSend(json.text("sock"), json.octets("payload"), watch);
            }
            case "close", "shutdown" -> {
                requireOnly(json, Set.of("op", "sock", "abort", "wait_ms"));
                yield new CaseStep.Close(
                        json.text("sock"), name.equals("shutdown"), json.flag("abort"), watch);
            }
            case "wait" -> {
                requireOnly(json, Set.of("op", "ms"));
                yield new CaseStep.Wait(json.number("ms", 0, 3_600_000));
            }
            case "ip" -> {
                requireOnly(json, Set.of("op", "args", "wait_ms"));
                yield new CaseStep.IpCommand(json.text("args"), watch);
            }
            case "raw_send" -> {
                requireOnly(
                        json,
                        Set.of("op", "id", "proto", "hex", "to", "bind", "uid", "gid", "wait_ms"));
                yield new CaseStep.RawSend(
                        json.optional("id").orElse("rawsend#" + index),
                        json.number("proto", 0, 255),
                        json.octets("hex"),
                        json.text("to"),
                        json.optional("bind").orElse(""),
                        owner(json),
                        watch);
            }
            default -> throw new CaseFault(json.pointer() + "/op", "unknown step " + name);
        };
    }

    private static CaseStep udpSend(CaseJson json, String id, int watch) throws CaseFault {
        requireOnly(
                json,
                Set.of(
                        "op",
                        "to",
                        "payload",
                        "bind",
                        "sock",
                        "connect",
                        "id",
                        "uid",
                        "gid",
                        "mark",
                        "ttl",
                        "tos",
                        "broadcast",
                        "mcast_if",
                        "pmtudisc",
                        "bindtodevice",
                        "wait_ms"));
        var options =
                new CaseStep.UdpOptions(
                        json.number("ttl", 1, 255, -1),
                        json.number("tos", 0, 255, -1),
                        json.number("pmtudisc", 0, 2, -1),
                        json.flag("broadcast"),
                        json.optional("mcast_if").orElse(""),
                        json.optional("bindtodevice").orElse(""));
        return new CaseStep.UdpSend(
                json.optional("id").orElse(id),
                json.optional("sock").orElse(""),
                bind(json),
                endpoint(json.at("to")),
                json.octets("payload"),
                json.flag("connect"),
                options,
                owner(json),
                watch);
    }

    private static Optional<CaseStep.Endpoint> bind(CaseJson json) throws CaseFault {
        return json.has("bind") ? Optional.of(endpoint(json.at("bind"))) : Optional.empty();
    }

    private static CaseStep.Endpoint endpoint(CaseJson json) throws CaseFault {
        List<CaseJson> parts = json.items();
        if (parts.size() != 2) throw new CaseFault(json.pointer(), "expected address and port");
        return new CaseStep.Endpoint(parts.get(0).text(), parts.get(1).number(0, PORT_MAX));
    }

    private static Optional<CaseStep.TcpAnswer> answer(CaseJson json) throws CaseFault {
        if (!json.has("tcp_ack_from")) return Optional.empty();
        CaseJson from = json.at("tcp_ack_from");
        from.requireOnly(Set.of("step", "dev", "n", "add", "as"));
        return Optional.of(
                new CaseStep.TcpAnswer(
                        from.number("step", 0, 10_000),
                        from.text("dev"),
                        from.number("n", 0, 100_000),
                        from.number("add", Integer.MIN_VALUE, Integer.MAX_VALUE, 0),
                        from.optional("as").orElse("ack").equals("seq")));
    }
}
