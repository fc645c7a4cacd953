package sluice.ndis;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.packet.Place;
import sluice.time.MachineStopped;
import sluice.trace.Layering;
import sluice.trace.TraceSink;
import sluice.world.Host;

/**
 * One adapter with its stack of drivers, and the wrapper through which all of them speak.
 *
 * <pre>
 *   bindings:      tcpip   capture   ...
 *   drivers:       topmost
 *                  ...
 *                  bottommost
 *   miniport:      on the NIC
 * </pre>
 *
 * <p>The wrapper checks who holds a packet, passes by callbacks that a driver does not have,
 * counts, and records what happens. Receive work runs on the CPU that took the NIC's interrupt,
 * sends on the sender's; timers and changes of the stack on the host's first.
 */
public final class NdisAdapter {
    private static final ProtocolBinding[] NONE = {};

    private final Ndis ndis;
    private final Host host;
    private final String name;
    private final @Nullable TraceSink trace;
    private final OctetJoins joins = new OctetJoins();

    /** What stands between wrapper and drivers while a verifier is on; null if it is off. */
    final @Nullable Handover handover;

    final TopLayer top;
    final MiniportLayer miniport;
    final SendFlow sends;
    final ReceiveFlow receives;
    final Loopback loopback;
    final Transfers transfers;
    final StackChanges changes;
    final Journal journal;
    final AdapterLife life = new AdapterLife(this);
    final Resets resets;
    final AdapterRequests requests;
    final HangClock hangs;
    final SendArrays arrays;
    final ListChains chains;
    private final DriverWork work = new DriverWork(this);
    final DriverStack stack;
    private ProtocolBinding[] bindings = NONE;
    private long turns;
    private long mac;
    private long longestFrameOctets = -1;
    private boolean asksMiniportItself;

    /** The binding of an intermediate driver that this adapter stands on, if it is virtual. */
    @Nullable ProtocolBinding lower;

    /** Seeded faults of the wrapper; set by tests only. */
    @Nullable WrapperFaults faults;

    private NdisAdapter(
            Ndis ndis, String name, @Nullable Miniport driver, @Nullable Miniport6 driver6) {
        this.ndis = ndis;
        this.host = ndis.host();
        this.handover = ndis.handover();
        this.journal = new Journal(ndis);
        this.name = name;
        this.trace = host.world().trace();
        Place place = host.place("miniport/" + name, Layering.ETHERNET);
        this.sends = new SendFlow(this);
        this.receives = new ReceiveFlow(this);
        this.loopback = new Loopback(this);
        this.transfers = new Transfers(this);
        this.changes = new StackChanges(this);
        this.resets = new Resets(this);
        this.requests = new AdapterRequests(this);
        this.hangs = new HangClock(this);
        this.arrays = new SendArrays(this);
        this.chains = new ListChains(this);
        this.miniport = new MiniportLayer(this, place, driver, driver6);
        this.top = new TopLayer(this, place);
        if (driver != null) work.add(name, driver);
        if (driver6 != null) work.add(name, driver6);
        ndis.added(this, work);
        this.stack = new DriverStack(this, work);
    }

    /**
     * An adapter with a miniport of NDIS 5 at place {@code host/miniport/name}, in a wrapper of its
     * own.
     */
    public static NdisAdapter of(Host host, String name, Miniport driver) {
        return in(Ndis.on(host, NdisOptions.DEFAULT), name, driver);
    }

    /** An adapter with a miniport of NDIS 6, in a wrapper of its own. */
    public static NdisAdapter of(Host host, String name, Miniport6 driver) {
        return in(Ndis.on(host, NdisOptions.DEFAULT), name, driver);
    }

    static NdisAdapter in(Ndis ndis, String name, Miniport driver) {
        var adapter = new NdisAdapter(ndis, name, driver, null);
        adapter.start();
        return adapter;
    }

    static NdisAdapter in(Ndis ndis, String name, Miniport6 driver) {
        var adapter = new NdisAdapter(ndis, name, null, driver);
        adapter.start();
        return adapter;
    }

    /** The wrapper of its machine. */
    public Ndis ndis() {
        return ndis;
    }

    private void start() {
        if (miniport.initialize() != NdisStatus.SUCCESS) {
            life.gone();
            return;
        }
        journal.state(miniport.party, AdapterState.RUNNING);
        refreshMac();
        loopback.askMiniport();
        ndis.started(this);
    }

    /** A virtual adapter of an intermediate driver, on top of its binding below. */
    static NdisAdapter above(ProtocolBinding lower, String name, Miniport upperEdge) {
        var adapter = new NdisAdapter(lower.adapter().ndis, name, upperEdge, null);
        lower.virtual = adapter;
        adapter.lower = lower;
        adapter.start();
        return adapter;
    }

    /** NdisIMDeInitializeDeviceInstance: unbinds all above, then halts the upper edge. */
    public void deinitializeDeviceInstance() {
        life.halt();
    }

    /** Whether it is a virtual adapter of this very driver. */
    boolean isAboveOf(ProtocolDriver driver) {
        return lower != null && lower.driver == driver;
    }

    // ---- life

    /** What state it is in. */
    public AdapterState state() {
        return changes.adapterState();
    }

    /** Whether it sleeps. */
    public DevicePower power() {
        return life.power();
    }

    /** Puts it to sleep or wakes it; the bindings are told before, or after. */
    public void setPower(DevicePower to) {
        life.setPower(to);
    }

    /** Pauses the stack until {@link #restart}, once nothing is under way. */
    public void pause() {
        if (!life.isGoing()) changes.hold();
    }

    /** Starts again what {@link #pause} paused. */
    public void restart() {
        changes.release();
    }

    /** Unbinds all, takes the drivers out and halts the miniport, once nothing is under way. */
    public void halt() {
        life.halt();
    }

    /** The device is pulled out; the miniport is halted when everything has come home. */
    public void surpriseRemove() {
        life.surpriseRemove();
    }

    /** Undoes a binding, as when it is disabled in the list of the adapter's components. */
    public void unbind(ProtocolBinding binding) {
        life.unbind(binding);
    }

    /** Undoes the binding of the protocol of that name; false if it has none. */
    public boolean unbind(String protocol) {
        for (ProtocolBinding each : bindings) {
            if (!each.name().equals(protocol)) continue;
            life.unbind(each);
            return true;
        }
        return false;
    }

    /**
     * Asks a registered protocol to bind, once what Plug and Play is about is over; nothing if it
     * is bound.
     *
     * @return false if no protocol of that name is registered
     */
    public boolean bind(String protocol) {
        for (ProtocolDriver each : ndis.protocols) {
            if (!each.party().name().equals(protocol)) continue;
            bind(() -> each.offer(this));
            return true;
        }
        return false;
    }

    /**
     * The same for a protocol that is not registered, which opens a binding by itself; nothing if
     * the adapter has gone by then.
     */
    public void bind(Runnable opens) {
        life.bind(opens);
    }

    /** The system goes down: MiniportShutdown. */
    public void shutdown() {
        miniport.shutdown();
    }

    /** Reads the station address from the miniport again. */
    public void refreshMac() {
        var request = OidRequest.query(Oid.OID_802_3_CURRENT_ADDRESS);
        if (requests.submit(request, null) == NdisStatus.SUCCESS) mac = request.value();
    }

    /** The machine it is in. */
    public Host host() {
        return host;
    }

    /** Name of the adapter: that of its NIC. */
    public String name() {
        return name;
    }

    /** Station address, 48 bits. */
    public long mac() {
        return mac;
    }

    /** The miniport's place in the ledger. */
    public Place miniportPlace() {
        return miniport.place;
    }

    /** Counts of joined chains. */
    public OctetJoins joins() {
        return joins;
    }

    /** A driver that stands in the stack. */
    public record Installed(String name, NdisDriver driver, Place place) {}

    /** The drivers between bindings and miniport, topmost first. */
    public List<Installed> drivers() {
        return stack.drivers();
    }

    /** Whether a driver of that name is there, or will be once the stack is paused for it. */
    public boolean hasDriver(String driverName) {
        return stack.isPlanned(driverName);
    }

    List<String> driverNames() {
        return stack.names();
    }

    /** Binds a protocol of NDIS 5, whose packets start and arrive at {@code place}. */
    public ProtocolBinding open(Protocol protocol, Place place) {
        return bind(new ProtocolBinding(this, protocol.name(), place, protocol, null));
    }

    /** Binds a protocol of NDIS 6. */
    public ProtocolBinding open(Protocol6 protocol, Place place) {
        return bind(new ProtocolBinding(this, protocol.name(), place, null, protocol));
    }

    private ProtocolBinding bind(ProtocolBinding binding) {
        var wider = Arrays.copyOf(bindings, bindings.length + 1);
        wider[bindings.length] = binding;
        bindings = wider;
        return binding;
    }

    void close(ProtocolBinding closing) {
        closing.closed = true;
        bindings =
                Arrays.stream(bindings)
                        .filter(binding -> binding != closing)
                        .toArray(ProtocolBinding[]::new);
        programFilter();
        closing.handlers.adapterClosed();
    }

    /**
     * The open blocks of the bindings that there are now, as a driver finds them that hooks NDIS by
     * walking the wrapper's lists.
     */
    public List<OpenBlock> openBlocks() {
        return Arrays.stream(bindings).map(ProtocolBinding::openBlock).toList();
    }

    ProtocolBinding[] bindings() {
        return bindings;
    }

    /**
     * Puts a driver in, {@code positionFromTop} 0 being topmost. On a running stack this pauses it:
     * the driver stands there once nothing is under way, at the earliest at the next DEFERRED work
     * of this instant.
     *
     * @throws IllegalArgumentException if the name is taken or the driver of no known kind
     */
    public void insert(int positionFromTop, String driverName, NdisDriver driver) {
        stack.insert(positionFromTop, driverName, driver);
    }

    /** Takes a driver out; false if there is none of that name. Pauses as {@link #insert}. */
    public boolean remove(String driverName) {
        return stack.remove(driverName);
    }

    /** Moves a driver to another position from the top; false if there is none of that name. */
    public boolean move(String driverName, int positionFromTop) {
        return stack.move(driverName, positionFromTop);
    }

    /** Resets the miniport, as NdisReset of an NDIS 5 protocol does. */
    public NdisStatus reset() {
        return resets.begin(miniport, "asked for");
    }

    /** Resets the upper edge of one driver; false if there is none of that name. */
    public boolean resetDriver(String driverName) {
        Layer layer = layerNamed(driverName);
        if (layer == null) return false;
        resets.begin(layer, "asked for");
        return true;
    }

    @Nullable Layer layerNamed(String driverName) {
        return stack.layerNamed(driverName);
    }

    /** Whether frames pass. */
    public boolean isRunning() {
        return changes.state() == StackChanges.State.RUNNING && !life.asleep();
    }

    /** Sends, received descriptors and transfers that are out. */
    public long underWay() {
        return sends.out() + receives.out() + transfers.pending();
    }

    /** Transfers of received octets to protocols, and to frames the wrapper gathered. */
    public long transfersCount() {
        return transfers.transfers();
    }

    /** Octets that these transfers moved. */
    public long transferredOctets() {
        return transfers.octetsTransferred();
    }

    /** Whether a driver between miniport and bindings takes received packets. */
    boolean hasReceivingDriver() {
        for (Layer at = miniport.requireAbove(); at != top; at = at.requireAbove())
            if (at.receives) return true;
        return false;
    }

    boolean untouched() {
        return turns == 0;
    }

    long lastTurn() {
        return turns;
    }

    long nextTurn() {
        return ++turns;
    }

    @Nullable TraceSink trace() {
        return trace;
    }

    NdisPacketPool pool(Party owner, int capacityPackets) {
        return pool(owner, capacityPackets, NdisPacketPool.PROTOCOL_NOTES);
    }

    NdisPacketPool pool(Party owner, int capacityPackets, int protocolNotes) {
        return new NdisPacketPool(owner, capacityPackets, protocolNotes, joins, ndis);
    }

    /** A party gives a packet away; see {@link Handover#gives}. */
    void gives(Party by, NdisPacket record, NdisRule rule, NdisWatch.Moved why) {
        if (handover != null) handover.gives(by, record, rule, why);
    }

    /** It has it again; see {@link Handover#hasAgain}. */
    void hasAgain(Party by, NdisPacket record) {
        if (handover != null) handover.hasAgain(by, record);
    }

    /** Something has come home. */
    void progressed() {
        changes.progress();
        if (handover != null) handover.progressed();
    }

    /**
     * OID_GEN_MAXIMUM_TOTAL_SIZE of the miniport itself, 0 if it does not say. Drivers that lower
     * it come and go while packets of the old length wait for an address.
     */
    long longestFrameOctets() {
        if (longestFrameOctets < 0) {
            var request = OidRequest.query(Oid.GEN_MAXIMUM_TOTAL_SIZE);
            asksMiniportItself = true;
            boolean known = requests.submit(request, null) == NdisStatus.SUCCESS;
            asksMiniportItself = false;
            longestFrameOctets = known ? request.value() : 0;
        }
        return longestFrameOctets;
    }

    void chargeCopy(int octets) {
        host.charge(host.costs().copyNanos(octets));
    }

    /** Why a send is refused right now, or null. */
    @Nullable NdisStatus refusalOfSends(ProtocolBinding binding) {
        if (host.stopped()) throw new MachineStopped(host.name());
        if (binding.closed) return NdisStatus.CLOSING;
        if (life.isGoing()) return NdisStatus.ADAPTER_REMOVED;
        if (life.asleep()) return NdisStatus.LOW_POWER_STATE;
        if (resets.refusesSends()) {
            if (binding.inReset) report(RequestRule.Q07, binding.party(), "a send during a reset");
            return NdisStatus.RESET_IN_PROGRESS;
        }
        return changes.sendsPass() ? null : NdisStatus.PAUSED;
    }

    /** Gives the NIC the union of what the bindings want, bits that only NDIS knows left out. */
    NdisStatus programFilter() {
        int union = 0;
        Set<Long> groups = new HashSet<>();
        for (ProtocolBinding binding : bindings) {
            union |= binding.packetFilter();
            groups.addAll(binding.groups());
        }
        var request = OidRequest.filter(union & ~PacketFilters.NO_LOCAL, groups);
        return requests.submit(request, null);
    }

    /** Gives the miniport the largest look-ahead that a binding wants. */
    NdisStatus programLookahead() {
        int largest = 0;
        for (ProtocolBinding binding : bindings)
            largest = Math.max(largest, binding.lookaheadOctets());
        return requests.submit(OidRequest.set(Oid.GEN_CURRENT_LOOKAHEAD, largest), null);
    }

    /**
     * A request of the system to the miniport.
     *
     * @return PENDING if the miniport answers later, or another request is before it
     */
    public NdisStatus request(OidRequest request) {
        return requests.submit(request, null);
    }

    /**
     * Largest payload of a frame that the drivers leave a protocol, if the miniport takes {@code
     * miniportOctets}.
     */
    public int frameOctetsMax(int miniportOctets) {
        int most = miniportOctets;
        for (Layer at = miniport.requireAbove(); at != top; at = at.requireAbove())
            most = at.frameOctetsMax(most);
        return most;
    }

    /** What a miniport says about sizes is less where a driver above it adds headers. */
    void lower(OidRequest answered) {
        if (asksMiniportItself) return;
        switch (answered.oid()) {
            case GEN_MAXIMUM_FRAME_SIZE -> answered.answer(frameOctetsMax((int) answered.value()));
            case GEN_MAXIMUM_TOTAL_SIZE -> {
                int header = 14;
                answered.answer(frameOctetsMax((int) answered.value() - header) + header);
            }
            default -> {}
        }
    }

    /** A status climbs from {@code from} to the next driver that wants to see it. */
    void statusUp(Layer from, NdisStatus status) {
        statusUp(from, StatusIndication.of(status));
    }

    /** The same with its buffer. */
    void statusUp(Layer from, StatusIndication indication) {
        if (trace != null) {
            trace.accept(
                    new NdisStep.StatusIndicated(
                            host.scheduler().nowNanos(), from.place.name(), indication.status()));
        }
        Layer at = from.requireAbove();
        while (at != top && !at.statuses) at = at.requireAbove();
        at.status(indication);
    }

    /** A driver keeps a packet for later. */
    void pended(Layer at, NdisPacket packet) {
        packet.pendedAt = at;
        if (trace == null) return;
        long now = host.scheduler().nowNanos();
        trace.accept(new NdisStep.Pended(now, packet.packetId(), at.place.name()));
    }

    /** A driver goes on with a packet that it had kept. */
    void resumed(Layer at, NdisPacket packet) {
        packet.pendedAt = null;
        if (trace == null) return;
        long now = host.scheduler().nowNanos();
        trace.accept(new NdisStep.Resumed(now, packet.packetId(), at.place.name()));
    }

    /** The driver gave a frame to hardware that sends it as it is. */
    void sentTooShort(int octets) {
        report(SendRule.S14, miniport.party, octets + " octets");
    }

    /** A breach that is looked at only while a verifier is on. */
    void report(NdisRule rule, Party offender, String detail) {
        if (handover != null) ndis.report(rule, offender, null, detail);
    }

    /** Something other than a packet is outstanding. */
    void watched() {
        if (handover != null) handover.waiting();
    }

    /** A breach that nothing can go on from; see {@link Ndis#breach}. */
    RuntimeException breach(
            NdisRule rule, Party offender, @Nullable NdisPacket packet, String detail) {
        return ndis.breach(rule, offender, packet, detail);
    }

    /**
     * What a driver's callback threw, entered in the book under the driver's name; a breach that
     * stands there already goes on as it is.
     *
     * @param packet what the callback was about, if about a packet
     */
    RuntimeException threw(String driverName, @Nullable NdisPacket packet, Throwable thrown) {
        return ndis.threw(driverName, packet, thrown);
    }

    @Override
    public String toString() {
        return host.name() + "/" + name;
    }
}
