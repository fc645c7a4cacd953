package sluice.conformance.netfilter;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sluice.conformance.netfilter.KernelCase.Interface;
import sluice.conformance.netfilter.KernelCase.Kind;
import sluice.conformance.netfilter.KernelCase.Neighbour;
import sluice.firewall.OuterEnd;
import sluice.linuxstack.LinuxHost;
import sluice.netdev.EthernetDevice;
import sluice.netdev.NetDevice;
import sluice.netdev.TunDevice;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.packet.wire.Addresses;
import sluice.packet.wire.EthernetView;
import sluice.rules.Ruleset;
import sluice.trace.Layering;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** A Linux host in a world of its own, set up as a case has it, and what is seen of it. */
final class DeviceUnderTest {
    /** The settings in which the recorded host differed from the kernel's defaults. */
    private static final Map<String, Integer> BASE =
            Map.of(
                    "net.ipv4.ip_forward", 0,
                    "net.ipv4.icmp_ratelimit", 0,
                    "net.ipv4.tcp_timestamps", 0,
                    "net.ipv4.tcp_sack", 0,
                    "net.ipv4.tcp_window_scaling", 0,
                    "net.ipv4.tcp_ecn", 0,
                    "net.netfilter.nf_conntrack_acct", 1);

    private static final int RING_FRAMES = 1024;
    private static final String INVALID = "EINVAL";

    final World world;
    final Observation observed = new Observation();
    final LinuxHost host;
    final CaseSockets sockets;
    final RuleWatch rules;
    private final Map<String, Door> doors = new HashMap<>();

    /**
     * Sets it up.
     *
     * @throws IllegalArgumentException if the host does not understand a word of the case
     */
    DeviceUnderTest(KernelCase.Device description, WorldOptions options) {
        world = new World(options, null);
        Host machine = world.addHost("dut", HostOptions.DEFAULT);
        Host outside = world.addHost("outside", HostOptions.DEFAULT);
        LinuxHost.Builder builder = LinuxHost.on(machine);
        BASE.forEach(builder::sysctl);
        for (Interface each : description.interfaces()) {
            if (each.kind() == Kind.VETH || each.kind() == Kind.TAP)
                builder.nic(nic(each, machine, outside));
        }
        host = builder.build();
        for (NetDevice device : host.devices()) {
            // A veth and a tap hand everything up that reaches them.
            if (device instanceof EthernetDevice ethernet) ethernet.setPromiscuous(true);
        }
        for (Interface each : description.interfaces()) {
            if (each.kind() == Kind.TUN) addTun(each);
            if (each.kind() == Kind.BRIDGE) host.addBridge(each.name(), mac(each));
        }
        for (Interface each : description.interfaces()) {
            each.master().ifPresent(bridge -> host.setMaster(each.name(), bridge));
        }
        // Not before: they name devices, those with a dot in their name with | in its place.
        description
                .sysctls()
                .forEach((name, value) -> host.setSysctl(name.replace('|', '.'), value));
        configure(description);
        host.registerTap(observed);
        rules = new RuleWatch(host);
        sockets = new CaseSockets(host, description.interfaces(), observed);
    }

    private void configure(KernelCase.Device description) {
        for (Interface each : description.interfaces()) {
            for (String address : each.addresses()) {
                boolean given = each.kind() == Kind.LO && address.equals("127.0.0.1/8");
                if (!given) host.addAddress(each.name(), address);
            }
        }
        description.routes().forEach(host::addRoute);
        description.rules().forEach(host::addRule);
        for (Neighbour each : description.neighbours())
            host.addNeighbour(each.device(), each.address(), each.mac());
    }

    private static long mac(Interface of) {
        return Addresses.parseMac(of.mac())
                .orElseThrow(() -> new IllegalArgumentException("no MAC address: " + of.mac()));
    }

    private SimNic nic(Interface each, Host machine, Host outside) {
        var options = new NicOptions(mac(each), each.mtuOctets(), RING_FRAMES, RING_FRAMES);
        SimNic nic = machine.addNic(each.name(), options);
        var wire =
                new OuterEnd(
                        each.name(),
                        outside.place("wire/" + each.name(), Layering.ETHERNET),
                        frame -> observed.left(each.name(), frame));
        world.connect("link-" + each.name(), LinkOptions.PERFECT, nic, wire);
        // Frames for a veth come by a wire, those for a tap are written by a program.
        int lengthMin = each.kind() == Kind.TAP ? EthernetView.HEADER_OCTETS : 0;
        doors.put(
                each.name(),
                frame -> {
                    if (frame.length < lengthMin) return INVALID;
                    nic.inject(frame, 0, frame.length);
                    return "";
                });
        return nic;
    }

    private void addTun(Interface each) {
        TunDevice tun = host.addTun(each.name(), each.mtuOctets());
        tun.setProgram((_, octets, offset, length) ->
                observed.left(each.name(), Arrays.copyOfRange(octets, offset, offset + length)));
        doors.put(
                each.name(),
                packet ->
                        switch (tun.write(packet, 0, packet.length)) {
                            case DONE -> "";
                            case INVALID -> INVALID;
                            case DOWN -> "EIO";
                        });
    }

    /**
     * The {@code ip} command; its errno, or empty.
     *
     * @throws IllegalArgumentException if it is one that is not understood
     */
    String ip(String arguments) {
        List<String> words = List.of(arguments.trim().split("\\s+"));
        boolean link = words.size() == 4 && words.get(0).equals("link");
        if (!link || !words.get(1).equals("set"))
            throw new IllegalArgumentException("not understood: ip " + arguments);
        host.setUp(words.get(2), words.get(3).equals("up"));
        return "";
    }

    /** Lets a frame arrive; the errno of who writes it, or empty. */
    String inject(String device, byte[] frame) {
        Door door = doors.get(device);
        if (door == null) throw new IllegalArgumentException("no device " + device);
        return door.put(frame);
    }

    /** Where frames for a device go in. */
    private interface Door {
        /** The errno of the write, or empty. */
        String put(byte[] frame);
    }

    /** Loads rules; what is wrong with them, or nothing. */
    List<String> load(CaseRuleset.Part part) {
        host.rules().trace(rules);
        return RulesLoader.strictly(host, part.syntax(), part.name(), part.text());
    }

    /** Its rules. */
    Ruleset ruleset() {
        return host.rules().ruleset();
    }

    /** The connections it tracks, as lines. */
    List<String> connections() {
        return CaseConntrack.lines(host.conntrack().entries());
    }

    /** What is wrong with the account of packets when nothing happens any more. */
    List<String> unbalanced() {
        return world.ledger().check();
    }
}
