package sluice.conformance.kernel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import sluice.conformance.kernel.PlayedStep.Event;
import sluice.conformance.kernel.PlayedStep.Left;
import sluice.conformance.kernel.TestDevice.Port;
import sluice.edge.IpAddress;
import sluice.firewall.Syntax;
import sluice.packet.Octets;
import sluice.packet.wire.Addresses;
import sluice.packet.wire.EthernetView;
import sluice.pcap.netns.NetworkNamespace;
import sluice.pcap.netns.RuleTraceEvent;
import sluice.pcap.netns.RuleTraceSocket;
import sluice.pcap.netns.TapPort;

/**
 * One play on the kernel: makes the device in a namespace of the calling thread's own, loads the
 * rules, does the steps one after the other and notes what comes of each. The thread is of no use
 * for anything else afterwards.
 */
final class KernelPlay implements AutoCloseable {
    private static final byte[] PAYLOAD = "sluice".getBytes(StandardCharsets.US_ASCII);

    /** Group reports go out until about so long after a device is up with IPv6. */
    private static final long GROUPS_NANOS = TimeUnit.MILLISECONDS.toNanos(1200);

    private static final String SETTINGS =
            """
            net/ipv4/conf/all/rp_filter 0
            net/ipv4/conf/default/rp_filter 0
            net/ipv4/icmp_ratelimit 0
            net/ipv4/icmp_msgs_per_sec 1000000
            net/ipv4/icmp_msgs_burst 1000000
            net/ipv6/icmp/ratelimit 0
            net/ipv4/tcp_timestamps 0
            net/ipv4/tcp_sack 0
            net/ipv4/tcp_window_scaling 0
            net/ipv4/tcp_ecn 0
            net/ipv6/auto_flowlabels 0
            net/ipv6/mld_qrv 1
            net/ipv4/igmp_qrv 1
            net/ipv6/conf/default/accept_dad 0
            net/ipv6/conf/default/addr_gen_mode 1
            net/ipv6/conf/default/accept_ra 0
            net/ipv6/conf/default/autoconf 0
            net/netfilter/nf_conntrack_acct 1
            """;

    private final TestDevice device;
    private final long paceNanos;
    private final Map<String, TapPort> taps = new LinkedHashMap<>();
    private final Map<Integer, String> deviceNames = new HashMap<>();
    private final List<Channel> sockets = new ArrayList<>();
    private final RuleTraceSocket trace;
    private final KernelRules rules;
    private final Map<String, String> hooks = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<PlayedStep> played = new ArrayList<>();

    /**
     * Sets the device up.
     *
     * @param text the rules
     * @param paceNanos how long a step takes at least
     * @throws IOException if the kernel, or a program for its tables, refuses
     */
    KernelPlay(TestDevice device, Syntax syntax, String text, long paceNanos) throws IOException {
        this.device = device;
        this.paceNanos = paceNanos;
        Optional<String> problem = NetworkNamespace.enter();
        if (problem.isPresent()) throw new IOException(problem.get());
        trace = RuleTraceSocket.open();
        boolean ready = false;
        try {
            settings();
            setUp();
            if (device.ipv6()) LockSupport.parkNanos(GROUPS_NANOS);
            load(syntax, text);
            Tool.run(watching(KernelRules.WATCH), "nft", "-f", "-");
            rules = KernelRules.ask();
            quiet();
            trace.drain();
            ready = true;
        } finally {
            if (!ready) close();
        }
    }

    // ---- setting up ------------------------------------------------------------------------

    /** Has every packet traced that comes in or is made here, before all other rules. */
    private static String watching(String table) {
        return """
        table inet %s {
          chain in { type filter hook prerouting priority -1000; meta nftrace set 1; }
          chain out { type filter hook output priority -1000; meta nftrace set 1; }
        }
        """
                .formatted(table);
    }

    private void settings() throws IOException {
        if (!device.ipv6()) set("net/ipv6/conf/all/disable_ipv6", "1");
        if (!device.ipv6()) set("net/ipv6/conf/default/disable_ipv6", "1");
        for (String line : SETTINGS.lines().toList()) {
            String[] words = line.split(" ", 2);
            set(words[0], words[1]);
        }
    }

    private static void set(String name, String value) throws IOException {
        Path file = Path.of("/proc/sys", name);
        if (Files.exists(file)) Files.writeString(file, value);
    }

    private void setUp() throws IOException {
        for (Port each : device.ports()) taps.put(each.name(), TapPort.create(each.name()));
        var batch = new StringBuilder("link set dev lo up\n");
        for (Port each : device.ports()) {
            String mac = Addresses.formatMac(each.mac());
            batch.append("link set dev %s address %s up\n".formatted(each.name(), mac));
            for (String address : device.addresses(each)) {
                String nodad = address.indexOf(':') >= 0 ? " nodad" : " brd +";
                batch.append("addr add %s dev %s%s\n".formatted(address, each.name(), nodad));
            }
        }
        for (String route : device.routes()) {
            batch.append("route add ").append(route).append('\n');
        }
        device.stations()
                .forEach((address, on) ->
                        batch.append(
                                "neigh replace %s lladdr %s dev %s nud permanent\n"
                                        .formatted(
                                                address,
                                                Addresses.formatMac(TestDevice.mac(address, on)),
                                                on.name())));
        Tool.run(batch.toString(), "ip", "-batch", "-");
        for (Map.Entry<String, Integer> each : device.sysctls().entrySet())
            set(each.getKey().replace('.', '/').replace('|', '.'), each.getValue().toString());
        for (String line : Tool.run("", "ip", "-o", "link").lines().toList()) {
            String[] words = line.split(":\\s+", 3);
            deviceNames.put(Integer.parseInt(words[0].strip()), words[1].replaceFirst("@.*", ""));
        }
    }

    private static void load(Syntax syntax, String text) throws IOException {
        switch (syntax) {
            case IPTABLES -> Tool.run(text, "iptables-restore");
            case IP6TABLES -> Tool.run(text, "ip6tables-restore");
            case NFT -> Tool.run(text, "nft", "-f", "-");
            case JSON -> Tool.run(text, "nft", "-j", "-f", "-");
        }
    }

    // ---- playing ---------------------------------------------------------------------------

    /** Does the steps; what was done and what came of it. Answers to nothing are left out. */
    List<PlayedStep> play(List<FreshStep> steps) throws IOException {
        Map<Integer, Integer> places = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            Optional<FreshStep> step =
                    steps.get(i) instanceof FreshStep.Answers(int to)
                            ? answer(places.getOrDefault(to, -1))
                            : Optional.of(steps.get(i));
            if (step.isEmpty()) continue;
            places.put(i, played.size());
            long begin = System.nanoTime();
            String error = carryOut(step.get());
            List<Left> left = quiet();
            played.add(new PlayedStep(step.get(), left, events(), error));
            long rest = paceNanos - (System.nanoTime() - begin);
            if (rest > 0) LockSupport.parkNanos(rest);
        }
        if (trace.overrun()) throw new IOException("the kernel's trace was not read fast enough");
        return played;
    }

    private Optional<FreshStep> answer(int to) {
        if (to < 0) return Optional.empty();
        return AnswerFrame.to(played.get(to).left());
    }

    private String carryOut(FreshStep step) throws IOException {
        return switch (step) {
            case FreshStep.Arrives(String name, byte[] frame, var _) -> {
                TapPort tap = taps.get(name);
                if (tap == null) throw new IOException("no device " + name);
                tap.write(frame);
                yield "";
            }
            case FreshStep.Answers _ -> "";
            case FreshStep.Sends(int from, IpAddress to, int port, var _) -> {
                DatagramChannel socket = DatagramChannel.open(family(to));
                sockets.add(socket);
                socket.configureBlocking(false);
                yield call(() -> {
                    socket.bind(new InetSocketAddress(any(to), from));
                    socket.send(ByteBuffer.wrap(PAYLOAD), new InetSocketAddress(inet(to), port));
                });
            }
            case FreshStep.Connects(int from, IpAddress to, int port, var _) -> {
                try (SocketChannel socket = SocketChannel.open(family(to))) {
                    socket.configureBlocking(false);
                    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                    yield call(() -> {
                        socket.bind(new InetSocketAddress(any(to), from));
                        socket.connect(new InetSocketAddress(inet(to), port));
                    });
                }
            }
        };
    }

    private interface Call {
        void make() throws IOException;
    }

    private static String call(Call call) {
        try {
            call.make();
            return "";
        } catch (IOException e) {
            String said = String.valueOf(e.getMessage());
            Map<String, String> names =
                    Map.of(
                            "Operation not permitted", "EPERM",
                            "Permission denied", "EACCES",
                            "Network is unreachable", "ENETUNREACH",
                            "No route to host", "EHOSTUNREACH",
                            "Invalid argument", "EINVAL",
                            "Connection refused", "ECONNREFUSED",
                            "Cannot assign requested address", "EADDRNOTAVAIL",
                            "Address already in use", "EADDRINUSE");
            for (Map.Entry<String, String> each : names.entrySet())
                if (said.contains(each.getKey())) return each.getValue();
            return said;
        }
    }

    private static ProtocolFamily family(IpAddress to) {
        return to.isV4() ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    private static InetAddress any(IpAddress like) throws IOException {
        return InetAddress.getByAddress(new byte[like.isV4() ? 4 : 16]);
    }

    private static InetAddress inet(IpAddress address) throws IOException {
        if (address.isV4()) {
            byte[] octets = new byte[4];
            Octets.put32(octets, 0, address.v4());
            return InetAddress.getByAddress(octets);
        }
        byte[] octets = new byte[16];
        Octets.put64(octets, 0, address.high());
        Octets.put64(octets, 8, address.low());
        return InetAddress.getByAddress(octets);
    }

    /** Reads what leaves until nothing does any more. */
    private List<Left> quiet() {
        List<Left> left = new ArrayList<>();
        int before = -1;
        while (before != left.size()) {
            before = left.size();
            for (TapPort tap : taps.values()) {
                Optional<byte[]> frame = tap.read();
                while (frame.isPresent()) {
                    if (!reports(frame.get())) left.add(new Left(tap.name(), frame.get()));
                    frame = tap.read();
                }
            }
            // What is done in a softirq of its own has its turn.
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(300));
        }
        return left;
    }

    /** Reports of group membership that the kernel sends by itself. */
    private static boolean reports(byte[] frame) {
        int ip = EthernetView.HEADER_OCTETS;
        if (frame.length < ip + 20) return false;
        if (frame[ip] >>> 4 == 4) return frame[ip + 9] == 2;
        return frame.length >= ip + 49
                && frame[ip] >>> 4 == 6
                && frame[ip + 6] == 0
                && Octets.u8(frame, ip + 48) == 143;
    }

    private List<Event> events() {
        List<Event> events = new ArrayList<>();
        for (RuleTraceEvent each : trace.drain()) {
            String family =
                    switch (each.family()) {
                        case 1 -> "inet";
                        case 2 -> "ip";
                        case 10 -> "ip6";
                        default -> "";
                    };
            if (family.isEmpty() || each.table().equals(KernelRules.WATCH)) continue;
            boolean policy = each.type() == RuleTraceEvent.Type.POLICY;
            if (!policy && each.handle() == 0) continue; // a chain came to its end
            String hook = rules.hook(family, each.table(), each.chain());
            String place = each.packet() + " " + family + " " + each.table();
            if (hook.isEmpty()) hook = hooks.getOrDefault(place, "");
            else hooks.put(place, hook);
            Function<Integer, String> named = at -> deviceNames.getOrDefault(at, "");
            events.add(
                    new Event(
                            numbers.computeIfAbsent("" + each.packet(), _ -> numbers.size()),
                            hook,
                            family,
                            each.table(),
                            each.chain(),
                            policy
                                    ? -1
                                    : rules.index(
                                            family, each.table(), each.chain(), each.handle()),
                            verdict(each.verdict()),
                            each.to(),
                            each.mark(),
                            named.apply(each.in()),
                            named.apply(each.out())));
        }
        return events;
    }

    private static String verdict(int code) {
        return switch (code) {
            case -1, -2 -> "continue";
            case -3 -> "jump";
            case -4 -> "goto";
            case -5 -> "return";
            default ->
                    switch (code & 0xff) {
                        case 0 -> "drop";
                        case 1 -> "accept";
                        case 2 -> "stolen";
                        default -> "queue";
                    };
        };
    }

    @Override
    public void close() throws IOException {
        for (Channel each : sockets) each.close();
        trace.close();
        taps.values().forEach(TapPort::close);
    }
}
