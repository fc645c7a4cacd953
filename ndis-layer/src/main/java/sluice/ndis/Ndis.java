package sluice.ndis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sluice.nic.Nic;
import sluice.packet.Place;
import sluice.time.Level;
import sluice.time.MachineStopped;
import sluice.trace.ContractBroken;
import sluice.trace.Layering;
import sluice.trace.TraceSink;
import sluice.world.Host;
import sluice.world.WorkOwner;

/**
 * The wrapper of one machine (NDIS.SYS): its adapters, what it looks at, and what it does about a
 * breach.
 *
 * <pre>
 *   rule broken -> breach   always, fatal, or an error with a bug check   the machine stops
 *               -> report   other errors                                  the book of contracts
 *                           warnings                                      {@link #findings}
 * </pre>
 */
public final class Ndis {
    private static final int FINDINGS_MAX = 1000;

    private final Host host;
    private final NdisOptions options;
    private final List<NdisAdapter> adapters = new ArrayList<>();
    final List<ProtocolDriver> protocols = new ArrayList<>();
    private final Map<String, NdisFinding> findings = new LinkedHashMap<>();
    private @Nullable BugCheck bugCheck;
    private @Nullable ResourceFaults faults;
    private Irql raised = Irql.PASSIVE;
    private @Nullable KernelGuard guard;
    private final PassiveWorkers workers = new PassiveWorkers(this);

    /** Sees all; null while no verifier is on. */
    final @Nullable NdisVerifier watch;

    private final @Nullable Handover handover;

    private Ndis(Host host, NdisOptions options) {
        this.host = host;
        this.options = options;
        this.watch = options.verifier() == VerifierLevel.OFF ? null : new NdisVerifier(this);
        this.handover = watch == null ? null : new Handover(this, watch);
    }

    /** What stands between wrapper and drivers; null while no verifier is on. */
    @Nullable Handover handover() {
        return handover;
    }

    /** The wrapper of a machine; it has one at most. */
    public static Ndis on(Host host, NdisOptions options) {
        return new Ndis(host, options);
    }

    /** The machine. */
    public Host host() {
        return host;
    }

    /** How it behaves. */
    public NdisOptions options() {
        return options;
    }

    /** The adapters, in the order of their making. */
    public List<NdisAdapter> adapters() {
        return List.copyOf(adapters);
    }

    /** The adapter of this miniport; null if it has none yet. */
    @Nullable NdisAdapter adapterOf(Party miniport) {
        for (int i = 0; i < adapters.size(); i++)
            if (adapters.get(i).miniport.party == miniport) return adapters.get(i);
        return null;
    }

    /** Whether a reset of some adapter has not come to its end. */
    boolean isResetting() {
        for (int i = 0; i < adapters.size(); i++)
            if (adapters.get(i).resets.underWay()) return true;
        return false;
    }

    /** Adds an adapter with a miniport of NDIS 5 at place {@code host/miniport/name}. */
    public NdisAdapter addAdapter(String name, Miniport driver) {
        return NdisAdapter.in(this, name, driver);
    }

    /** Adds an adapter with a miniport of NDIS 6. */
    public NdisAdapter addAdapter(String name, Miniport6 driver) {
        return NdisAdapter.in(this, name, driver);
    }

    void added(NdisAdapter adapter, WorkOwner work) {
        adapters.add(adapter);
        host.world().addWorkOwner(work);
        if (watch == null) return;
        for (Nic nic : host.allNics())
            if (nic.name().equals(adapter.name())) nic.watchShortFrames(adapter::sentTooShort);
    }

    /** An adapter is there: registered protocols are asked to bind to it. */
    void started(NdisAdapter adapter) {
        for (ProtocolDriver each : List.copyOf(protocols)) each.offer(adapter);
    }

    /** NdisRegisterProtocol: it is asked at once to bind to every adapter that is there. */
    public Registered registerProtocol(DriverCharacteristics of) {
        Class<?> contract = of.is6() ? Protocol6.class : Protocol.class;
        Registered refusal = refusal("protocol", of, contract);
        if (refusal != null) return refusal;
        var driver =
                new ProtocolDriver(
                        this,
                        of.name(),
                        of.driver() instanceof Protocol five ? five : null,
                        of.driver() instanceof Protocol6 six ? six : null);
        protocols.add(driver);
        for (NdisAdapter each : adapters()) driver.offer(each);
        return registered(of, driver::leave, driver::reenumerate, any -> {});
    }

    /**
     * NdisMRegisterMiniport, NdisMRegisterMiniportDriver: says whether it would be served; adapters
     * are added by {@link #addAdapter}.
     */
    public Registered registerMiniport(DriverCharacteristics of) {
        Class<?> contract = of.is6() ? Miniport6.class : Miniport.class;
        Registered refusal = refusal("miniport", of, contract);
        return refusal != null ? refusal : registered(of, () -> {}, () -> {}, any -> {});
    }

    private @Nullable Registered refusal(String role, DriverCharacteristics of, Class<?> contract) {
        Registered refusal = of.refusal(options.version(), contract);
        if (refusal == null && fails(ResourceFaults.Kind.REGISTER, of.name()))
            refusal = Registered.refused(NdisStatus.RESOURCES, "no memory to register it");
        return said(role, of, refusal);
    }

    private @Nullable Registered said(
            String role, DriverCharacteristics of, @Nullable Registered refusal) {
        TraceSink trace = host.world().trace();
        if (trace == null) return refusal;
        trace.accept(
                new NdisStep.DriverRegistered(
                        nowNanos(),
                        host.name() + "/ndis/" + of.name(),
                        role,
                        of.majorVersion() + "." + of.minorVersion(),
                        refusal == null ? NdisStatus.SUCCESS : refusal.status(),
                        refusal == null ? "" : refusal.detail()));
        return refusal;
    }

    /** NdisFRegisterFilterDriver. */
    public Registered registerFilter(DriverCharacteristics of) {
        if (!of.is6() || !options.version().isAtLeast(NdisVersion.NDIS_6_0))
            return Objects.requireNonNull(
                    said(
                            "filter",
                            of,
                            Registered.refused(
                                    NdisStatus.BAD_VERSION,
                                    "filters are of version 6.0 or later")));
        Registered refusal = refusal("filter", of, LightweightFilter.class);
        if (refusal != null) return refusal;
        return registered(
                of,
                () -> {},
                () -> {},
                adapter -> adapter.insert(0, of.name(), (LightweightFilter) of.driver()));
    }

    private static Registered registered(
            DriverCharacteristics of,
            Runnable leave,
            Runnable reenumerate,
            Consumer<NdisAdapter> attach) {
        var handle = new Registration(of.name(), leave, reenumerate, attach);
        return new Registered(NdisStatus.SUCCESS, handle, "");
    }

    /** Where nothing is: the place of drivers that stand on no adapter. */
    Place placeOfWrapper() {
        return host.place("ndis", Layering.ETHERNET);
    }

    /** The driver's image is unloaded: its unload routine runs. */
    public void unload(DriverCharacteristics of, Registration registration) {
        of.unload().run();
        if (watch == null || !registration.isRegistered()) return;
        var party = new Party(Party.Role.FILTER, of.name(), options.version(), placeOfWrapper());
        throw breach(LifecycleRule.L19, party, null, "");
    }

    // ---- level and objects

    /** The level at which the caller runs: that of the scheduler's work, or to which it raised. */
    public Irql irql() {
        return Irql.of(host.scheduler().runningLevel()).max(raised);
    }

    /** Whether {@link #irql} is a device's, or higher. */
    boolean isAboveDispatch() {
        return host.scheduler().runningLevel() == Level.INTERRUPT
                || raised.compareTo(Irql.DISPATCH) > 0;
    }

    /** KeRaiseIrql: returns what it was raised to before, for {@link #lower}. */
    public Irql raise(Irql to) {
        Irql before = raised;
        raised = before.max(to);
        return before;
    }

    /** KeLowerIrql: takes back a {@link #raise}. */
    public void lower(Irql before) {
        raised = before;
    }

    DriverObjects objectsOf(Party party) {
        return new ObjectMaker(new ObjectOwner(this, party));
    }

    /** The system's worker threads. */
    PassiveWorkers workers() {
        return workers;
    }

    /** Lets allocations fail that {@code which} names. */
    public void failResourcesBy(ResourceFaults which) {
        faults = which;
    }

    /** Whether this allocation is to fail. */
    boolean fails(ResourceFaults.Kind kind, String owner) {
        ResourceFaults asked = faults;
        return asked != null && asked.fails(kind, owner);
    }

    /**
     * Guards the wrapper's tables from now on, as 64-bit Windows does: who patches an open block
     * ends the machine some minutes later (bug check 0x109).
     */
    public void guardKernel() {
        if (guard == null) guard = new KernelGuard(this);
    }

    void patched(ProtocolBinding binding) {
        KernelGuard looks = guard;
        if (looks != null) looks.patched(binding);
    }

    // ---- breaches

    /** How the machine ended, if it did. */
    public Optional<BugCheck> bugCheck() {
        return Optional.ofNullable(bugCheck);
    }

    /** Breaches that did not stop the machine, each rule with each driver once. */
    public List<NdisFinding> findings() {
        return List.copyOf(findings.values());
    }

    /**
     * A breach that nothing can go on from.
     *
     * @param about the packet it is about, the wrapper's record
     * @return what to throw, under {@link BreachPolicy#THROW}; else does not return
     * @throws MachineStopped under {@link BreachPolicy#BUG_CHECK}
     */
    public RuntimeException breach(
            NdisRule rule, Party offender, @Nullable NdisPacket about, String detail) {
        return breach(rule, offender, about, detail, rule.code(), 0);
    }

    /** The same under another bug check of the same rule, with its second parameter. */
    RuntimeException breach(
            NdisRule rule,
            Party offender,
            @Nullable NdisPacket about,
            String detail,
            BugCode code,
            long p2) {
        return stop(rule, offender.name(), about, detail, code, p2);
    }

    /**
     * A breach that the machine may survive: it is stopped, entered in the book, or listed, by the
     * rule's severity and the verifier's level.
     */
    public void report(NdisRule rule, Party offender, @Nullable NdisPacket about, String detail) {
        report(rule, offender, about, detail, rule.code(), 0);
    }

    /** The same under another bug check of the same rule, with its second parameter. */
    void report(
            NdisRule rule,
            Party offender,
            @Nullable NdisPacket about,
            String detail,
            BugCode code,
            long p2) {
        boolean strict = options.verifier() == VerifierLevel.STRICT;
        boolean stops =
                switch (rule.severity()) {
                    case FATAL -> true;
                    case ERROR -> strict || code.isDedicated();
                    case WARNING -> false;
                };
        if (stops || rule.always()) throw breach(rule, offender, about, detail, code, p2);
        if (host.stopped()) throw new MachineStopped(host.name());
        list(rule, offender.name(), about, detail);
        if (rule.severity() == NdisRule.Severity.WARNING && !strict) return;
        var _ = book(rule, offender.name(), about, detail);
    }

    private void list(NdisRule rule, String driver, @Nullable NdisPacket about, String detail) {
        String key = rule.id() + " " + driver;
        NdisFinding before = findings.get(key);
        if (before != null) findings.put(key, before.again());
        else if (findings.size() < FINDINGS_MAX)
            findings.put(key, new NdisFinding(rule, driver, idOf(about), detail, nowNanos(), 1));
    }

    private ContractBroken book(
            NdisRule rule, String driver, @Nullable NdisPacket about, String detail) {
        var data = about == null ? null : about.record().data;
        return host.world()
                .contracts()
                .broken(
                        rule.id(),
                        detail.isEmpty() ? rule.text() : rule.text() + ": " + detail,
                        idOf(about),
                        data == null ? "nobody" : data.owner().name(),
                        host.name() + "/ndis/" + driver,
                        historyOf(about));
    }

    private static long idOf(@Nullable NdisPacket packet) {
        return packet == null ? 0 : packet.packetId();
    }

    private long nowNanos() {
        return host.scheduler().nowNanos();
    }

    private List<String> historyOf(@Nullable NdisPacket about) {
        return watch == null || about == null ? List.of() : watch.historyOf(about.packetId());
    }

    private List<String> lastSteps() {
        return watch == null ? List.of() : watch.lastSteps();
    }

    RuntimeException stop(
            NdisRule rule,
            String driver,
            @Nullable NdisPacket about,
            String detail,
            BugCode asked,
            long p2) {
        return stop(rule, driver, about, detail, asked, p2, null);
    }

    private RuntimeException stop(
            NdisRule rule,
            String driver,
            @Nullable NdisPacket about,
            String detail,
            BugCode asked,
            long p2,
            @Nullable Throwable thrown) {
        if (host.stopped()) throw new MachineStopped(host.name());
        ContractBroken entry = book(rule, driver, about, detail);
        if (options.policy() == BreachPolicy.THROW) return entry;
        BugCode code = asked.isDedicated() ? asked : BugCode.VERIFIER;
        bugCheck =
                new BugCheck(
                        code.check(),
                        code.p1(),
                        p2 == 0 ? idOf(about) : p2,
                        0,
                        0,
                        rule,
                        driver,
                        idOf(about),
                        detail,
                        nowNanos(),
                        historyOf(about),
                        lastSteps(),
                        thrown == null ? DriverFrame.nearest() : DriverFrame.of(thrown));
        host.stop(NdisDrop.MACHINE_STOPPED);
        throw new MachineStopped(host.name());
    }

    /**
     * What a driver's callback threw: entered in the book under the driver's name.
     *
     * @param packet what the callback was about, if about a packet
     */
    RuntimeException threw(String driver, @Nullable NdisPacket packet, Throwable thrown) {
        return threw(driver, packet, thrown, "it threw ");
    }

    /**
     * What a driver above the wrapper threw, such as a filter on the transport devices or a hook of
     * tcpip: it ends the machine all the same.
     *
     * @return what to throw, under {@link BreachPolicy#THROW}; else does not return
     */
    public RuntimeException driverThrew(String driver, Throwable thrown) {
        return threw(driver, null, thrown);
    }

    /** The same out of a timer or other work of its own. */
    RuntimeException workThrew(String driver, Throwable thrown) {
        return threw(driver, null, thrown, "its scheduled work threw ");
    }

    private RuntimeException threw(
            String driver, @Nullable NdisPacket packet, Throwable thrown, String words) {
        if (host.stopped()) throw new MachineStopped(host.name());
        if (!(thrown instanceof ContractBroken known)) {
            RuntimeException breach =
                    stop(
                            WrapperRule.DRIVER_THREW,
                            driver,
                            packet,
                            words + thrown,
                            WrapperRule.DRIVER_THREW.code(),
                            0,
                            thrown);
            breach.initCause(thrown);
            return breach;
        }
        if (options.policy() == BreachPolicy.THROW) return known;
        var _ =
                stop(
                        WrapperRule.CORE_CONTRACT,
                        driver,
                        packet,
                        Objects.requireNonNull(known.getMessage()),
                        WrapperRule.CORE_CONTRACT.code(),
                        0,
                        known);
        return known;
    }
}
