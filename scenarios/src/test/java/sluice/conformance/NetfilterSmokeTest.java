package sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sluice.bpf.PacketMetadata;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.linuxstack.LinuxHost;
import sluice.netdev.EthernetDevice;
import sluice.netfilter.NetInterface;
import sluice.netfilter.PacketType;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.packet.Checksums;
import sluice.packet.Octets;
import sluice.packet.wire.Addresses;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Plays recorded kernel cases whose rules only count, and compares the frames that leave, what taps
 * saw and what sockets were told. The full runner, with rules, comes later.
 */
class NetfilterSmokeTest {
    private static final List<String> FAMILIES =
            List.of(
                    "local",
                    "arp",
                    "fwderr",
                    "malformed",
                    "otherhost",
                    "bcast",
                    "frag",
                    "martian",
                    "traversal");
    private static final Pattern COUNTING_RULE =
            Pattern.compile("add rule \\S+ \\S+ \\S+ counter( accept)?");
    private static final long STEP_NANOS = 20_000_000L;

    @Test
    void shouldSendWhatTheKernelSent() throws IOException {
        Path cases = Recordings.require("conformance/netfilter");
        List<String> wrong = new ArrayList<>();
        int played = 0;
        int skipped = 0;
        var mapper = new ObjectMapper();
        for (String family : FAMILIES) {
            try (Stream<Path> files = Files.list(cases.resolve(family))) {
                for (Path file : files.sorted().toList()) {
                    JsonNode one = mapper.readTree(Files.readString(file));
                    if (!playable(one)) {
                        skipped++;
                        continue;
                    }
                    played++;
                    String difference = new Play(one).run();
                    if (difference != null) wrong.add(one.get("id").asString() + ": " + difference);
                }
            }
        }
        System.out.printf(
                "netfilter smoke: %d played, %d differ, %d skipped%n",
                played, wrong.size(), skipped);
        wrong.forEach(System.out::println);
        assertThat(wrong.size()).isLessThanOrEqualTo(KNOWN_DIFFERENCES);
    }

    private static final int KNOWN_DIFFERENCES = 0;

    private static boolean playable(JsonNode one) {
        String rules = one.path("ruleset").path("nft").asString("");
        if (rules.contains("policy drop") || rules.contains("table arp")) return false;
        for (String line : rules.lines().toList()) {
            if (line.startsWith("add rule") && !COUNTING_RULE.matcher(line).matches()) return false;
        }
        for (JsonNode step : one.get("steps")) {
            String op = step.get("op").asString();
            if (!List.of("inject", "udp_send", "wait").contains(op)) return false;
            if (step.has("tcp_ack_from")) return false;
        }
        for (JsonNode route : one.get("dut").path("routes")) {
            if (route.asString().startsWith("throw")) return false; // no such kind of route yet
        }
        for (JsonNode device : one.get("dut").get("interfaces")) {
            if (!List.of("lo", "veth").contains(device.get("kind").asString())) return false;
        }
        for (JsonNode socket : one.get("dut").path("sockets")) {
            if (socket.get("proto").asString().equals("tcp") && usesTcp(one)) return false;
            if (socket.get("proto").asString().equals("raw")) return false;
        }
        return true;
    }

    private static boolean usesTcp(JsonNode one) {
        for (JsonNode step : one.get("steps")) {
            String hex = step.path("hex").asString("");
            if (hex.length() > 60 && hex.startsWith("0800", 24) && hex.startsWith("06", 46))
                return true;
        }
        return false;
    }

    /** One case being played. */
    private static final class Play {
        private final JsonNode one;
        private final World world = new World(WorldOptions.DEFAULT, null);
        private final Host machine = world.addHost("dut", HostOptions.DEFAULT);
        private final Map<String, SimNic> nics = new HashMap<>();
        private final Map<String, UdpSocket> sockets = new HashMap<>();
        private final Map<String, List<byte[]>> sent = new HashMap<>();
        private final List<String> seen = new ArrayList<>();
        private final List<String> events = new ArrayList<>();

        Play(JsonNode one) {
            this.one = one;
        }

        @Nullable String run() {
            LinuxHost host;
            try {
                host = build();
            } catch (IllegalArgumentException e) {
                return "cannot be set up: " + e.getMessage();
            } catch (SocketRefused e) {
                return "socket refused: " + e.getMessage();
            }
            int number = 0;
            JsonNode expected = one.get("expect").get("steps");
            for (JsonNode step : one.get("steps")) {
                sent.clear();
                seen.clear();
                events.clear();
                SocketStatus status = play(host, step, number);
                long waited = step.path("wait_ms").asLong(0) + step.path("ms").asLong(0);
                world.runUntil(world.scheduler().nowNanos() + STEP_NANOS + waited * 1_000_000L);
                String difference = compare(expected.get(number), status);
                if (difference != null) return "step " + number + ": " + difference;
                number++;
            }
            List<String> unbalanced = world.ledger().check();
            return unbalanced.isEmpty() ? null : unbalanced.toString();
        }

        private LinuxHost build() throws SocketRefused {
            JsonNode dut = one.get("dut");
            LinuxHost.Builder builder = LinuxHost.on(machine);
            builder.sysctl("net.ipv4.icmp_ratelimit", 0);
            for (JsonNode device : dut.get("interfaces")) {
                String name = device.get("name").asString();
                if (name.equals("lo")) {
                    for (JsonNode address : device.path("addrs")) {
                        if (!address.asString().startsWith("127.0.0.1/"))
                            builder.address("lo", address.asString());
                    }
                    continue;
                }
                int mtu = device.path("mtu").asInt(1500);
                long mac = Addresses.parseMac(device.get("mac").asString()).orElseThrow();
                SimNic nic = machine.addNic(name, new NicOptions(mac, mtu, 256, 256));
                world.connect("link-" + name, LinkOptions.PERFECT, nic);
                nics.put(name, nic);
                List<String> addresses = new ArrayList<>();
                for (JsonNode address : device.path("addrs")) addresses.add(address.asString());
                builder.nic(nic, mtu, addresses.toArray(String[]::new));
            }
            for (var sysctl : dut.path("sysctl").properties()) {
                builder.sysctl(sysctl.getKey(), sysctl.getValue().asInt());
            }
            for (JsonNode route : dut.path("routes")) builder.route(route.asString());
            for (JsonNode neighbour : dut.path("neigh")) {
                builder.neighbour(
                        neighbour.get("dev").asString(),
                        neighbour.get("ip").asString(),
                        neighbour.get("mac").asString());
            }
            LinuxHost host = builder.build();
            for (var device : host.devices()) {
                if (device instanceof EthernetDevice ethernet) ethernet.setPromiscuous(true);
            }
            host.registerTap(this::saw);
            for (JsonNode socket : dut.path("sockets")) {
                if (!socket.get("proto").asString().equals("udp")) continue;
                String id = socket.get("id").asString();
                IpAddress any =
                        socket.path("ipv6").asBoolean(false) ? IpAddress.ANY6 : IpAddress.ANY4;
                IpAddress local =
                        socket.has("bind") ? IpAddress.require(socket.get("bind").asString()) : any;
                int port = socket.get("port").asInt();
                sockets.put(id, host.sharedUdp(local, port, listener(id)));
                if (socket.has("join")) {
                    String group = socket.get("join").get(0).asString();
                    host.sockets().join(IpAddress.require(group), "eth0");
                }
            }
            return host;
        }

        private void saw(
                NetInterface device,
                PacketType type,
                long packetId,
                byte[] octets,
                int offset,
                int length,
                PacketMetadata metadata) {
            byte[] copy = java.util.Arrays.copyOfRange(octets, offset, offset + length);
            boolean out = type == PacketType.OUTGOING;
            if (out && !device.loopback())
                sent.computeIfAbsent(device.name(), _ -> new ArrayList<>()).add(copy);
            seen.add(device.name() + " " + (out ? "tx" : "rx") + " " + type);
        }

        private SocketHandler listener(String id) {
            return new SocketHandler() {
                @Override
                public void received(
                        long packetId,
                        byte[] octets,
                        int offset,
                        int length,
                        long high,
                        long low,
                        int port) {
                    String payload = HexFormat.of().formatHex(octets, offset, offset + length);
                    events.add(
                            "%s recv %s:%d %s"
                                    .formatted(id, new IpAddress(high, low), port, payload));
                }

                @Override
                public void error(SocketStatus status, IpAddress about) {
                    events.add(id + " error " + status.name());
                }
            };
        }

        private @Nullable SocketStatus play(LinuxHost host, JsonNode step, int number) {
            if (step.get("op").asString().equals("inject")) {
                byte[] frame = HexFormat.of().parseHex(step.get("hex").asString());
                SimNic nic = Objects.requireNonNull(nics.get(step.get("dev").asString()));
                for (int i = step.path("count").asInt(1); i > 0; i--)
                    nic.inject(frame, 0, frame.length);
                return null;
            }
            if (!step.get("op").asString().equals("udp_send")) return null;
            try {
                String id = step.path("id").asString("send#" + number);
                JsonNode bind = step.path("bind");
                UdpSocket socket =
                        step.has("sock")
                                ? Objects.requireNonNull(sockets.get(step.get("sock").asString()))
                                : host.sharedUdp(
                                        IpAddress.require(bind.path(0).asString("0.0.0.0")),
                                        bind.path(1).asInt(0),
                                        listener(id));
                sockets.put(id, socket);
                byte[] payload = HexFormat.of().parseHex(step.get("payload").asString());
                return socket.send(
                        payload,
                        0,
                        payload.length,
                        IpAddress.require(step.get("to").get(0).asString()),
                        step.get("to").get(1).asInt(),
                        new SendOptions(
                                step.path("ttl").asInt(-1),
                                step.path("tos").asInt(-1),
                                step.path("pmtudisc").asInt(1) == 2,
                                step.path("broadcast").asBoolean(false)));
            } catch (SocketRefused e) {
                return e.status();
            }
        }

        private @Nullable String compare(JsonNode expected, @Nullable SocketStatus status) {
            String error = expected.path("error").asString("");
            String ours = status == null || status.ok() ? "" : status.name();
            if (!error.equals(ours)) return "error '" + ours + "', kernel '" + error + "'";
            JsonNode tx = expected.path("tx");
            for (String device : nics.keySet()) {
                List<byte[]> frames = sent.getOrDefault(device, List.of());
                JsonNode wanted = tx.path(device);
                for (int i = 0; i < Math.max(frames.size(), wanted.size()); i++) {
                    if (i >= frames.size())
                        return device + " lacks " + wanted.get(i).get("hex").asString();
                    String hex = HexFormat.of().formatHex(frames.get(i));
                    if (i >= wanted.size()) return device + " has more: " + hex;
                    String masked = masked(frames.get(i), wanted.get(i));
                    if (!masked.equals(wanted.get(i).get("hex").asString()))
                        return "%s frame %d%n  ours   %s%n  kernel %s"
                                .formatted(device, i, masked, wanted.get(i).get("hex").asString());
                }
            }
            List<String> taps = new ArrayList<>();
            for (JsonNode tap : expected.path("tap")) {
                taps.add(
                        tap.get("dev").asString()
                                + " "
                                + tap.get("dir").asString()
                                + " "
                                + tap.get("pkttype").asString());
            }
            if (expected.has("tap") && !sorted(taps).equals(sorted(seen)))
                return "taps saw " + seen + ", kernel " + taps;
            List<String> told = new ArrayList<>();
            for (JsonNode event : expected.path("sock")) {
                String id = event.get("sock").asString();
                switch (event.get("event").asString()) {
                    case "recv" ->
                            told.add(
                                    "%s recv %s:%d %s"
                                            .formatted(
                                                    id,
                                                    event.get("from").get(0).asString(),
                                                    event.get("from").get(1).asInt(),
                                                    event.get("payload").asString()));
                    case "error" -> told.add(id + " error " + event.get("errno").asString());
                    default -> {}
                }
            }
            // Our sockets hear every ICMP error; the recorded ones only when connected.
            List<String> heard = new ArrayList<>(events);
            heard.removeIf(event -> event.contains(" error ") && !told.contains(event));
            if (!sorted(told).equals(sorted(heard))) return "sockets " + heard + ", kernel " + told;
            return null;
        }

        private static List<String> sorted(List<String> list) {
            return list.stream().sorted().toList();
        }
    }

    private static String masked(byte[] frame, JsonNode wanted) {
        byte[] octets = frame.clone();
        boolean any = false;
        for (JsonNode mask : wanted.path("mask")) {
            int offset = mask.get("off").asInt();
            for (int i = 0; i < mask.get("len").asInt(); i++) {
                if (offset + i < octets.length) octets[offset + i] = 0;
            }
            any = true;
        }
        if (any && octets.length >= 34 && Octets.u16(octets, 12) == 0x0800) rewrite(octets, wanted);
        return HexFormat.of().formatHex(octets);
    }

    private static void rewrite(byte[] octets, JsonNode wanted) {
        int header = (octets[14] & 15) * 4;
        if (wanted.path("csum").path("ip").asString("").equals("ok")) {
            Octets.put16(octets, 24, 0);
            Octets.put16(octets, 24, Checksums.finish(Checksums.sum(octets, 14, header)));
        }
        if (!wanted.path("csum").path("l4").asString("").equals("ok")) return;
        int upper = 14 + header;
        int length = Octets.u16(octets, 16) - header;
        int protocol = octets[23] & 0xff;
        int field = protocol == 6 ? 16 : protocol == 17 ? 6 : 2;
        long pseudo =
                protocol == 1
                        ? 0
                        : Checksums.pseudoHeader4(
                                Octets.i32(octets, 26), Octets.i32(octets, 30), protocol, length);
        Octets.put16(octets, upper + field, 0);
        int sum = Checksums.finish(pseudo + Checksums.sum(octets, upper, length));
        Octets.put16(octets, upper + field, sum);
    }
}
