package sluice.testing;

import java.util.function.Function;
import java.util.function.Supplier;
import sluice.bump.EspDriver;
import sluice.bump.EspMode;
import sluice.bump.EspOptions;
import sluice.bump.PppoeDriver;
import sluice.bump.PppoeRole;
import sluice.bump.SecurityAssociation;
import sluice.ndis.Miniport;
import sluice.ndis.NdisDriver;
import sluice.nic.Nic;
import sluice.samples.windows.AppLayerIntercept;
import sluice.samples.windows.CountingFilter;
import sluice.samples.windows.CountingPassthru;
import sluice.samples.windows.Hold;
import sluice.samples.windows.ImPassthru;
import sluice.samples.windows.PassAll;
import sluice.samples.windows.Passthru;
import sluice.samples.windows.PortBlocker;
import sluice.sim.Dm9Nic;
import sluice.sim.Dm9Receives;
import sluice.sim.IoWidth;
import sluice.userland.FetchWay;
import sluice.userland.InspectionOptions;
import sluice.userland.ReturnWay;
import sluice.userland.SendPolicy;
import sluice.winstack.SimMiniport;

/** Drivers that ship and keep their contract, each where it belongs. */
enum Behaved {
    PASSTHRU(Passthru::new),
    COUNT(CountingPassthru::new),
    LIGHT(CountingFilter::new),
    PASS(PassAll::new),
    BLOCK(() -> new PortBlocker(9)),
    HOLD(() -> new Hold(Hold.Direction.BOTH, 20_000_000, 4)),
    HOLD_OVER_SERIALIZED(
            () -> NdisBed.ofDriver(Behaved::hold).withMiniport(nic -> new SimMiniport(nic, true))),
    INTERCEPT(Behaved::intercept),
    ESP(Behaved::esp),
    PPPOE(() -> new PppoeDriver(PppoeRole.HOST, NdisStage.WIN, "")),
    INSPECT(() -> NdisBed.ofPart(new WithProgram.Inspecting(InspectionOptions.DEFAULT))),
    INSPECT_EARLY(() ->
            NdisBed.ofPart(
                    new WithProgram.Inspecting(
                            InspectionOptions.DEFAULT.with(
                                    SendPolicy.EARLY, FetchWay.SHARED, ReturnWay.SHARED)))),
    CAPTURE(() -> NdisBed.ofPart(new WithProgram.Capturing())),
    TWO_EDGES(() -> NdisBed.ofProtocol(() -> new ImPassthru(NdisStage.NIC, "above"))),
    TWO_EDGES_OVER_SERIALIZED(() ->
            NdisBed.ofProtocol(() -> new ImPassthru(NdisStage.NIC, "above"))
                    .withMiniport(nic -> new SimMiniport(nic, true))),
    MINIPORT(nic -> new SimMiniport(nic, false)),
    MINIPORT_SERIALIZED(nic -> new SimMiniport(nic, true)),
    EMBEDDED(() -> embedded(nic -> Dm9Receives.withPackets((Dm9Nic) nic))),
    EMBEDDED_LOOKAHEADS(() -> embedded(nic -> Dm9Receives.withLookaheads((Dm9Nic) nic))),
    MINIPORT_SLOWLY_RESET(nic -> new SlowlyReset(new SimMiniport(nic, false)));

    private static final String KEY = "000102030405060708090a0b0c0d0e0f10111213";

    private interface Bed {
        NdisBed of();
    }

    @SuppressWarnings("ImmutableEnumChecker") // a method reference
    private final Supplier<NdisBed> bed;

    Behaved(Supplier<NdisDriver> driver) {
        this.bed = () -> NdisBed.ofDriver(driver);
    }

    Behaved(Bed bed) {
        this.bed = bed::of;
    }

    Behaved(Function<Nic, Miniport> miniport) {
        this.bed = () -> NdisBed.ofMiniport(miniport);
    }

    /** For one play. */
    NdisBed bed() {
        return bed.get();
    }

    private static NdisBed embedded(Function<Nic, Miniport> miniport) {
        return NdisBed.ofMiniport(miniport)
                .withHardware((host, name, options) ->
                        Dm9Nic.in(host, name, options, IoWidth.WORD).chip());
    }

    private static NdisDriver hold() {
        return new Hold(Hold.Direction.SEND, 5_000_000, 8);
    }

    private static NdisDriver intercept() {
        var driver = new AppLayerIntercept(4);
        driver.onWaiting(() -> driver.decide(packet -> packet.id() % 2 == 0));
        return driver;
    }

    private static NdisDriver esp() {
        return new EspDriver(
                EspOptions.between(EspMode.TRANSPORT, NdisStage.WIN, NdisStage.LIN)
                        .withMtuOfTheLink(),
                SecurityAssociation.of(0x1001, KEY),
                SecurityAssociation.of(0x2002, KEY));
    }
}
