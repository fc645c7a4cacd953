package sluice.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sluice.capture.NpfDriver;
import sluice.defer.Deferral;
import sluice.defer.DeferralSink;
import sluice.linuxstack.LinuxHost;
import sluice.linuxstack.LinuxKernel;
import sluice.netdev.NetDevice;
import sluice.netdev.TunDevice;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookRegistration;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfQueue;
import sluice.packet.wire.Addresses;
import sluice.pcap.file.LinkType;
import sluice.script.DriverSpec;
import sluice.script.HookSpec;
import sluice.script.HostSpec;
import sluice.script.Place;
import sluice.script.ProgramSpec;
import sluice.script.Scenario;
import sluice.script.StepSpec;
import sluice.sniffer.Adapter;
import sluice.world.Host;

/**
 * A Linux host under a scenario. Queues are bound when a hook first uses them: then it is known
 * which program, deciding for which hook, listens.
 */
final class LinuxControl implements HostControl {
    private final LinuxAssembly assembly;
    private final LinuxHost linux;
    private final Parts parts;
    private final PartWatch watch;
    private final Map<String, List<HookRegistration>> registered = new LinkedHashMap<>();
    private final Map<String, Listener> listeners = new LinkedHashMap<>();
    private final Map<Integer, Bound> queues = new HashMap<>();

    LinuxControl(Host host, Parts parts, PartWatch watch, Scenario scenario) {
        this.assembly = LinuxAssembly.on(host, kernel(host, scenario));
        this.linux = assembly.linux();
        this.parts = parts;
        this.watch = watch;
        for (StepSpec step : scenario.steps()) {
            if (step.action() instanceof StepSpec.FinishQueued finish
                    && finish.on().equals(host.name())) {
                listeners.computeIfAbsent(finish.hook(), _ -> new Listener(new DecisionDesk()));
            }
        }
    }

    private static LinuxKernel kernel(Host host, Scenario scenario) {
        return scenario.hosts().stream()
                .filter(spec -> spec.name().equals(host.name()))
                .map(HostSpec::kernel)
                .findFirst()
                .orElse(LinuxKernel.LINUX_6);
    }

    /** Who gets the packets that one hook queues; a program takes the place of the steps. */
    private static final class Listener implements DeferralSink {
        private DeferralSink to;
        private boolean gone;

        Listener(DeferralSink to) {
            this.to = to;
        }

        @Override
        public boolean offer(Deferral deferral) {
            return !gone && to.offer(deferral);
        }
    }

    private record Bound(NfQueue queue, Listener listener) {}

    @Override
    public StackAssembly assembly() {
        return assembly;
    }

    @Override
    public void configure(HostSpec spec) throws UnfitScenario {
        for (var sysctl : spec.sysctls().entrySet()) {
            try {
                linux.setSysctl(sysctl.getKey(), Integer.parseInt(sysctl.getValue()));
            } catch (NumberFormatException _) {
                throw new UnfitScenario(
                        spec.place(),
                        "sysctl "
                                + sysctl.getKey()
                                + ": found \""
                                + sysctl.getValue()
                                + "\"; expected a whole number");
            } catch (IllegalArgumentException wrong) {
                throw new UnfitScenario(
                        spec.place(), "sysctl " + sysctl.getKey() + ": " + wrong.getMessage());
            }
        }
        if (spec.verified()) linux.verifyHooks();
        for (String words : spec.commands()) command(spec.place(), words);
        for (HookSpec hook : spec.hooks()) {
            registerHook(hook);
        }
    }

    /** What an administrator types. */
    void command(Place place, String words) throws UnfitScenario {
        try {
            linux.command(words);
        } catch (IllegalArgumentException refused) {
            throw new UnfitScenario(place, "command \"" + words + "\": " + refused.getMessage());
        }
    }

    LinuxHost linux() {
        return linux;
    }

    @Override
    public void registerHook(HookSpec spec) throws UnfitScenario {
        NfHook hook = parts.hook(spec);
        NfHook metered =
                watch.hook(
                        linux.host().name(),
                        spec.name(),
                        hook,
                        number -> bind(spec.name(), number));
        List<HookRegistration> both =
                registered.computeIfAbsent(spec.name(), _ -> new ArrayList<>());
        for (NfFamily family : NfFamily.IP) {
            both.add(
                    linux.registerHook(family, point(spec), spec.priority(), spec.name(), metered));
        }
    }

    /** Makes the hook's listener listen at the queue it is about to use, if nobody does yet. */
    private void bind(String hook, int number) {
        Listener listener = listeners.get(hook);
        if (listener != null && !listener.gone && !queues.containsKey(number)) {
            queues.put(number, new Bound(linux.bindQueue(number, listener), listener));
        }
    }

    private static HookPoint point(HookSpec spec) {
        return switch (spec.point()) {
            case PREROUTING -> HookPoint.PRE_ROUTING;
            case INPUT -> HookPoint.LOCAL_IN;
            case FORWARD -> HookPoint.FORWARD;
            case OUTPUT -> HookPoint.LOCAL_OUT;
            case POSTROUTING -> HookPoint.POST_ROUTING;
        };
    }

    @Override
    public void unregisterHook(Place place, String name) throws UnfitScenario {
        List<HookRegistration> both = registered.remove(name);
        if (both == null) {
            throw new UnfitScenario(
                    place,
                    "hook " + name + " is not registered on " + linux.host().name() + " then");
        }
        both.forEach(HookRegistration::unregister);
    }

    @Override
    public Listening listen(Place place, String part, DeferralSink program) {
        Listener listener = listeners.computeIfAbsent(part, _ -> new Listener(program));
        listener.to = program;
        return () -> {
            listener.gone = true;
            for (var entry : List.copyOf(queues.entrySet())) {
                if (entry.getValue().listener() == listener) {
                    queues.remove(entry.getKey());
                    entry.getValue().queue().unbind();
                }
            }
        };
    }

    @Override
    public DecisionDesk desk(Place place, String hook) throws UnfitScenario {
        Listener listener = listeners.get(hook);
        if (listener != null && listener.to instanceof DecisionDesk desk) {
            return desk;
        }
        throw new UnfitScenario(place, "nothing of hook " + hook + " waits for a verdict");
    }

    @Override
    public void insertDriver(String nic, DriverSpec driver, String above) throws UnfitScenario {
        throw noDrivers(driver.place());
    }

    @Override
    public void removeDriver(Place place, String nic, String name) throws UnfitScenario {
        throw noDrivers(place);
    }

    @Override
    public CaptureCounts capture(ProgramSpec.Capture spec, CapturedHandler handler)
            throws UnfitScenario {
        if (!spec.mode().equals("capture"))
            throw new UnfitScenario(
                    spec.place(),
                    "a packet socket has no mode " + spec.mode() + "; expected capture");
        return new PacketSocketRun(spec, linux, handler);
    }

    @Override
    public long statistic(String name) {
        return linux.statistics().getOrDefault(name, 0L);
    }

    @Override
    public List<Adapter> adapters() {
        String host = linux.host().name() + "/";
        List<Adapter> adapters = new ArrayList<>();
        for (NetDevice device : linux.devices()) {
            adapters.add(
                    new Adapter(
                            host + device.name(),
                            device.up() ? "up" : "down",
                            description(device),
                            (bare(device) ? LinkType.RAW : LinkType.ETHERNET).toString(),
                            ""));
        }
        return adapters;
    }

    private static boolean bare(NetDevice device) {
        return device instanceof TunDevice tun && tun.bare();
    }

    private static String description(NetDevice device) {
        if (device.loopback()) return "loopback";
        if (bare(device)) return "tun device, bare IP packets";
        return "Ethernet device, " + Addresses.formatMac(device.mac());
    }

    @Override
    public NpfDriver captureDriver(Place place) throws UnfitScenario {
        throw new UnfitScenario(
                place,
                "raw-send on a linux host; the capture driver that sends is of windows hosts");
    }

    private UnfitScenario noDrivers(Place place) {
        return new UnfitScenario(
                place, linux.host().name() + " is a linux host; drivers stand on windows hosts");
    }

    @Override
    public void reset(Place place, String nic, String driver) throws UnfitScenario {
        throw new UnfitScenario(
                place, linux.host().name() + " is a linux host; a reset is of windows hosts");
    }
}
