package sluice.ndis;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.time.Handler;

/**
 * Rules R01 to R22 that the journal shows. Others of them are seen where a received packet is
 * handed over: R01, R03, R04, R08, R09, R11, R16 and R21 by {@link ReceiveFlow} and {@link
 * Transfers}, R07 by the {@link Lookahead} itself, R15 by the descriptor.
 */
final class ReceiveRules extends RuleSet {
    private static final int HEADER_OCTETS = 14;

    // handlers that are being shown a packet, or are given it back, innermost last
    private @Nullable Party[] shownTo = new @Nullable Party[16];
    private @Nullable NdisPacket[] shown = new @Nullable NdisPacket[16];
    private boolean[] shownBack = new boolean[16];
    private int showing;

    private final Set<Party> initializing = new HashSet<>();
    private final Set<Party> silent = new HashSet<>();
    private final Map<Party, Long> filterSince = new HashMap<>();
    private final Set<Party> inBurst = new HashSet<>();
    private final Handler<Party> burstCheck = this::requireBurstOver;
    private byte[] octets = new byte[2048];

    ReceiveRules(Ndis ndis) {
        super(ndis);
    }

    // ---- who indicates

    @Override
    public void calling(Party who, NdisCall function, @Nullable NdisPacket about) {
        switch (function) {
            case INDICATE_PACKET -> {
                requireMayIndicate(who, about);
                if (about != null) requireFit(who, about);
            }
            case INDICATE_LISTS -> requireMayIndicate(who, about);
            case INDICATE_LOOKAHEAD -> {
                requireMayIndicate(who, about);
                beginBurst(who);
            }
            case INDICATE_COMPLETE -> inBurst.remove(who);
            case RETURN_PACKETS -> {
                if (about != null) requireReturnable(who, about);
            }
            case RETURN_LISTS -> {
                if (about != null) requireUnchanged(who, about);
            }
            default -> {}
        }
    }

    private void requireMayIndicate(Party who, @Nullable NdisPacket about) {
        if (initializing.contains(who))
            ndis.report(ReceiveRule.R20, who, about, "before its initialization ended");
        if (who.role() == Party.Role.MINIPORT && nobodyAsks(who) && !wasUnderWay(who, about))
            ndis.report(ReceiveRule.R20, who, about, "the packet filter is 0");
        if (silent.contains(who)) ndis.report(ReceiveRule.R20, who, about, "paused or halted");
    }

    @Override
    public void request(OidRequest request, Party miniport, Asked what, NdisStatus status) {
        if (what == Asked.SUBMITTED && request.oid() == Oid.GEN_CURRENT_PACKET_FILTER)
            filterSince.put(miniport, ndis.host().scheduler().nowNanos());
    }

    /** Whether a frame had been received when the filter was set; a device may not give it up. */
    private boolean wasUnderWay(Party miniport, @Nullable NdisPacket about) {
        long since = filterSince.getOrDefault(miniport, 0L);
        if (about == null || !about.hasPacket()) return ndis.host().scheduler().nowNanos() == since;
        long arrived = about.required().timeNanos();
        return arrived != 0 && arrived <= since;
    }

    private boolean nobodyAsks(Party miniport) {
        NdisAdapter adapter = ndis.adapterOf(miniport);
        if (adapter == null) return false;
        for (ProtocolBinding binding : adapter.bindings())
            if (binding.packetFilter() != 0) return false;
        return true;
    }

    private void requireFit(Party who, NdisPacket about) {
        int header = about.outOfBand().headerOctets();
        if (header != HEADER_OCTETS)
            ndis.report(ReceiveRule.R12, who, about, header + " octets of header");
        int notes = about.pool.protocolNotes();
        if (notes < NdisPacketPool.PROTOCOL_NOTES)
            ndis.report(ReceiveRule.R13, who, about, "room for " + notes);
    }

    @Override
    public void state(Party who, AdapterState state) {
        switch (state) {
            case HALTED -> silent.add(who);
            case PAUSED -> {
                // a driver of NDIS 5 is not told; the wrapper loses its frames meanwhile
                if (who.version().isAtLeast(NdisVersion.NDIS_6_0)) silent.add(who);
            }
            case INITIALIZING, RESTARTING, RUNNING, PAUSING, SHUTDOWN -> silent.remove(who);
        }
    }

    // ---- bursts of look-aheads

    /** Threads run when the deferred work of this instant is over. */
    private void beginBurst(Party who) {
        if (!inBurst.add(who)) return;
        var host = ndis.host();
        host.scheduler().schedule(0, host.runningCpu().thread(), burstCheck, who);
    }

    private void requireBurstOver(Party who) {
        if (inBurst.remove(who))
            ndis.report(ReceiveRule.R10, who, null, "none when its deferred work was over");
    }

    // ---- who is shown something

    @Override
    public void entering(Party who, NdisHandler handler, @Nullable NdisPacket about) {
        if (handler == NdisHandler.INITIALIZE) initializing.add(who);
        if (!isAboutReceived(handler) || about == null) return;
        boolean back = handler == NdisHandler.RETURN_PACKET;
        show(who, about, back);
        if (!back && isReader(who, about)) about.shownHash = hash(about);
    }

    @Override
    public void left(
            Party who,
            NdisHandler handler,
            @Nullable NdisPacket about,
            NdisStatus answer,
            int count) {
        if (handler == NdisHandler.INITIALIZE) initializing.remove(who);
        if (handler == NdisHandler.HALT) silent.add(who);
        if (!isAboutReceived(handler) || about == null) return;
        while (showing > 0 && shown[--showing] != about) {} // those that threw
        if (handler == NdisHandler.RETURN_PACKET) return;
        requireUnchanged(who, about);
        boolean lent = about.outOfBand().status() == NdisStatus.RESOURCES;
        if (lent && who.version().major() >= 6) requireLinksRestored(who, about);
    }

    private void show(Party to, NdisPacket packet, boolean back) {
        if (showing == shown.length) {
            shownTo = Arrays.copyOf(shownTo, 2 * showing);
            shown = Arrays.copyOf(shown, 2 * showing);
            shownBack = Arrays.copyOf(shownBack, 2 * showing);
        }
        shownTo[showing] = to;
        shown[showing] = packet;
        shownBack[showing++] = back;
    }

    private static boolean isAboutReceived(NdisHandler handler) {
        return handler == NdisHandler.RECEIVE_PACKET || handler == NdisHandler.RETURN_PACKET;
    }

    /** A driver in between may be given it back before its own receive handler returns. */
    private void requireReturnable(Party who, NdisPacket about) {
        for (int i = showing - 1; i >= 0; i--) {
            if (shownTo[i] != who || shown[i] != about) continue;
            if (!shownBack[i]) ndis.report(ReceiveRule.R02, who, about, "it is being shown");
            break;
        }
        requireUnchanged(who, about);
    }

    private void requireLinksRestored(Party who, NdisPacket about) {
        PacketLease lease = Handover.leaseOf(about, who);
        if (lease == null) return;
        NetBufferList expected = lease.chainedTo;
        lease.chainedTo = null;
        if (lease.handle.list().detach() != expected)
            ndis.report(ReceiveRule.R14, who, about, "its chain is not as it was");
    }

    // ---- octets

    /** Who claimed the octets may do with them what it likes. */
    private static boolean isReader(Party who, NdisPacket about) {
        return who.role() == Party.Role.PROTOCOL && !about.claimed && about.hasPacket();
    }

    private void requireUnchanged(Party who, NdisPacket about) {
        if (!isReader(who, about) || hash(about) == about.shownHash) return;
        ndis.report(ReceiveRule.R06, who, about, "its octets are others than before");
    }

    private int hash(NdisPacket packet) {
        int length = packet.lengthOctets();
        if (length > octets.length) octets = new byte[length];
        packet.read(0, octets, 0, length);
        Arrays.fill(octets, length, octets.length, (byte) 0);
        return Arrays.hashCode(octets);
    }
}
