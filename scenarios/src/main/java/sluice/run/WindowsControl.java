package sluice.run;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sluice.capture.NpfDriver;
import sluice.capture.NpfPreset;
import sluice.defer.DeferralSink;
import sluice.msloop.LoopbackMiniport;
import sluice.ndis.NdisAdapter;
import sluice.ndis.NdisDriver;
import sluice.ndis.NdisOptions;
import sluice.ndis.NdisStatus;
import sluice.ndis.NdisVersion;
import sluice.ndis.Oid;
import sluice.ndis.OidRequest;
import sluice.ndis.VerifierLevel;
import sluice.packet.wire.Addresses;
import sluice.packetce.PktDriver;
import sluice.pcap.file.LinkType;
import sluice.script.DriverSpec;
import sluice.script.HookSpec;
import sluice.script.HostSpec;
import sluice.script.NicSpec;
import sluice.script.Place;
import sluice.script.PointSpec;
import sluice.script.Prefix;
import sluice.script.ProgramSpec;
import sluice.script.Units;
import sluice.script.WindowsSpec;
import sluice.sniffer.Adapter;
import sluice.userland.AsksProgram;
import sluice.userland.CheckedDevice;
import sluice.userland.InspectionDriver;
import sluice.userland.NamedEvents;
import sluice.userland.UserRules;
import sluice.vmbridge.VmNet;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.Host;

/** A Windows host under a scenario. */
final class WindowsControl implements HostControl {
    private final WindowsAssembly assembly;
    private final WindowsHost windows;
    private final Parts parts;
    private final PartWatch watch;
    private final Map<String, NdisDriver> made = new LinkedHashMap<>();
    private final Map<String, DeferralSink> programs = new LinkedHashMap<>();
    private final Map<String, NpfDriver> captureDrivers = new LinkedHashMap<>();
    private final WindowsPoints points;
    private final NamedEvents events = NamedEvents.booting(new UserRules());
    private final WindowsStepPlayer steps;
    private final IdentityHashMap<InspectionDriver, CheckedDevice> devices =
            new IdentityHashMap<>();
    private @Nullable PktDriver embedded;

    WindowsControl(
            Host host,
            Parts parts,
            PartWatch watch,
            Devices devices,
            WindowsSpec spec,
            Optional<VerifierLevel> asked) {
        VerifierLevel level = asked.or(spec::verifier).orElse(RunOptions.VERIFIER);
        this.assembly =
                WindowsAssembly.on(host, preset(spec), options(spec, level), devices::miniport);
        this.windows = assembly.windows();
        if (spec.kernelGuard()) windows.ndis().guardKernel();
        this.points = new WindowsPoints(windows);
        spec.loopback().ifPresent(adapter -> addLoopback(windows, adapter));
        this.steps = new WindowsStepPlayer(windows, devices, bridge(spec, devices));
        this.parts = parts;
        this.watch = watch;
    }

    /** XP and CE have a wrapper of their time: net buffer lists came with Vista. */
    private static NdisOptions options(WindowsSpec spec, VerifierLevel level) {
        NdisOptions options = NdisOptions.verified(level).withWaitingHandlers();
        WindowsPreset preset = preset(spec);
        boolean old =
                preset.name().equals(WindowsPreset.XP.name())
                        || preset.name().equals(WindowsPreset.CE.name());
        return old ? options.withVersion(NdisVersion.NDIS_5_1) : options;
    }

    private static WindowsPreset preset(WindowsSpec spec) {
        WindowsPreset preset = WindowsPreset.named(spec.preset()).orElse(WindowsPreset.WINDOWS_10);
        return spec.sendBufferOctets().isPresent()
                ? preset.withSendBuffer(spec.sendBufferOctets().getAsInt())
                : preset;
    }

    @Override
    public StackAssembly assembly() {
        return assembly;
    }

    @Override
    public void configure(HostSpec spec) throws UnfitScenario {
        for (DriverSpec driver : spec.drivers()) {
            insertDriver(spec.nics().getFirst().name(), driver, "");
        }
        for (NicSpec nic : spec.nics()) {
            for (DriverSpec driver : nic.drivers()) {
                insertDriver(nic.name(), driver, "");
            }
        }
        for (PointSpec point : spec.windows().points()) points.install(point);
        events.startSubsystem();
    }

    /** The named events of the machine. */
    NamedEvents events() {
        return events;
    }

    /**
     * Its device, held to the rules of the channel; programs that come after each other share it.
     */
    CheckedDevice deviceOf(InspectionDriver driver) {
        return devices.computeIfAbsent(
                driver, made -> new CheckedDevice(made.device(), windows.host(), made.rules()));
    }

    /** The driver of that name that shows its packets to a program, or null. */
    @Nullable InspectionDriver inspecting(String name) {
        return made.get(name) instanceof InspectionDriver driver ? driver : null;
    }

    private @Nullable VmNet bridge(WindowsSpec spec, Devices devices) {
        if (spec.bridge().isEmpty()) return null;
        WindowsSpec.VmBridge bridge = spec.bridge().get();
        VmNet made = VmNet.on(windows, bridge.name(), bridge.order());
        if (!bridge.adapter().isEmpty()) made.choose(bridge.adapter());
        devices.addPort(windows.host().name() + "/" + bridge.name(), made.port());
        return made;
    }

    /** Installs a loopback adapter. */
    static void addLoopback(WindowsHost windows, WindowsSpec.LoopbackAdapter adapter) {
        LoopbackMiniport.addTo(windows, adapter.name());
        for (Prefix own : adapter.addresses())
            windows.addAddress(adapter.name(), own.address(), own.lengthBits());
    }

    WindowsHost windows() {
        return windows;
    }

    WindowsPoints points() {
        return points;
    }

    WindowsStepPlayer steps() {
        return steps;
    }

    @Override
    public void insertDriver(String nic, DriverSpec spec, String above) throws UnfitScenario {
        NdisDriver driver = parts.driver(spec);
        if (driver instanceof InspectionDriver inspecting)
            inspecting.useEvents(events, spec.name());
        int position = above.isEmpty() ? 0 : positionOf(spec.place(), nic, above);
        try {
            windows.insertDriver(nic, position, spec.name(), driver);
        } catch (IllegalArgumentException wrong) {
            throw new UnfitScenario(
                    spec.place(), "driver " + spec.name() + ": " + wrong.getMessage());
        }
        made.put(spec.name(), driver);
        watch.driver(windows.host().name(), spec.name());
        DeferralSink program = programs.get(spec.name());
        if (program != null && driver instanceof AsksProgram asks) {
            asks.attach(program);
        }
    }

    /** Position from the top at which a driver stands just above {@code below}. */
    private int positionOf(Place place, String nic, String below) throws UnfitScenario {
        List<NdisAdapter.Installed> drivers = windows.adapter(nic).drivers();
        for (int i = 0; i < drivers.size(); i++) {
            if (drivers.get(i).name().equals(below)) {
                return i;
            }
        }
        throw new UnfitScenario(place, noDriver(nic, below));
    }

    private String noDriver(String nic, String name) {
        return "driver " + name + " is not on " + windows.host().name() + "/" + nic + " then";
    }

    @Override
    public void removeDriver(Place place, String nic, String name) throws UnfitScenario {
        if (!windows.removeDriver(nic, name)) {
            throw new UnfitScenario(place, noDriver(nic, name));
        }
        made.remove(name);
    }

    @Override
    public void reset(Place place, String nic, String driver) throws UnfitScenario {
        NdisAdapter adapter = windows.adapter(nic);
        if (driver.isEmpty()) {
            adapter.reset();
        } else if (!adapter.resetDriver(driver)) {
            throw new UnfitScenario(place, noDriver(nic, driver));
        }
    }

    @Override
    public Listening listen(Place place, String part, DeferralSink program) throws UnfitScenario {
        NdisDriver driver = made.get(part);
        if (driver != null && !(driver instanceof AsksProgram)) {
            throw new UnfitScenario(
                    place,
                    "driver "
                            + part
                            + " asks no program of a scenario; expected one such as ask-program"
                            + " (AsksProgram)");
        }
        programs.put(part, program); // a step may bring the driver later
        if (driver instanceof AsksProgram asks) {
            asks.attach(program);
        }
        return () -> {
            programs.remove(part);
            if (made.get(part) instanceof AsksProgram asks) {
                asks.detach();
            }
        };
    }

    @Override
    public CaptureCounts capture(ProgramSpec.Capture spec, CapturedHandler handler) {
        if (spec.nic().nic().equals(WindowsSpec.LOOPBACK_DEVICE))
            return new LoopbackCaptureRun(spec, windows, handler);
        if (spec.isEmbedded()) return new PacketCeRun(spec, embeddedDriver(), handler);
        return new CaptureRun(spec, captureDriver(spec.preset()), handler);
    }

    @Override
    public List<Adapter> adapters() {
        String host = windows.host().name() + "/";
        List<Adapter> adapters = new ArrayList<>();
        for (var each : captureDriver(NpfPreset.NPF.name()).adapterList()) {
            String nic = each.deviceName().substring(NpfDriver.DEVICE_PREFIX.length());
            var cable = OidRequest.query(Oid.GEN_MEDIA_CONNECT_STATUS);
            boolean up =
                    windows.adapter(nic).request(cable) == NdisStatus.SUCCESS && cable.value() == 0;
            adapters.add(
                    new Adapter(
                            host + nic,
                            up ? "up" : "down",
                            each.deviceName()
                                    + ", "
                                    + each.description()
                                    + ", "
                                    + Addresses.formatMac(each.mac())
                                    + ", "
                                    + Units.rate(each.speedBitsPerSecond()),
                            LinkType.ETHERNET.toString(),
                            ""));
        }
        adapters.add(
                new Adapter(
                        host + WindowsSpec.LOOPBACK_DEVICE,
                        "up",
                        "\\Device\\NPF_Loopback, what turns round above NDIS",
                        LinkType.NULL.toString(),
                        ""));
        return adapters;
    }

    private PktDriver embeddedDriver() {
        PktDriver loaded = embedded;
        if (loaded == null) {
            loaded = PktDriver.pktInit(windows.host(), ndisAdapters());
            embedded = loaded;
        }
        return loaded;
    }

    private List<NdisAdapter> ndisAdapters() {
        return windows.nicNames().stream().map(windows::adapter).toList();
    }

    @Override
    public NpfDriver captureDriver(Place place) {
        return captureDriver(NpfPreset.NPF.name());
    }

    private NpfDriver captureDriver(String preset) {
        return captureDrivers.computeIfAbsent(
                preset,
                name ->
                        new NpfDriver(
                                windows.host(),
                                NpfPreset.named(name).orElse(NpfPreset.NPF),
                                ndisAdapters()));
    }

    @Override
    public void registerHook(HookSpec hook) throws UnfitScenario {
        throw noHooks(hook.place());
    }

    @Override
    public void unregisterHook(Place place, String name) throws UnfitScenario {
        throw noHooks(place);
    }

    @Override
    public DecisionDesk desk(Place place, String hook) throws UnfitScenario {
        throw noHooks(place);
    }

    private UnfitScenario noHooks(Place place) {
        return new UnfitScenario(
                place, windows.host().name() + " is a windows host; hooks stand on linux hosts");
    }
}
