package sluice.ndis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.packet.Place;

/** A protocol driver that is registered with the wrapper of its machine, with its bindings. */
final class ProtocolDriver {
    private final Ndis ndis;
    private final @Nullable Protocol protocol;
    private final @Nullable Protocol6 protocol6;
    private final Party party;
    private final List<ProtocolBinding> bindings = new ArrayList<>();

    /** Adapters that it has been asked to bind to, and has not answered for. */
    private final Set<NdisAdapter> opening = new HashSet<>();

    /** How deep it is in its bind handler. */
    int inBinding;

    ProtocolDriver(Ndis ndis, String name, @Nullable Protocol five, @Nullable Protocol6 six) {
        this.ndis = ndis;
        this.protocol = five;
        this.protocol6 = six;
        this.party =
                new Party(
                        Party.Role.PROTOCOL,
                        name,
                        six == null ? NdisVersion.NDIS_5_1 : NdisVersion.NDIS_6_20,
                        ndis.placeOfWrapper());
    }

    /** It has been asked to bind, and has answered or completed that. */
    void bindIsOver(NdisAdapter adapter) {
        opening.remove(adapter);
    }

    Party party() {
        return party;
    }

    NdisStatus bindAdapter(BindContext bind) {
        try {
            if (protocol != null) return protocol.bindAdapter(bind);
            return protocol6 == null ? NdisStatus.FAILURE : protocol6.bindAdapter(bind);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw ndis.threw(party.name(), null, thrown);
        }
    }

    ProtocolBinding open(NdisAdapter adapter, Place place) {
        if (protocol != null) return adapter.open(protocol, place);
        return adapter.open(java.util.Objects.requireNonNull(protocol6), place);
    }

    void opened(ProtocolBinding binding) {
        bindings.add(binding);
    }

    boolean isBoundTo(NdisAdapter adapter) {
        for (ProtocolBinding each : bindings)
            if (each.adapter() == adapter && !each.closed) return true;
        return false;
    }

    /** Asks it to bind to an adapter that is there and that it is not bound to. */
    void offer(NdisAdapter adapter) {
        if (adapter.life.isGoing() || adapter.isAboveOf(this) || isBoundTo(adapter)) return;
        if (opening.add(adapter)) new Opening(adapter, this).begin();
    }

    /** NdisReEnumerateProtocolBindings. */
    void reenumerate() {
        if (ndis.watch != null) ndis.watch.calling(party, NdisCall.REENUMERATE, null);
        boolean inEvent = bindings.stream().anyMatch(each -> each.unbinding || each.inEvent);
        if (ndis.watch != null && (inBinding > 0 || inEvent))
            ndis.report(LifecycleRule.L18, party, null, "");
        for (NdisAdapter each : ndis.adapters()) offer(each);
    }

    /** Its bindings are closed; what it still holds is a breach. */
    void leave() {
        for (ProtocolBinding each : bindings) {
            if (each.isCloseOver()) continue;
            String left =
                    each.closed
                            ? each.sendsOut() + " sends, " + each.owed + " receives"
                            : each + " is open";
            if (ndis.watch != null) throw ndis.breach(LifecycleRule.L08, party, null, left);
        }
        ndis.protocols.remove(this);
    }
}
