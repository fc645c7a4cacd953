package sluice.ndis;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules Q01 to Q21 that the journal shows: one request at a time, in time, with a true answer. */
final class RequestRules extends RuleSet {
    private static final long REQUEST_NANOS_MAX = 12_000_000_000L;

    /** What SET_POWER may be answered with. */
    private static final Set<NdisStatus> OF_SET_POWER =
            EnumSet.of(NdisStatus.SUCCESS, NdisStatus.PENDING, NdisStatus.NOT_ACCEPTED);

    private record Out(Party miniport, long sinceNanos) {}

    private final Map<OidRequest, Out> out = new LinkedHashMap<>();
    private final Set<Party> halted = new HashSet<>();

    RequestRules(Ndis ndis) {
        super(ndis);
    }

    @Override
    public void state(Party who, AdapterState state) {
        if (state == AdapterState.HALTED) halted.add(who);
        else halted.remove(who);
    }

    @Override
    public void calling(Party who, NdisCall function, @Nullable NdisPacket about) {
        if (function == NdisCall.INDICATE_STATUS && halted.contains(who))
            ndis.report(RequestRule.Q19, who, null, "");
    }

    @Override
    boolean waits() {
        if (!out.isEmpty()) return true;
        return ndis.isResetting();
    }

    @Override
    public void request(OidRequest request, Party miniport, Asked what, NdisStatus status) {
        if (what == Asked.SUBMITTED) {
            for (Out other : out.values())
                if (other.miniport == miniport)
                    ndis.report(RequestRule.Q13, miniport, null, request.oid().name());
            out.put(request, new Out(miniport, ndis.host().scheduler().nowNanos()));
            return;
        }
        out.remove(request);
        if (request.oid() == Oid.PNP_SET_POWER && request.isSet() && !OF_SET_POWER.contains(status))
            ndis.report(RequestRule.Q15, miniport, null, request.oid() + ": " + status);
        if (request.bytesWritten() > request.bufferOctets())
            ndis.report(
                    RequestRule.Q16,
                    miniport,
                    null,
                    "%s: %d octets into %d"
                            .formatted(
                                    request.oid(), request.bytesWritten(), request.bufferOctets()));
    }

    /** A reset has taken it from the miniport. */
    @Override
    public void aborted(Party miniport) {
        out.values().removeIf(each -> each.miniport == miniport);
    }

    @Override
    public void tick(long nowNanos) {
        for (var entry : Map.copyOf(out).entrySet()) {
            if (nowNanos - entry.getValue().sinceNanos <= REQUEST_NANOS_MAX) continue;
            out.remove(entry.getKey());
            ndis.report(
                    RequestRule.Q14, entry.getValue().miniport, null, entry.getKey().oid().name());
        }
        for (NdisAdapter adapter : ndis.adapters()) adapter.resets.lookAtPending(nowNanos);
    }
}
