package sluice.firewall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketEdge.DontFragment;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.firewall.PacketSpec.Described;
import sluice.firewall.PacketSpec.Way;
import sluice.linuxstack.LinuxHost;
import sluice.linuxstack.RawSocket;
import sluice.netdev.EthernetDevice;
import sluice.netdev.NetDevice;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.packet.Octets;
import sluice.packet.wire.Addresses;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetView;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv6View;
import sluice.rules.RuleEvent;
import sluice.trace.Ended;
import sluice.trace.Layering;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/**
 * A Linux host in a world of its own on which rules stand. Packets are put in one after the other,
 * and for each there is an answer. Around it everybody answers ARP and nobody sends anything; on
 * it, somebody listens wherever a packet is let through to.
 */
public final class FirewallHost implements AutoCloseable {
    static final String HOST = "host";

    private static final int RING_FRAMES = 256;
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long MAC_OURS = 0x02_00_5e_00_00_00L;
    private static final long MAC_OTHERS = 0x06_00_5e_00_00_01L;
    private static final int NEIGHBOURS_MAX = 4096;

    private final HostDescription description;
    private final PathWatch path = new PathWatch();
    private final World world = new World(WorldOptions.DEFAULT, path);
    private final LinuxHost linux;
    private final Map<String, SimNic> nics = new HashMap<>();
    private final Set<String> neighbours = new HashSet<>();
    private final Set<String> listening = new HashSet<>();
    private final List<String> notes = new ArrayList<>();
    private byte @Nullable [] previous;
    private String previousLeft = "";
    private boolean previousDelivered;

    /**
     * A host without rules.
     *
     * @throws NotationFault if the description cannot be made into a host
     */
    public FirewallHost(HostDescription description) throws NotationFault {
        this.description = description;
        notes.addAll(description.notes());
        Host machine = world.addHost(HOST, HostOptions.DEFAULT);
        Host outside = world.addHost("outside", HostOptions.DEFAULT);
        LinuxHost.Builder builder = LinuxHost.on(machine);
        int number = 0;
        try {
            for (HostDescription.Device device : description.devices())
                if (!device.name().equals("lo"))
                    builder.nic(nic(device, ++number, machine, outside));
            linux = builder.build();
        } catch (IllegalArgumentException e) {
            throw new NotationFault(1, String.valueOf(e.getMessage()));
        }
        for (NetDevice device : linux.devices())
            if (device instanceof EthernetDevice ethernet) ethernet.setPromiscuous(true);
        configure();
        path.watch(linux);
        world.runUntil(TimeUnit.SECONDS.toNanos(2));
    }

    private SimNic nic(HostDescription.Device device, int number, Host machine, Host outside) {
        long mac = Addresses.parseMac(device.mac()).orElse(MAC_OURS + number);
        var options = new NicOptions(mac, device.mtuOctets(), RING_FRAMES, RING_FRAMES);
        SimNic nic = machine.addNic(device.name(), options);
        var end =
                new OuterEnd(
                        device.name(),
                        outside.place("wire/" + device.name(), Layering.ETHERNET),
                        frame -> asked(device.name(), frame));
        world.connect("link-" + device.name(), LinkOptions.PERFECT, nic, end);
        nics.put(device.name(), nic);
        return nic;
    }

    private void configure() {
        description
                .settings()
                .forEach((name, value) -> attempt(() -> linux.setSysctl(name, value)));
        for (HostDescription.Device device : description.devices()) {
            for (String address : device.addresses()) {
                boolean given = device.name().equals("lo") && address.equals("127.0.0.1/8");
                if (!given) noted(address, () -> linux.addAddress(device.name(), address));
            }
        }
        description.routes().forEach(words -> noted("route " + words, () -> linux.addRoute(words)));
        description.rules().forEach(words -> noted("rule " + words, () -> linux.addRule(words)));
    }

    // Settings that the emulated host does not have change nothing in it.
    private static void attempt(Runnable change) {
        try {
            change.run();
        } catch (IllegalArgumentException _) {
            return;
        }
    }

    private void noted(String what, Runnable change) {
        try {
            change.run();
        } catch (IllegalArgumentException e) {
            notes.add("left out: " + what + ": " + e.getMessage());
        }
    }

    /** The host, to load rules into. */
    public LinuxHost linux() {
        return linux;
    }

    /** What of its description was left out. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** Time of the run. */
    public long nowNanos() {
        return world.scheduler().nowNanos();
    }

    // ---- the world around it ---------------------------------------------------------------

    // Whoever is asked for is there: ARP requests and neighbour solicitations find everybody.
    private void asked(String device, byte[] frame) {
        if (frame.length < 42) return;
        int type = Octets.u16(frame, 12);
        if (type == EtherTypes.ARP && Octets.u16(frame, 20) == 1)
            meet(device, IpAddress.v4(Octets.i32(frame, 38)));
        else if (type == EtherTypes.IPV6
                && frame.length >= 78
                && frame[20] == IpProtocols.ICMPV6
                && Octets.u8(frame, 54) == 135)
            meet(device, new IpAddress(Octets.i64(frame, 62), Octets.i64(frame, 70)));
    }

    private void meet(String device, IpAddress address) {
        if (neighbours.size() >= NEIGHBOURS_MAX || !neighbours.add(device + " " + address)) return;
        linux.addNeighbour(device, address.toString(), Addresses.formatMac(MAC_OTHERS));
    }

    // ---- packets ---------------------------------------------------------------------------

    /**
     * Puts one copy of a packet in, and watches it.
     *
     * @throws NotationFault if it cannot be sent here
     */
    public Answer send(PacketSpec spec) throws NotationFault {
        world.runUntil(nowNanos() + spec.afterNanos());
        String refused =
                switch (spec.content()) {
                    case PacketSpec.Frame frame -> frame(frame);
                    case PacketSpec.Reply reply -> reply(reply);
                    case Described packet -> described(packet);
                };
        for (int i = 0; i < 20; i++) world.runUntil(nowNanos() + QUIET_NANOS / 20);
        return answer(spec, refused);
    }

    /**
     * Puts a frame of a capture in.
     *
     * @param readdressed whether it is made out to the interface, whoever it was for
     */
    Answer inject(String device, byte[] octets, boolean readdressed, String text)
            throws NotationFault {
        byte[] frame = octets.clone();
        if (readdressed) Octets.put48(frame, 0, nicOf(device).mac());
        frame(new PacketSpec.Frame(device, frame));
        world.runUntil(nowNanos() + QUIET_NANOS);
        return answer(of(device, octets, text), "");
    }

    /** Sends again what a frame of a capture carries, as the host itself. */
    Answer resend(byte[] frame, String text) throws NotationFault {
        byte[] packet = Arrays.copyOfRange(frame, EthernetView.HEADER_OCTETS, frame.length);
        Described described = PacketOctets.answer(packet, -1);
        boolean ipv6 = described.ipv6();
        int header = ipv6 ? Ipv6View.HEADER_OCTETS : (packet[0] & 15) * 4;
        int end = ipv6 ? header + Octets.u16(packet, 4) : Octets.u16(packet, 2);
        if (header > packet.length || end > packet.length || end < header)
            return inject("", frame, true, text);
        byte[] message = Arrays.copyOfRange(packet, header, end);
        // The description is of the answer: the other way round it is of the packet.
        var out =
                new Described(
                        Way.OUT,
                        "",
                        described.protocol(),
                        described.to(),
                        described.toPort(),
                        described.from(),
                        described.fromPort(),
                        described.flags(),
                        described.icmpType(),
                        described.icmpCode(),
                        PacketSpec.Options.NONE);
        String refused = sendBySelf(out, message);
        world.runUntil(nowNanos() + QUIET_NANOS);
        return answer(of("", frame, text), refused);
    }

    private static PacketSpec of(String device, byte[] frame, String text) {
        return new PacketSpec(text, new PacketSpec.Frame(device, frame), 1, 0);
    }

    /** The rules that had a part in the last answer. */
    List<RuleEvent> events() {
        return path.events();
    }

    /** Lets the clock go on to a time of the run; not back. */
    public void waitUntil(long nanos) {
        if (nanos > nowNanos()) world.runUntil(nanos);
    }

    private SimNic nicOf(String device) throws NotationFault {
        String name = device;
        if (name.isEmpty() && !description.devices().isEmpty())
            name = nics.keySet().stream().sorted().findFirst().orElse("");
        SimNic nic = nics.get(name);
        if (nic == null)
            throw new NotationFault(
                    1,
                    "there is no interface \"%s\"; there are %s"
                            .formatted(name, nics.keySet().stream().sorted().toList()));
        return nic;
    }

    private String frame(PacketSpec.Frame frame) throws NotationFault {
        SimNic nic = nicOf(frame.device());
        path.begin(false);
        nic.inject(frame.octets(), 0, frame.octets().length);
        return "";
    }

    private String described(Described packet) throws NotationFault {
        if (packet.way() == Way.OUT
                || (packet.way() == Way.UNSAID && description.owns(packet.from())))
            return sendBySelf(packet, PacketOctets.message(packet));
        arrive(packet, PacketOctets.packet(packet), device(packet));
        return "";
    }

    private String device(Described packet) {
        if (!packet.device().isEmpty()) return packet.device();
        return description.deviceFor(packet.from()).orElse("");
    }

    private void arrive(Described packet, byte[] octets, String device) throws NotationFault {
        SimNic nic = nicOf(device);
        listen(packet);
        boolean group =
                packet.to().isV4()
                        ? packet.to().v4() >>> 28 == 14 || packet.to().v4() == -1
                        : packet.to().high() >>> 56 == 0xff;
        long mac = Addresses.parseMac(packet.options().mac().orElse("")).orElse(MAC_OTHERS);
        long target = nic.mac();
        if (packet.options().broadcast() || (packet.to().isV4() && packet.to().v4() == -1))
            target = Addresses.MAC_BROADCAST;
        else if (group)
            target =
                    packet.to().isV4()
                            ? Addresses.multicastMac4(packet.to().v4())
                            : Addresses.multicastMac6(packet.to().low());
        byte[] frame = PacketOctets.frame(octets, target, mac);
        path.begin(false);
        nic.inject(frame, 0, frame.length);
    }

    private String reply(PacketSpec.Reply reply) throws NotationFault {
        byte[] about = previous;
        if (about == null || (previousLeft.isEmpty() && !previousDelivered))
            throw new NotationFault(
                    1, "there is nothing to reply to: the packet before got nowhere");
        Described answer = PacketOctets.answer(about, reply.flags());
        if (previousDelivered) return sendBySelf(answer, PacketOctets.messageAfter(answer, about));
        arrive(answer, PacketOctets.packetAfter(answer, about), previousLeft);
        return "";
    }

    private String sendBySelf(Described packet, byte[] message) throws NotationFault {
        path.begin(true);
        try {
            RawSocket socket =
                    linux.raw(packet.from(), packet.protocol(), (_, _, _, _, _, _, _) -> {});
            try {
                PacketSpec.Options o = packet.options();
                socket.setOwner(Math.max(o.uid(), 0), Math.max(o.gid(), 0));
                if (o.mark() != -1) socket.setMark(o.mark());
                // The transport's checksum needs the addresses; those of a raw socket are known.
                byte[] whole = PacketOctets.around(packet, message);
                System.arraycopy(whole, whole.length - message.length, message, 0, message.length);
                var options =
                        new SendOptions(
                                o.ttl(),
                                o.tos(),
                                o.dontFragment() ? DontFragment.ALWAYS : DontFragment.STACK_DEFAULT,
                                true,
                                "");
                SocketStatus status = socket.send(message, 0, message.length, packet.to(), options);
                return status.ok() ? "" : status.name();
            } finally {
                socket.close();
            }
        } catch (SocketRefused refused) {
            if (refused.status().name().equals("EADDRNOTAVAIL"))
                throw new NotationFault(
                        1, packet.from() + " is no address of the host: it cannot send from there");
            return refused.status().name();
        }
    }

    /** Somebody listens for a packet, so that the host's own stack does not answer it. */
    private void listen(Described packet) {
        if (!description.owns(packet.to())) return;
        boolean tcp = packet.protocol() == IpProtocols.TCP;
        if (!tcp && packet.protocol() != IpProtocols.UDP) return;
        String name =
                tcp
                        ? "%s:%d>%d %s"
                                .formatted(
                                        packet.from(),
                                        packet.fromPort(),
                                        packet.toPort(),
                                        packet.to())
                        : "udp " + packet.toPort() + packet.to().isV4();
        if (!listening.add(name)) return;
        SocketHandler nobody = (_, _, _, _, _, _, _) -> {};
        try {
            if (tcp) {
                SocketEdge.TcpSegmentSocket _ =
                        linux.sockets()
                                .tcpSegments(
                                        packet.to(),
                                        packet.toPort(),
                                        packet.from(),
                                        packet.fromPort(),
                                        nobody);
            } else if (packet.toPort() != 0)
                linux.sharedUdp(
                        packet.to().isV4() ? IpAddress.ANY4 : IpAddress.ANY6,
                        packet.toPort(),
                        nobody);
        } catch (SocketRefused _) {
            notes.add("nobody could listen at " + packet.to() + ":" + packet.toPort());
        }
    }

    // ---- the answer ------------------------------------------------------------------------

    private Answer answer(PacketSpec spec, String refused) {
        PacketWalk walk = path.walk();
        List<PathStep> steps = List.copyOf(walk.steps);
        Answer.Verdict verdict = Answer.Verdict.ACCEPT;
        Optional<PathStep> decision = Optional.empty();
        String end;
        Optional<PathStep> lost =
                steps.stream().filter(step -> step.verdict().equals("drop")).reduce((_, b) -> b);
        Ended ended = path.end();
        if (lost.isPresent()) {
            verdict = path.rejected() ? Answer.Verdict.REJECT : Answer.Verdict.DROP;
            decision = lost;
            end = path.rejected() ? "dropped, and its sender was told" : "dropped";
        } else if (walk.delivered() || !walk.leftBy().isEmpty()) {
            decision = Decisions.accepting(steps);
            end = walk.delivered() ? "delivered to the host itself" : "sent on " + walk.leftBy();
        } else {
            verdict = Answer.Verdict.DROP;
            end =
                    ended != null
                            ? "%s, by the stack itself (%s)".formatted(ended.text(), ended.reason())
                            : refused.isEmpty() ? "kept by the stack" : "refused by the stack";
        }
        if (!refused.isEmpty()) end += "; the sender gets " + refused;
        previous = walk.last();
        previousLeft = walk.leftBy();
        previousDelivered = walk.delivered();
        String translation = Translation.between(walk.first(), walk.last());
        List<Answer.Branch> branches = path.copies().stream().map(FirewallHost::branch).toList();
        return new Answer(spec, verdict, decision, steps, branches, walk.state(), translation, end);
    }

    private static Answer.Branch branch(PacketWalk copy) {
        List<PathStep> steps = List.copyOf(copy.steps);
        boolean lost = steps.stream().anyMatch(step -> step.verdict().equals("drop"));
        Ended ended = copy.end();
        String end;
        if (lost) end = "dropped";
        else if (!copy.leftBy().isEmpty()) end = "sent on " + copy.leftBy();
        else if (ended == null) end = "kept by the stack";
        else end = "%s (%s)".formatted(ended.text(), ended.place());
        return new Answer.Branch(copy.behind, steps, end);
    }

    @Override
    public void close() {
        world.close();
    }
}
